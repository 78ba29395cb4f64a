/** Where the program's storage keeps records: of library folders that keep none, and of folders that could not be written. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { LibraryFolder, Storage } from "../../core/ports.ts";
import { shortHash } from "./hash.ts";

/** Ends the name of a file that tells which folder the kept records beside it belong to. */
const originEnd = ".json";

/** Records of one folder that could not be written. */
export interface KeptFolder {
  /** Absolute path of the folder they belong to, and its path in the library. */
  readonly origin: string;
  readonly path: string;
  /** Absolute folder of the records, and of what stood in the folder itself when they were changed. */
  readonly records: string;
  readonly bases: string;
}

/** The record folders in the program's storage. */
export class KeptFolders {
  readonly #storage: Storage;
  readonly #stateFolder: string;
  /** Which folders have kept records, by hash of their path? Looked up again at every comparing with the disk. */
  #names: Promise<Set<string>> | undefined;

  constructor(storage: Storage, stateFolder: string) {
    this.#storage = storage;
    this.#stateFolder = stateFolder;
  }

  /** The record folder of a library folder whose records shall lie in storage. */
  ofLibrary(folder: LibraryFolder): string {
    return path.join(this.#stateFolder, "records", folder.key);
  }

  isStored(recordFolder: string): boolean {
    return recordFolder.startsWith(this.#stateFolder + path.sep);
  }

  /** Where records of a folder are kept while it cannot be written. */
  of(library: LibraryFolder, origin: string): KeptFolder {
    const records = path.join(this.place, shortHash(origin));
    const inside = path.relative(library.root, origin).replaceAll(path.sep, "/");
    return { origin, path: inside, records, bases: path.join(records, "base") };
  }

  /** True where something is kept for a folder. */
  async has({ records }: KeptFolder): Promise<boolean> {
    return (await (this.#names ??= this.#list())).has(path.basename(records));
  }

  /** Makes a place for the records of a folder that cannot be written. */
  async prepare({ origin, records, bases }: KeptFolder): Promise<void> {
    const names = await (this.#names ??= this.#list());
    if (names.has(path.basename(records))) return;
    const never = new AbortController().signal;
    await this.#storage.replace(`${records}${originEnd}`, JSON.stringify({ folder: origin }), never);
    await this.#storage.makeFolder(bases);
    names.add(path.basename(records));
  }

  /** All folders of a library folder for which something is kept, as the storage says now. */
  async within(library: LibraryFolder): Promise<readonly KeptFolder[]> {
    this.#names = this.#list();
    const found: KeptFolder[] = [];
    for (const name of await this.#names) {
      const origin = await this.#originOf(name);
      if (origin === undefined) continue;
      const kept = this.of(library, origin);
      if (kept.path !== ".." && !kept.path.startsWith("../") && !path.isAbsolute(kept.path)) found.push(kept);
    }
    return found;
  }

  /** The folder in storage under which they all lie. */
  get place(): string {
    return path.join(this.#stateFolder, "readonly");
  }

  async #list(): Promise<Set<string>> {
    const names = await readdir(this.place).catch(() => []); // nothing was ever kept
    if (names.some((name) => name.startsWith("."))) await this.#storage.removeLeftovers(this.place);
    return new Set(names.filter((name) => !name.endsWith(originEnd) && !name.startsWith(".")));
  }

  /** Undefined where it is not told, or where the name says that another folder was meant. */
  async #originOf(name: string): Promise<string | undefined> {
    try {
      const told: unknown = JSON.parse(await readFile(path.join(this.place, name + originEnd), "utf8"));
      if (typeof told !== "object" || told === null || !("folder" in told)) return undefined;
      const { folder } = told;
      return typeof folder === "string" && shortHash(folder) === name ? folder : undefined;
    } catch {
      return undefined; // its records are still read with their images
    }
  }
}
