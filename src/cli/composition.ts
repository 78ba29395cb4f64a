/** Builds the core for one library folder: adapters, rooms, workshop. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { BuiltinEngine } from "../extension/adapters/builtin/builtinEngine.ts";
import { defaultHost, normaliseHost } from "../extension/adapters/ollama/host.ts";
import { OllamaEmbedder } from "../extension/adapters/ollama/ollamaEmbedder.ts";
import { ollamaEngine } from "../extension/adapters/ollama/ollamaEngine.ts";
import { OllamaModels } from "../extension/adapters/ollama/ollamaModels.ts";
import { CatalogNotes } from "../extension/adapters/catalog/catalogNotes.ts";
import { FileMetadataFiles } from "../extension/adapters/images/fileMetadata.ts";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { RecordStore } from "../extension/adapters/records/recordStore.ts";
import { FolderScanner } from "../extension/adapters/scanner/folderScanner.ts";
import { FileStorage } from "../extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../extension/adapters/storage/systemClock.ts";
import { ThumbnailStore } from "../extension/adapters/thumbnails/thumbnailStore.ts";
import type { Catalog } from "../extension/core/catalogPort.ts";
import type { NativeLibraries } from "../extension/core/doctor/ports.ts";
import type { Embedder, Engine, Images, LibraryFolder, Log, Storage } from "../extension/core/ports.ts";
import { noServerAsked } from "../extension/core/tagging/chooseEngine.ts";
import { chooseHosts, type ServerAnswer } from "../extension/core/tagging/chooseHosts.ts";
import { EngineGroup } from "../extension/core/tagging/engineGroup.ts";
import { shownHost } from "../extension/core/tagging/hosts.ts";
import type { GroupMember } from "../extension/core/tagging/hostTurns.ts";
import { promptKey } from "../extension/core/tagging/promptSettings.ts";
import { Workshop } from "../extension/core/workshop.ts";
import { NotedCatalogs } from "../extension/native/otherCatalogs.ts";
import { roomCatalog } from "../extension/native/roomCatalog.ts";
import { roomImages } from "../extension/native/roomImages.ts";
import { roomVersions } from "../extension/native/roomVersions.ts";
import type { CatalogRoom, ImagesRoom } from "../extension/native/roomProtocols.ts";
import { Room } from "../extension/native/rooms.ts";
import { ExpectedError, failureOf } from "../shared/failures.ts";
import type { Arguments } from "./arguments.ts";
import { libraryFolderAt, placesOf, type Places } from "./places.ts";
import { promptSettingsOf } from "./promptArguments.ts";
import { servedEmbedder, servedEngine } from "./servedServer.ts";

/** Everything that a command works with. */
export interface Composition {
  readonly folder: LibraryFolder;
  readonly places: Places;
  readonly workshop: Workshop;
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly scanner: FolderScanner;
  readonly images: Images;
  /** What the native rooms have loaded, for the doctor. */
  readonly libraries: NativeLibraries;
  readonly storage: Storage;
  /** The server that makes the vectors, and the first of those that look at images. */
  readonly host: string;
  /** All servers that share the work, each once. */
  readonly hosts: readonly [string, ...string[]];
  readonly log: Log;
  /** Writes everything, ends the rooms. */
  close(): Promise<void>;
}

/** Nobody waits for the end of a command as an editor's window does: all is folded. */
const closingMs = 10 * 60_000;

/** The options with which every command scans; hidden and dependency folders are left out by the scanner itself. */
export const scanOptions = { exclude: [] as readonly string[], useGitignore: false, under: "" };

