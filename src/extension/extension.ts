/** Composition root of the editor: builds the adapters and the core, hands them to the editor's part, and ends them again. */
import { realpath } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { libraryFolderAt } from "../cli/places.ts";
import { stateFolder } from "./adapters/storage/userFolders.ts";
import { BuiltinEngine } from "./adapters/builtin/builtinEngine.ts";
import { OllamaEmbedder } from "./adapters/ollama/ollamaEmbedder.ts";
import { ollamaEngine } from "./adapters/ollama/ollamaEngine.ts";
import { OllamaModels } from "./adapters/ollama/ollamaModels.ts";
import { normaliseBase } from "./adapters/openai/address.ts";
import { openAiEmbedder } from "./adapters/openai/openaiEmbedder.ts";
import { openAiEngine } from "./adapters/openai/openaiEngine.ts";
import { OpenAiModels } from "./adapters/openai/openaiModels.ts";
import { findProgram } from "./adapters/programs/findProgram.ts";
import { CatalogNotes } from "./adapters/catalog/catalogNotes.ts";
import { FileMetadataFiles } from "./adapters/images/fileMetadata.ts";
import { shortHash } from "./adapters/records/hash.ts";
import { readRecordFile } from "./adapters/records/recordFile.ts";
import { RecordStore } from "./adapters/records/recordStore.ts";
import { DocumentFiles } from "./adapters/scanner/documentFiles.ts";
import { FolderScanner } from "./adapters/scanner/folderScanner.ts";
import { FileStorage } from "./adapters/storage/fileStorage.ts";
import { systemClock } from "./adapters/storage/systemClock.ts";
import { ThumbnailStore } from "./adapters/thumbnails/thumbnailStore.ts";
import type { SettingRule } from "./core/doctor/settingsCheck.ts";
import type { Images, LibraryFolder, Log } from "./core/ports.ts";
import { MissingImages } from "./core/missingImages.ts";
import { ImageUses } from "./core/references/imageUses.ts";
import { searchWithMissing } from "./core/search/missingSearch.ts";
import { ImageSearch } from "./core/search/searchImages.ts";
import { similarImages } from "./core/search/similarImages.ts";
import { FolderLabels } from "./core/views/folderLabels.ts";
import { ModelEngine } from "./core/tagging/modelEngine.ts";
import { EngineGroup } from "./core/tagging/engineGroup.ts";
import { promptKey } from "./core/tagging/promptSettings.ts";
import { Workshop } from "./core/workshop.ts";
import { doctorOutside } from "./doctorOutside.ts";
import { metadataOutside } from "./metadataOutside.ts";
import { startApp, type App } from "./editor/app.ts";
import type { EngineMakers, Outside } from "./editor/outside.ts";
import { safeLog } from "./editor/safeLog.ts";
import { recordPlace, scanSettings } from "./editor/settings.ts";
import { NotedCatalogs } from "./native/otherCatalogs.ts";
import { renewableCatalog } from "./native/renewableCatalog.ts";
import { roomCatalog } from "./native/roomCatalog.ts";
import { roomImages } from "./native/roomImages.ts";
import { roomVersions } from "./native/roomVersions.ts";
import type { CatalogRoom, ImagesRoom } from "./native/roomProtocols.ts";
import { Room } from "./native/rooms.ts";

interface Running {
  readonly app: App;
  readonly closeRooms: () => Promise<void>;
}

let running: Running | undefined;

/** A search orders the whole library; documents and reasons are read for so many at once, and for the rest when it is shown. */
const detailedHits = 200;

/** Called by VS Code once, when the first of our activation events fires. */
export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const channel = vscode.window.createOutputChannel("Image Tagger", { log: true });
  context.subscriptions.push(channel);
  const log = safeLog(channel);
  const { outside, closeRooms } = build(context, log);
  running = { app: startApp(context, outside), closeRooms };
  const { version } = manifestOf(context);
  log.info(`Image Tagger ${version} was activated in ${Math.round(performance.now() - startedAt)} ms.`);
}

/** Called by VS Code at the end; what does not fit into its time is safe in the journals. */
export async function deactivate(): Promise<void> {
  const ending = running;
  running = undefined;
  try {
    await ending?.app.close();
  } finally {
    await ending?.closeRooms();
  }
}

/** Everything outside of VS Code. No process is started and no host is asked before it is needed. */
function build(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
  const places = placesIn(context);
  const entry = path.join(context.extensionPath, "dist", "room.js");
  const imagesRoom = new Room<ImagesRoom>({ entry, kind: "images", log });
  const images = roomImages(imagesRoom);
  let catalogRoom = new Room<CatalogRoom>({ entry, kind: "catalog", log });
  const renewable = renewableCatalog(places.catalog, () => {
    catalogRoom = new Room<CatalogRoom>({ entry, kind: "catalog", log });
    return roomCatalog(catalogRoom, places.catalog);
  });
  const { catalog } = renewable;
  const storage = new FileStorage({ clock: systemClock });
  const scanner = new FolderScanner();
  const records = new RecordStore({ storage, clock: systemClock, stateFolder: places.state, placeOf: recordPlace });
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
  const metadataWriting = metadataOutside({ workshop, records, scanner, storage, images });
  const libraries = roomVersions(imagesRoom, () => catalogRoom);
  const { version, settingRules } = manifestOf(context);
  const outside: Outside = {
    log,
    workshop,
    metadata: metadataWriting.writing,
    records,
    scanner,
    hash: shortHash,
    storage,
    thumbnails,
    thumbnailFolder: places.thumbnails,
    engines: engineMakers(images, log, context),
    readText: async (file, root) => {
      const read = await readRecordFile(file, root);
      return read && new TextDecoder().decode(read.bytes);
    },
    findProgram: (name) => findProgram(name),
    memoryBytes: os.totalmem(),
    queueFile: places.queue,
    ...searchesOf(workshop, records),
    rootAt: async (root) => ({ folder: await libraryFolderAt(root), realPath: await realpath(root) }),
    renewCatalog: (signal) => renewable.renew(signal),
    doctor: doctorOutside({ version, places, images, libraries, storage }),
    settingRules,
    sweepThumbnails: (signal) => thumbnails.sweep(signal),
  };
  const closeRooms = async (): Promise<void> => {
    await Promise.all([metadataWriting.close(), imagesRoom.close(), catalog.close(), otherCatalogs.close()]);
  };
  return { outside, closeRooms };
}

