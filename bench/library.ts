/** Builds the core over real adapters for a benchmark, with counters on what must not happen. */
import path from "node:path";
import { FileMetadataFiles } from "../src/extension/adapters/images/fileMetadata.ts";
import { shortHash } from "../src/extension/adapters/records/hash.ts";
import { RecordStore } from "../src/extension/adapters/records/recordStore.ts";
import { FolderScanner } from "../src/extension/adapters/scanner/folderScanner.ts";
import { FileStorage } from "../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../src/extension/adapters/storage/systemClock.ts";
import type { LibraryFolder, Log } from "../src/extension/core/ports.ts";
import { Workshop } from "../src/extension/core/workshop.ts";
import { roomCatalog } from "../src/extension/native/roomCatalog.ts";
import { roomImages } from "../src/extension/native/roomImages.ts";
import type { CatalogRoom, ImagesRoom } from "../src/extension/native/roomProtocols.ts";
import { Room } from "../src/extension/native/rooms.ts";

/** Says only what went wrong. */
export const benchLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  error: (message) => void process.stderr.write(`${message}\n`),
};

const entry = path.join(import.meta.dirname, "../src/extension/native/room.ts");

/** Calls of the kinds that an unchanged library must not cause. */
export interface Counters {
  hashes: number;
  writes: number;
  catalogWrites: number;
  decodes: number;
  metadataReads: number;
}

/** The core over one folder; `state` holds catalog and state. */
export function openLibrary(root: string, state: string) {
  const counters: Counters = { hashes: 0, writes: 0, catalogWrites: 0, decodes: 0, metadataReads: 0 };
  const folder: LibraryFolder = { key: shortHash(root), root, name: path.basename(root) };
  const storage = counted(
    new FileStorage({ clock: systemClock }),
    ["replace", "openLog", "remove"],
    () => counters.writes++,
  );
  const scanner = counted(new FolderScanner(), ["contentKey"], () => counters.hashes++);
  const records = new RecordStore({
    storage,
    clock: systemClock,
    stateFolder: path.join(state, "state"),
    placeOf: () => "folder",
  });
  const imagesRoom = new Room<ImagesRoom>({ entry, kind: "images", log: benchLog });
  const catalogRoom = new Room<CatalogRoom>({ entry, kind: "catalog", log: benchLog });
  const images = counted(
    roomImages(imagesRoom),
    ["prepare", "analyse", "thumbnail", "readWords"],
    () => counters.decodes++,
  );
  const catalog = counted(
    roomCatalog(catalogRoom, path.join(state, "catalog")),
    ["upsert", "remove", "putFolders", "putVectors"],
    () => counters.catalogWrites++,
  );
  const metadata = counted(new FileMetadataFiles(), ["read"], () => counters.metadataReads++);
  const workshop = new Workshop({
    scanner,
    records,
    catalog,
    thumbnails: undefined,
    metadata,
    clock: systemClock,
    hash: shortHash,
    log: benchLog,
  });
  return {
    folder,
    workshop,
    catalog,
    images,
    counters,
    async close(): Promise<void> {
      await workshop.close();
      await Promise.all([imagesRoom.close(), catalogRoom.close()]);
    },
  };
}

/** The same object, with a word whenever one of these methods is called. */
function counted<T extends object>(target: T, methods: readonly (keyof T & string)[], count: () => void): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]): unknown => {
        if (methods.includes(key as keyof T & string)) count();
        return Reflect.apply(value, object, args) as unknown;
      };
    },
  });
}
