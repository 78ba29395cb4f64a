/** What the composition root hands to the editor: the core and the makers of everything that lies outside it. */
import type { LogOutputChannel } from "vscode";
import type { Facets } from "../core/catalogPort.ts";
import type { Embedder, Engine, Hash, Records, Scanner, Storage, Thumbnails } from "../core/ports.ts";
import type { DoctorOutside } from "../core/doctor/outside.ts";
import type { SettingRule } from "../core/doctor/settingsCheck.ts";
import type { MissingImages } from "../core/missingImages.ts";
import type { ImageUses } from "../core/references/imageUses.ts";
import type { MetadataWriting } from "../core/metadata/writing.ts";
import type { RootCandidate } from "../core/roots.ts";
import type { Chat } from "../core/tagging/chat.ts";
import type { ServerFinding } from "../core/tagging/chooseEngine.ts";
import type { EngineGroup } from "../core/tagging/engineGroup.ts";
import type { GroupMember } from "../core/tagging/hostTurns.ts";
import type { PromptSettings } from "../core/tagging/promptSettings.ts";
import type { ServedFinding } from "../core/tagging/servedModels.ts";
import type { WhenToRead } from "../core/tagging/wordReadings.ts";
import type { ReadDocuments, ReadLikenesses } from "../core/views/duplicateList.ts";
import type { DetailHits, SearchAnswer, SearchScope } from "../core/views/gridList.ts";
import type { Workshop } from "../core/workshop.ts";

/** How far a download is; `fraction` is absent until the sizes are known. */
export interface PullProgress {
  readonly status: string;
  readonly fraction?: number;
}

/** A model that is in memory; `inVideoMemory`: which share of it, 0 to 1. */
export interface LoadedModel {
  readonly name: string;
  readonly inVideoMemory: number;
}

/** An Ollama server as far as the editor asks it. */
export interface ModelServer {
  /** The address as it is used, with port. */
  readonly host: string;
  find(signal: AbortSignal): Promise<ServerFinding>;
  /** What is in memory now. */
  loaded(signal: AbortSignal): Promise<readonly LoadedModel[]>;
  pull(name: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
}

/** How an Ollama engine shall work. */
export interface OllamaWish {
  readonly host: string;
  readonly model: string;
  readonly concurrency: number;
  readonly maxSidePx: number;
  readonly deadlineMs: number;
  readonly prompt: PromptSettings;
  readonly readWords: WhenToRead;
  /** Absent for what suits the model. */
  readonly contextTokens?: number;
  readonly keepAlive: string;
  /** Value of that header, for a server behind a proxy. */
  readonly authorization?: string;
  /** Pauses before further attempts; absent for the usual ones. */
  readonly retryAfterMs?: readonly number[];
}

/** Where an OpenAI-compatible server is, and the value of that header, if it wants one. */
export interface ServedPlace {
  readonly base: string;
  readonly authorization: string | undefined;
}

/** How an engine over a model of such a server shall work. */
export type ServedWish = ServedPlace & ChatWish & Pick<OllamaWish, "model" | "concurrency">;

/** How an engine over a chat model shall work. */
export type ChatWish = Pick<OllamaWish, "maxSidePx" | "deadlineMs" | "prompt" | "readWords">;

/** Makes engines and embedders. */
export interface EngineMakers {
  server(host: string, authorization: string | undefined): ModelServer;
  ollama(wish: OllamaWish): Engine;
  /** Over a chat that the editor brings. */
  chat(chat: Chat, wish: ChatWish): Engine;
  /** The address of an OpenAI-compatible server as it is used; fails with a sentence where it is none. */
  servedAddress(written: string): string;
  /** What such a server has. */
  served(place: ServedPlace, signal: AbortSignal): Promise<ServedFinding>;
  openai(wish: ServedWish): Engine;
  servedEmbedder(place: ServedPlace & { readonly model: string }): Embedder;
  builtin(): Engine;
  /** Several engines of one model as one; told when a member leaves or comes back. */
  share(members: readonly GroupMember[], onChanged: () => void): EngineGroup;
  /** The embedder of that name, or the best installed one for ""; undefined if none is installed. */
  embedder(
    host: string,
    model: string,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<Embedder | undefined>;
}

/** Everything that is not VS Code. */
export interface Outside {
  readonly log: LogOutputChannel;
  readonly workshop: Workshop;
  /** Writes what records say into files. */
  readonly metadata: MetadataWriting;
  readonly records: Records;
  readonly scanner: Scanner;
  readonly hash: Hash;
  readonly storage: Storage;
  readonly thumbnails: Thumbnails;
  /** The folder under which all thumbnails lie: the only one besides our own that a webview may load from. */
  readonly thumbnailFolder: string;
  readonly engines: EngineMakers;
  /** The text of a file of ours in a library folder; undefined where there is none. Fails at pipes and at links out of the folder. */
  readText(file: string, libraryRoot: string): Promise<string | undefined>;
  /** The absolute path of a program on PATH; undefined where there is none. */
  findProgram(name: string): Promise<string | undefined>;
  /** Memory of this computer, in bytes: which models suit it depends on that. */
  readonly memoryBytes: number;
  /** The file in which the queue is kept over restarts. */
  readonly queueFile: string;
  search(text: string, scope: SearchScope, embedder: Embedder | undefined, signal: AbortSignal): Promise<SearchAnswer>;
  /** What is like an image, by vectors that are there: no text is embedded. */
  similar(id: string, embedder: Embedder | undefined, signal: AbortSignal): Promise<SearchAnswer>;
  /** Reasons and documents for hits that `search` left bare. */
  readonly details: DetailHits;
  /** In which documents images are used. */
  readonly uses: ImageUses;
  /** Records whose images are gone. */
  readonly missing: MissingImages;
  /** Counts over these images of the library, or over all of them. */
  facets(ids: readonly string[] | undefined, most: number, signal: AbortSignal): Promise<Facets>;
  /** How all pictures of the library look. */
  readonly likenesses: ReadLikenesses;
  readonly documents: ReadDocuments;
  tagCounts(limit: number, signal: AbortSignal): Promise<readonly { tag: string; count: number }[]>;
  /** The library folder at an absolute path; `notFound` where there is none. */
  rootAt(path: string): Promise<RootCandidate>;
  /** Sets the catalog aside and begins an empty one; answers how to bring the earlier one back. */
  renewCatalog(signal: AbortSignal): Promise<() => Promise<void>>;
  /** What the doctor looks at. */
  readonly doctor: DoctorOutside;
  /** What the package says of each setting, by its whole name. */
  readonly settingRules: Readonly<Record<string, SettingRule>>;
  /** Removes thumbnails that were not looked at for long, where they are too many. */
  sweepThumbnails(signal: AbortSignal): Promise<unknown>;
}
