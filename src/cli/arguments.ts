/** Reads the command line's arguments; what is wrong with them is said with the way to write them. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { RecordPlace } from "../extension/core/ports.ts";
import { whenToRead, type WhenToRead } from "../extension/core/tagging/wordReadings.ts";
import { promptPresets, type PromptPreset } from "../extension/core/tagging/promptPresets.ts";
import type { SearchMode } from "../shared/model.ts";

/** An error in the arguments: told with the usage, exit code 2. */
export class UsageError extends Error {}

export const commandNames = ["tag", "index", "search", "status", "doctor"] as const;
export type CommandName = (typeof commandNames)[number];

/** Everything that can be said on the command line; each command uses its part. */
export interface Arguments {
  readonly command: CommandName;
  readonly folder: string;
  readonly query: string | undefined;
  readonly engine: "auto" | "ollama" | "openai" | "builtin";
  /** Servers that share the work, as they were written; none: this machine's. */
  readonly hosts: readonly string[];
  /** Address of an OpenAI-compatible server; "" for none. */
  readonly baseUrl: string;
  /** Its key from the environment: one that was given to this program, and one that other programs use too; "" for none. */
  readonly keys: { readonly own: string; readonly openAi: string };
  readonly model: string;
  /** "none": no embedder; "": the best that is installed with Ollama, none at another server. */
  readonly embedModel: string;
  readonly preset: PromptPreset;
  /** English name of the language to write in; "" for the model's choice. */
  readonly language: string;
  /** File with the person's own instructions. */
  readonly promptFile: string | undefined;
  /** When OCR reads beside a model. */
  readonly ocr: WhenToRead;
  readonly again: boolean;
  readonly limit: number | undefined;
  readonly concurrency: number;
  readonly place: RecordPlace;
  readonly storage: string | undefined;
  readonly mode: SearchMode;
  readonly queries: string | undefined;
  readonly json: boolean;
  /** A report for others, without private data, in place of the findings. */
  readonly report: boolean;
}

export const usage = `Usage:
  image-tagger tag <folder>     describe and tag every picture that has no record yet
      [--engine auto|ollama|openai|builtin] [--host URL]... [--base-url URL] [--model NAME] [--embed-model NAME|none]
      [--preset ${promptPresets.join("|")}] [--language NAME] [--prompt-file FILE]
      [--ocr ${whenToRead.join("|")}] [--again] [--limit N] [--concurrency N] [--index folder|root|storage] [--storage DIR] [--json]
  image-tagger index <folder>   read the index files and embed what lacks a vector; tag nothing
      [--host URL | --base-url URL] [--embed-model NAME|none] [--index folder|root|storage] [--storage DIR] [--json]
  image-tagger search <folder> <query>   find pictures by what is in them
      [--limit N] [--mode hybrid|text|meaning] [--queries FILE] [--host URL | --base-url URL]
      [--embed-model NAME|none] [--index folder|root|storage] [--storage DIR] [--json]
      for is:stale, what tag would be given: [--engine …] [--model …] [--preset …] [--language …] [--prompt-file …]
  image-tagger status <folder>  count pictures, records and failures
      [--index folder|root|storage] [--storage DIR] [--json]
  image-tagger doctor [folder]  check engine, models, catalog, records, disks and permissions, each with its remedy
      [--host URL]... [--base-url URL] [--model NAME] [--embed-model NAME|none]
      [--index folder|root|storage] [--storage DIR] [--json | --report]
      --report prints what can be shown to others: no names of files or hosts, no keys, no tags

  --engine openai takes any server with /v1/chat/completions (LM Studio, llama-server, vLLM) by its --base-url; its key stands
  in IMAGE_TAGGER_OPENAI_KEY or OPENAI_API_KEY, the latter only for https and this computer.
  Several --host share the work of tagging, each with --concurrency images at once; the first one makes the vectors.
`;

const options = {
  tag: {
    engine: { type: "string" },
    host: { type: "string", multiple: true },
    "base-url": { type: "string" },
    model: { type: "string" },
    "embed-model": { type: "string" },
    preset: { type: "string" },
    language: { type: "string" },
    "prompt-file": { type: "string" },
    ocr: { type: "string" },
    again: { type: "boolean" },
    limit: { type: "string" },
    concurrency: { type: "string" },
    index: { type: "string" },
    storage: { type: "string" },
    json: { type: "boolean" },
  },
  index: {
    host: { type: "string" },
    "base-url": { type: "string" },
    "embed-model": { type: "string" },
    index: { type: "string" },
    storage: { type: "string" },
    json: { type: "boolean" },
  },
  search: {
    limit: { type: "string" },
    mode: { type: "string" },
    queries: { type: "string" },
    engine: { type: "string" },
    model: { type: "string" },
    preset: { type: "string" },
    language: { type: "string" },
    "prompt-file": { type: "string" },
    host: { type: "string" },
    "base-url": { type: "string" },
    "embed-model": { type: "string" },
    index: { type: "string" },
    storage: { type: "string" },
    json: { type: "boolean" },
  },
  status: { index: { type: "string" }, storage: { type: "string" }, json: { type: "boolean" } },
  doctor: {
    host: { type: "string", multiple: true },
    "base-url": { type: "string" },
    model: { type: "string" },
    "embed-model": { type: "string" },
    index: { type: "string" },
    storage: { type: "string" },
    json: { type: "boolean" },
    report: { type: "boolean" },
  },
} as const satisfies Record<CommandName, ParseArgsConfig["options"]>;

