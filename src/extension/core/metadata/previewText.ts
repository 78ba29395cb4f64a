/** What writing would change, or what came of it, as a Markdown table for the editor's preview: foreign text acts as text only. */
import path from "node:path";
import { displayText } from "../views/displayText.ts";
import { listFields, textFields, type MetadataField } from "./fields.ts";
import type { MetadataChange } from "./plan.ts";
import type { MetadataOutcome } from "./writing.ts";

/** Sentences and words of the table, in the language of the editor. */
export interface PreviewWords {
  readonly title: string;
  readonly summary: readonly string[];
  readonly columns: readonly [string, string];
  readonly places: Readonly<Record<"file" | "sidecar", string>>;
  readonly fields: Readonly<Record<MetadataField, string>>;
  readonly kept: (field: string) => string;
  readonly more: (count: number) => string;
}

/** More rows than this nobody reads, and the preview would take seconds to draw them. */
const mostRows = 500;
const mostCharacters = 120;

/** The page: only images of which there is something to say. */
export function previewText(outcomes: readonly MetadataOutcome[], words: PreviewWords): string {
  const told = outcomes.filter(({ state, plan }) => state === "changed" || state === "failed" || plan?.keeps.length);
  // several are at work at once, and end in any order
  told.sort((a, b) => (a.image.path < b.image.path ? -1 : 1));
  const rows = told.slice(0, mostRows).map((outcome) => rowOf(outcome, words));
  const [image, changes] = words.columns.map(cell);
  return [
    `# ${cell(words.title)}`,
    "",
    ...words.summary.flatMap((line) => [`- ${cell(line)}`]),
    ...(rows.length === 0 ? [] : ["", `| ${image} | ${changes} |`, "| --- | --- |", ...rows]),
    ...(told.length > mostRows ? ["", cell(words.more(told.length - mostRows))] : []),
    "",
  ].join("\n");
}

/** Two columns, which a narrow editor has room for: under the image's name stands where it is written, and why not into the file. */
function rowOf({ image, state, place, because, plan, failure }: MetadataOutcome, words: PreviewWords): string {
  const named = path.join(image.folder.root, image.path);
  const about = (message: string): string => cell(message.replaceAll(named, path.basename(named)));
  const heading = [
    cell(image.path),
    ...(place ? [`→ ${cell(words.places[place])}`] : []),
    ...(because ? [about(because.message)] : []),
  ];
  const lines = [
    ...(failure ? [about(failure.message)] : []),
    ...(state === "changed" && plan ? changeLines(plan.change, words) : []),
    ...(plan?.keeps ?? []).map((field) => cell(words.kept(words.fields[field]))),
  ];
  return `| ${heading.join("<br>")} | ${lines.join("<br>")} |`;
}

/** The same words go into several fields: they are shown once, after the names of all of these. */
function changeLines({ adds, removes, texts }: MetadataChange, words: PreviewWords): readonly string[] {
  const fieldsOf = new Map<string, string[]>();
  const say = (field: MetadataField, what: string): void => {
    const fields = fieldsOf.get(what) ?? [];
    fieldsOf.set(what, [...fields, cell(words.fields[field])]);
  };
  for (const field of listFields) {
    const [more, less] = [adds[field] ?? [], removes[field] ?? []];
    if (more.length > 0) say(field, more.map((word) => `+ ${cell(word)}`).join(", "));
    if (less.length > 0) say(field, less.map((word) => `− ~~${cell(word)}~~`).join(", "));
  }
  for (const field of textFields) {
    const text = texts[field];
    if (text !== undefined) say(field, text === "" ? "−" : `+ ${cell(text)}`);
  }
  return [...fieldsOf].map(([what, fields]) => `**${fields.join(", ")}**<br>${what}`);
}

/** One line in which nothing is markup: every sign that Markdown or HTML knows stands for itself. */
function cell(raw: string): string {
  return displayText(raw, mostCharacters).replaceAll(/[!-/:-@[-`{-~]/gu, (sign) => `&#${sign.codePointAt(0) ?? 32};`);
}
