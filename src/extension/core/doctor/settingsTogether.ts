/** Finds settings that are possible one by one and make no sense together, or do something that nobody wants. */
import { contextTokensOf } from "../tagging/loadSettings.ts";
import { unknownVariables } from "../tagging/promptTemplate.ts";
import { counted } from "./finding.ts";
import type { SettingsParts } from "./settingsCheck.ts";

/** A sentence about settings, and the name under which they are found. */
export interface SettingProblem {
  readonly name: string;
  readonly sentence: string;
}

/** Reads settings by the part of their name behind `imageTagger.`. */
interface Values {
  readonly text: (name: string) => string;
  readonly texts: (name: string) => readonly string[];
  readonly number: (name: string) => number;
}

/** Everything that is odd about them, each with its effect. */
export function contradictions({ settings, readHost, isAbsolute }: SettingsParts): readonly SettingProblem[] {
  const values = valuesOf(settings);
  return [
    ...engineProblems(values),
    ...promptProblems(values),
    ...folderProblems(values, isAbsolute),
    ...hostProblems(values, readHost),
  ];
}

function valuesOf(settings: SettingsParts["settings"]): Values {
  const values = new Map(settings.map(({ name, value }) => [name.replace(/^imageTagger\./u, ""), value]));
  return {
    text(name) {
      const value = values.get(name);
      return typeof value === "string" ? value.trim() : "";
    },
    texts(name) {
      const value = values.get(name);
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
    number(name) {
      const value = values.get(name);
      return typeof value === "number" ? value : 0;
    },
  };
}

function engineProblems({ text, number }: Values): readonly SettingProblem[] {
  const found: SettingProblem[] = [];
  const engine = text("engine");
  if (engine === "openai" && text("openai.baseUrl") === "")
    found.push(of("openai.baseUrl", "names no server, but imageTagger.engine is openai: nothing is tagged."));
  if (engine === "vscode" && text("vscode.model") === "")
    found.push(of("vscode.model", "names no model, but imageTagger.engine is vscode: nothing is tagged."));
  if (/^0(?:ms|s|m|h)?$/u.test(text("ollama.keepAlive")))
    found.push(of("ollama.keepAlive", "is 0: the model is loaded anew for every image."));
  const tokens = number("ollama.contextTokens");
  const used = contextTokensOf(tokens);
  if (tokens > 0 && tokens <= used && used !== Math.round(tokens))
    found.push(of("ollama.contextTokens", `is ${tokens}, which holds no image: ${used} is used.`));
  return found;
}

function promptProblems({ text, texts }: Values): readonly SettingProblem[] {
  const found: SettingProblem[] = [];
  if (text("ocr.withModel") === "never" && texts("prompt.context").includes("words"))
    found.push(of("ocr.withModel", "is never, but imageTagger.prompt.context asks for the words that OCR reads."));
  const unknown = unknownVariables(text("prompt.instructions")).length;
  const what = counted(unknown, "word in braces that is no variable", "words in braces that are no variables");
  if (unknown > 0) found.push(of("prompt.instructions", `holds ${what}, and stays as it stands there.`));
  return found;
}

function folderProblems({ texts }: Values, isAbsolute: (path: string) => boolean): readonly SettingProblem[] {
  const found: SettingProblem[] = [];
  if (texts("exclude").some((pattern) => /^(?:\*\*|\*\*\/\*|\*|\.)$/u.test(pattern.trim())))
    found.push(of("exclude", "leaves everything out: the library is empty."));
  if (!texts("libraryFolders").every(isAbsolute))
    found.push(of("libraryFolders", "holds a path that is not absolute: it depends on where the editor was started."));
  return found;
}

function hostProblems({ text, texts }: Values, readHost: (written: string) => string): readonly SettingProblem[] {
  const seen = new Set<string>();
  const found: SettingProblem[] = [];
  for (const [index, written] of [text("ollama.host"), ...texts("ollama.moreHosts")].entries()) {
    const name = index === 0 ? "ollama.host" : "ollama.moreHosts";
    try {
      const host = readHost(written);
      if (seen.has(host)) found.push(of(name, "names a server that was named before: it takes part once."));
      seen.add(host);
    } catch {
      // the sentence of the failure would repeat what was written, which may hold a password
      const effect = index === 0 ? "no server is asked" : "it is left out";
      found.push(of(name, `holds something that is no address: ${effect}.`));
    }
  }
  return found;
}

function of(name: string, rest: string): SettingProblem {
  const whole = `imageTagger.${name}`;
  return { name: whole, sentence: `${whole} ${rest}` };
}