/** Searches over the library as it is at the moment. */
function searchesOf(
  workshop: Workshop,
  records: RecordStore,
): Pick<
  Outside,
  "search" | "similar" | "likenesses" | "documents" | "details" | "facets" | "tagCounts" | "uses" | "missing"
> {
  const { library, catalog } = workshop;
  const optionsOf = ({ root }: LibraryFolder) => ({ ...scanSettings(root), under: "" });
  const uses = new ImageUses(library, new DocumentFiles(), optionsOf);
  const find = (folder: LibraryFolder, signal: AbortSignal) => workshop.findMissing(folder, optionsOf(folder), signal);
  const missing = new MissingImages({ library, catalog, records, clock: systemClock, hash: shortHash, find });
  const searching = new ImageSearch({ catalog: workshop.catalog });
  const folderKeys = (): readonly string[] => workshop.library.folders.map(({ key }) => key);
  return {
    uses,
    missing,
    search: (text, { allHits, within }, embedder, signal) => {
      const limit = Math.max(1, workshop.library.size);
      const isStale = workshop.knowsRecipe ? (id: string) => workshop.isStale(id) : undefined;
      const options = {
        mode: "hybrid" as const,
        limit,
        detailed: detailedHits,
        fewWeak: !allHits,
        folderKeys: folderKeys(),
        usedIn: (document: string | undefined, stop: AbortSignal) => uses.usedIn(document, stop),
      };
      const folderNames = new FolderLabels(workshop.library.folders).names;
      return searchWithMissing(
        searching,
        missing,
        text,
        {
          ...options,
          folderNames,
          ...(within && { within }),
          ...(embedder && { embedder }),
          ...(isStale && { isStale }),
        },
        signal,
      );
    },
    similar: (id, embedder, signal) => {
      const limit = Math.max(1, workshop.library.size);
      const options = { ...(embedder && { embedder }), folderKeys: folderKeys(), limit };
      return similarImages(workshop.catalog, id, options, signal);
    },
    likenesses: (signal) => workshop.catalog.likenesses(folderKeys(), signal),
    documents: (ids, signal) => workshop.catalog.documents(ids, signal),
    details: (text, hits, signal) => searching.details(text, hits, signal),
    facets: (ids, most, signal) => {
      // what is gone is counted where it is among what was found
      const keys = [...folderKeys(), ...(ids ? missing.folders.map(({ key }) => key) : [])];
      const scope = ids ? { folderKeys: keys, ids } : { filter: { folderKeys: keys } };
      return workshop.catalog.facets(scope, most, signal);
    },
    tagCounts: (limit, signal) => workshop.catalog.tagCounts(folderKeys(), limit, signal),
  };
}

function engineMakers(images: Images, log: Log, context: vscode.ExtensionContext): EngineMakers {
  const { version } = manifestOf(context);
  return {
    server: (host, authorization) => new OllamaModels(host, authorization),
    ollama: (wish) =>
      ollamaEngine({ ...wish, promptKey: promptKey(wish.prompt, shortHash), images, log, clock: systemClock }),
    chat: (chat, wish) =>
      new ModelEngine({ chat, ...wish, promptKey: promptKey(wish.prompt, shortHash), images, log, clock: systemClock }),
    servedAddress: normaliseBase,
    served: (place, signal) => new OpenAiModels(place).find(signal),
    openai: (wish) =>
      openAiEngine({ ...wish, promptKey: promptKey(wish.prompt, shortHash), images, log, clock: systemClock }),
    servedEmbedder: openAiEmbedder,
    builtin: () => new BuiltinEngine({ images, version }),
    share: (members, onChanged) => new EngineGroup({ members, clock: systemClock, log, onChanged }),
    embedder: (host, model, authorization, signal) =>
      OllamaEmbedder.find({ host, model, ...(authorization !== undefined && { authorization }) }, signal),
  };
}

/** What the package says of itself. */
function manifestOf({ extension }: vscode.ExtensionContext) {
  const { version, contributes } = extension.packageJSON as {
    readonly version: string;
    readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, SettingRule>> } };
  };
  return { version, settingRules: contributes.configuration.properties };
}

/** Catalog and queue belong to the workspace, thumbnails to the user; records in storage are shared with the command line. */
function placesIn({ storageUri, globalStorageUri }: vscode.ExtensionContext) {
  const own = (storageUri ?? globalStorageUri).fsPath;
  return {
    catalog: path.join(own, "catalog"),
    queue: path.join(own, "queue.json"),
    thumbnails: path.join(globalStorageUri.fsPath, "thumbnails"),
    state: stateFolder(),
  };
}