/** Builds the parts for the folder that was named; starts no process and contacts no host yet. */
export async function compose(args: Arguments, log: Log): Promise<Composition> {
  const folder = await libraryFolderAt(args.folder);
  const places = placesOf(folder, args.storage);
  const storage = new FileStorage({ clock: systemClock });
  const scanner = new FolderScanner();
  const records = new RecordStore({
    storage,
    clock: systemClock,
    stateFolder: places.state,
    placeOf: () => args.place,
    closingMs,
  });
  records.onNotice((notice) => log.warn(notice.message));
  const entry = roomEntry();
  const imagesRoom = new Room<ImagesRoom>({ entry, kind: "images", log });
  const catalogRoom = new Room<CatalogRoom>({ entry, kind: "catalog", log });
  const images = roomImages(imagesRoom);
  const catalog = roomCatalog(catalogRoom, places.catalog);
  const thumbnails = new ThumbnailStore({ directory: places.thumbnails, images, storage });
  const otherCatalogs = new NotedCatalogs({
    directory: places.catalog,
    notes: new CatalogNotes({ storage, stateFolder: places.state, directory: places.catalog }),
    room: new Room<CatalogRoom>({ entry, kind: "catalog", log }),
    log,
  });
  const metadata = new FileMetadataFiles();
  const core = { scanner, records, catalog, otherCatalogs, thumbnails, metadata };
  const workshop = new Workshop({ ...core, clock: systemClock, hash: shortHash, log });
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    try {
      await workshop.close();
    } finally {
      // whatever could not be written: a room that stays would keep this process alive
      await Promise.all([imagesRoom.close(), catalogRoom.close(), otherCatalogs.close()]);
    }
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  const [host = defaultHost, ...more] = new Set(args.hosts.map(normaliseHost));
  const hosts = [host, ...more] as const;
  const libraries = roomVersions(imagesRoom, () => catalogRoom);
  const outside = { scanner, images, libraries, storage, log };
  return { folder, places, workshop, catalog, records, host, hosts, close, ...outside };
}

const notAsked = [{ host: "", finding: noServerAsked }] as const;

/** The engine that the arguments and the servers allow, and why it. Fails where the named engine cannot work. */
export async function engineFor(
  args: Arguments,
  parts: Composition,
  signal: AbortSignal,
): Promise<{ readonly engine: Engine; readonly reason: string }> {
  const { images, hosts, log } = parts;
  const prompt = await promptSettingsOf(args, parts.log, signal);
  const { concurrency } = args;
  const asked = { prompt, promptKey: promptKey(prompt, shortHash), readWords: args.ocr };
  const wish = { images, log, clock: systemClock, concurrency, ...asked };
  if (args.engine === "openai") return servedEngine(args, wish, signal);
  const answers = args.engine === "builtin" ? notAsked : await askServers(hosts, signal);
  const { decision, absent } = chooseHosts({ engine: args.engine, model: args.model }, answers);
  if (decision.engine === "none") throw new ExpectedError(decision.failure.reason, decision.failure.message);
  if (decision.engine === "builtin")
    return { engine: new BuiltinEngine({ images, version: version() }), reason: decision.reason };
  const { model, reason } = decision;
  if (hosts.length === 1) return { engine: ollamaEngine({ ...wish, model, host: parts.host }), reason };
  const members = hosts.map((host): GroupMember => {
    // the group tries again by itself, at another host
    const engine = ollamaEngine({ ...wish, model, host, retryAfterMs: [] });
    const absentFor = absent.get(host);
    return { name: shownHost(host), engine, ...(absentFor && { absentFor }) };
  });
  return { engine: new EngineGroup({ members, clock: systemClock, log }), reason };
}

/** What each server has, all asked at once. */
async function askServers(
  [first, ...more]: Composition["hosts"],
  signal: AbortSignal,
): Promise<readonly [ServerAnswer, ...ServerAnswer[]]> {
  const ask = async (host: string): Promise<ServerAnswer> => ({
    host,
    finding: await new OllamaModels(host).find(signal),
  });
  const [answer, others] = await Promise.all([ask(first), Promise.all(more.map(ask))]);
  return [answer, ...others];
}

/** The embedder that the arguments name, or the best that Ollama has installed; undefined where there is none, with the reason logged. */
export async function embedderFor(
  args: Arguments,
  parts: Composition,
  signal: AbortSignal,
): Promise<Embedder | undefined> {
  if (args.embedModel === "none") return undefined;
  if (args.engine === "openai") return servedEmbedder(args);
  try {
    return await OllamaEmbedder.find({ host: parts.host, model: args.embedModel }, signal);
  } catch (thrown) {
    // without a name the embedder is a bonus; a named one must be there
    if (args.embedModel !== "") throw thrown;
    parts.log.info(failureOf(thrown).message);
    return undefined;
  }
}

/** The version of this program. */
export function version(): string {
  const file = path.join(import.meta.dirname, isBundled() ? "../package.json" : "../../package.json");
  const { version: found } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return found;
}

/** In a bundle the rooms' entry lies beside this file; from source it is run as it is. */
function roomEntry(): string {
  return isBundled()
    ? path.join(import.meta.dirname, "room.js")
    : path.join(import.meta.dirname, "../extension/native/room.ts");
}

function isBundled(): boolean {
  return !import.meta.filename.endsWith(".ts");
}
