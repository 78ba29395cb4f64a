/** The settings, read when they are needed, so that a change acts without a reload. */
import * as vscode from "vscode";
import type { LibraryFolder, RecordPlace } from "../core/ports.ts";
import { contextTokensOf, keepAliveOf } from "../core/tagging/loadSettings.ts";
import { promptSettingsFrom, type PromptSettings } from "../core/tagging/promptSettings.ts";
import { whenToRead, type WhenToRead } from "../core/tagging/wordReadings.ts";

export const section = "imageTagger";

/** An OpenAI-compatible server, if one is set. */
export interface ServedSettings {
  /** "" for none. */
  readonly baseUrl: string;
  /** "" for the one that is loaded, or the first that is listed. */
  readonly model: string;
  /** "" for no meaning search. */
  readonly embedModel: string;
  readonly concurrency: number;
}

/** Which engine looks at the images, and how. */
export interface EngineSettings {
  readonly engine: "auto" | "ollama" | "openai" | "vscode" | "builtin";
  /** "" for what OLLAMA_HOST says, or this machine. */
  readonly host: string;
  /** Further servers that share the work. */
  readonly moreHosts: readonly string[];
  readonly model: string;
  /** "" for the best installed one, "none" for no meaning search. */
  readonly embedModel: string;
  readonly concurrency: number;
  readonly maxSidePx: number;
  readonly deadlineMs: number;
  /** 0 for what suits the model. */
  readonly contextTokens: number;
  readonly keepAlive: string;
  /** Id of a language model of VS Code; "" for none. */
  readonly vscodeModel: string;
  /** The OpenAI-compatible server. */
  readonly served: ServedSettings;
  readonly prompt: PromptSettings;
  /** When OCR reads the words of an image beside the model. */
  readonly readWords: WhenToRead;
}

const engines = ["auto", "ollama", "openai", "vscode", "builtin"] as const;

export function engineSettings(): EngineSettings {
  const read = vscode.workspace.getConfiguration(section);
  const engine = read.get<string>("engine");
  const host = textOf(read.get("ollama.host")) || (process.env["OLLAMA_HOST"] ?? "");
  return {
    engine: engines.find((one) => one === engine) ?? "auto",
    host,
    moreHosts: textsOf(read.get("ollama.moreHosts")),
    model: textOf(read.get("ollama.model")),
    embedModel: textOf(read.get("ollama.embedModel")),
    concurrency: numberOf(read.get("ollama.concurrency"), 1, 1, 16),
    maxSidePx: numberOf(read.get("imageSize"), 896, 224, 2048),
    deadlineMs: numberOf(read.get("timeoutMinutes"), 5, 0.1, 60) * 60_000,
    contextTokens: contextTokensOf(read.get("ollama.contextTokens")),
    keepAlive: keepAliveOf(read.get("ollama.keepAlive")),
    vscodeModel: textOf(read.get("vscode.model")),
    served: {
      baseUrl: textOf(read.get("openai.baseUrl")),
      model: textOf(read.get("openai.model")),
      embedModel: textOf(read.get("openai.embedModel")),
      concurrency: numberOf(read.get("openai.concurrency"), 1, 1, 16),
    },
    prompt: promptSettingsFrom((name) => read.get(`prompt.${name}`)),
    readWords: whenToRead.find((when) => when === read.get("ocr.withModel")) ?? "auto",
  };
}

/** True where a change may lead to another engine, model or embedder. */
export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return ["engine", "ollama", "openai", "vscode"].some((name) => event.affectsConfiguration(`${section}.${name}`));
}

/** What a scan of this folder leaves out: VS Code's own exclusions and ours. */
export function scanSettings(root: string): { readonly exclude: readonly string[]; readonly useGitignore: boolean } {
  const scope = vscode.Uri.file(root);
  const hidden = vscode.workspace.getConfiguration("files", scope).get<unknown>("exclude");
  const read = vscode.workspace.getConfiguration(section, scope);
  return {
    exclude: [...patternsOf(hidden), ...everywhere(read.inspect("exclude"))],
    useGitignore: read.get("useGitignore") === true,
  };
}

/** What is excluded anywhere counts, as with `files.exclude`: a workspace that adds a folder keeps what the user left out. */
function everywhere(found: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): readonly string[] {
  const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return [...new Set(values.flatMap(patternsOf))];
}

/** Where a library folder's records go. */
export function recordPlace(folder: LibraryFolder): RecordPlace {
  const scope = vscode.Uri.file(folder.root);
  const place = vscode.workspace.getConfiguration(section, scope).get<string>("records.place");
  return place === "root" || place === "storage" ? place : "folder";
}

/** True where somebody chose the place of the records already. */
export function isRecordPlaceChosen(): boolean {
  const found = vscode.workspace.getConfiguration(section).inspect("records.place");
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined);
}

/** Browsed folders: absolute paths from the user's settings of this machine, never from a workspace. */
export function browsedFolders(): readonly string[] {
  return textsOf(vscode.workspace.getConfiguration(section).get("libraryFolders"));
}

/** Writes a setting where such a choice belongs: into the workspace if there is one and it may hold it, else for the user. */
export async function writeSetting(name: string, value: unknown, target: "workspace" | "user"): Promise<void> {
  const hasWorkspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  const scope =
    target === "workspace" && hasWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(section).update(name, value, scope);
}

/** Patterns of a list, or of an object of the kind of `files.exclude` (conditions on siblings cannot be kept). */
function patternsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((pattern) => typeof pattern === "string");
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([pattern, isOn]) => (isOn === true ? [pattern] : []));
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string" && text !== "") : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function numberOf(value: unknown, otherwise: number, least: number, most: number): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}