/** Reads the arguments after the program's name. `environment` gives OLLAMA_HOST and keys. Throws a UsageError. */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const [name, ...rest] = args;
  const command = commandNames.find((one) => one === name);
  if (!command) throw new UsageError(name ? `There is no command "${name}".` : "Which command?");
  const { values, positionals } = parsed(command, rest);
  const text = (key: string): string | undefined => (typeof values[key] === "string" ? values[key] : undefined);
  const [folder, query, ...more] = positionals;
  if (!folder && command !== "doctor") throw new UsageError(`Which folder? Write: image-tagger ${command} <folder>`);
  const queries = text("queries");
  checkQuery(command, query, more, queries);
  const baseUrl = text("base-url") ?? "";
  return {
    command,
    folder: folder ?? ".",
    query,
    engine: engineOf(text("engine"), baseUrl, values["host"] !== undefined),
    hosts: textsOf(values["host"] ?? environment["OLLAMA_HOST"]),
    baseUrl,
    keys: { own: environment["IMAGE_TAGGER_OPENAI_KEY"] ?? "", openAi: environment["OPENAI_API_KEY"] ?? "" },
    model: text("model") ?? "",
    embedModel: text("embed-model") ?? "",
    preset: oneOf("--preset", text("preset"), promptPresets, "general"),
    language: text("language") ?? "",
    promptFile: text("prompt-file"),
    ocr: oneOf("--ocr", text("ocr"), whenToRead, "auto"),
    again: values["again"] === true,
    limit: wholeNumber("--limit", text("limit")),
    concurrency: wholeNumber("--concurrency", text("concurrency")) ?? 1,
    place: oneOf("--index", text("index"), ["folder", "root", "storage"] as const, "folder"),
    storage: text("storage"),
    mode: oneOf("--mode", text("mode"), ["hybrid", "text", "meaning"] as const, "hybrid"),
    queries,
    json: values["json"] === true,
    report: values["report"] === true,
  };
}

/** Naming such a server is naming its engine. */
function engineOf(written: string | undefined, baseUrl: string, hasHost: boolean): Arguments["engine"] {
  const otherwise = baseUrl === "" ? "auto" : "openai";
  const engine = oneOf("--engine", written, ["auto", "ollama", "openai", "builtin"] as const, otherwise);
  if (engine === "openai" && baseUrl === "")
    throw new UsageError("Which server? Write its address: --base-url http://127.0.0.1:1234/v1");
  if (engine !== "openai" && baseUrl !== "") throw new UsageError("--base-url is for --engine openai alone.");
  if (engine === "openai" && hasHost)
    throw new UsageError("--host names Ollama servers; --engine openai has --base-url.");
  return engine;
}

function checkQuery(
  command: CommandName,
  query: string | undefined,
  more: readonly string[],
  queries: string | undefined,
): void {
  if (command === "search" && query === undefined && queries === undefined)
    throw new UsageError("Search for what? Write: image-tagger search <folder> <query>");
  if (command === "search" && query !== undefined && queries !== undefined)
    throw new UsageError("Give a query or --queries FILE, not both.");
  const surplus = command === "search" ? more : query === undefined ? [] : [query, ...more];
  if (surplus.length > 0)
    throw new UsageError(`"${surplus.join(" ")}" is one argument too many. Put a query of several words in quotes.`);
}

function parsed(command: CommandName, args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: options[command],
      allowPositionals: true,
      strict: true,
    });
    return { values: values as Readonly<Record<string, unknown>>, positionals };
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function textsOf(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.filter((text) => typeof text === "string").filter((text) => text !== "");
}

function oneOf<T extends string>(option: string, value: string | undefined, allowed: readonly T[], otherwise: T): T {
  if (value === undefined) return otherwise;
  const found = allowed.find((one) => one === value);
  if (!found) throw new UsageError(`${option} is one of ${allowed.join(", ")}; "${value}" is not.`);
  return found;
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new UsageError(`${option} takes a whole number from 1; "${value}" is none.`);
  return Number(value);
}
