/** One gallery with a stand-in for Ollama for a file of tests; both are ended after the last of them. */
import { after, before } from "node:test";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { until } from "./until.ts";

type OllamaStandIn = Awaited<ReturnType<typeof startOllamaStandIn>>;

/** The opened gallery and its engine, from a file's first hook on. */
export interface SetUpGallery extends Omit<OpenedGallery, "server" | "close"> {
  readonly ollama: OllamaStandIn;
}

interface SetUpOptions {
  readonly latencyMs: number;
  /** The folders of the samples that are needed; all of them if not said. */
  readonly folders?: readonly string[];
}

/** Registers the hooks; to be called once, at the top of a `describe`. What it answers with can be read when they have run. */
export function setUpGallery(options: SetUpOptions): SetUpGallery {
  let ollama: OllamaStandIn | undefined;
  let opened: OpenedGallery | undefined;
  before(async () => {
    ollama = await startOllamaStandIn({ latencyMs: options.latencyMs });
    opened = await openGallery({ ollamaHost: ollama.url, ...(options.folders && { folders: options.folders }) });
  });
  after(async () => {
    await opened?.close();
    await ollama?.close();
  });
  return {
    get page() {
      return standing(opened).page;
    },
    get profile() {
      return standing(opened).profile;
    },
    get folder() {
      return standing(opened).folder;
    },
    get requestsOutside() {
      return standing(opened).requestsOutside;
    },
    get ollama() {
      return standing(ollama);
    },
  };
}

/** Opens the library and tags every image of the gallery. */
export async function tagGallery({ page, folder, ollama }: SetUpGallery): Promise<void> {
  await tagger.openLibrary(page);
  await tagger.tagOpenFolder(page, () => ollama.looks.length > 0);
  await untilAllTagged(folder);
}

/** Waits until every image has its record in an index file. */
export async function untilAllTagged(folder: string, withinMs?: number): Promise<void> {
  const total = imagesBelow(folder).length;
  await until(
    () => taggedBelow(folder).size,
    (count) => count === total,
    withinMs,
  );
}

function standing<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("The gallery was not opened: its hook did not run to its end.");
  return part;
}
