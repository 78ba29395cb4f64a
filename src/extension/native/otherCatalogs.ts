/**
 * The `OtherCatalogs` port: finds them by their notes, and reads each in a room of its own. A catalog of which the room dies, or
 * that cannot be read, is left alone until the program ends; our own catalog, in another room, does not notice.
 */
import { readdir } from "node:fs/promises";
import { failureOf, isAbort, throwIfAborted } from "../../shared/failures.ts";
import type { CatalogNotes } from "../adapters/catalog/catalogNotes.ts";
import { Notes } from "../adapters/catalog/notes.ts";
import { asideOf, sweepAside } from "../adapters/catalog/placement.ts";
import { vectorsName } from "../adapters/catalog/tables.ts";
import type { OtherCatalogs } from "../core/otherCatalogs.ts";
import type { Embedder, LibraryFolder, Log } from "../core/ports.ts";
import type { CatalogRoom } from "./roomProtocols.ts";
import type { Room } from "./rooms.ts";

/** Long enough to read the texts of a large catalog on a slow disk once. */
const readDeadlineMs = 120_000;

/** What is needed to find and read them; `directory` is our own catalog's. */
export interface OtherCatalogsOptions {
  readonly directory: string;
  readonly notes: CatalogNotes;
  /** A room that opens no catalog of its own. */
  readonly room: Room<CatalogRoom>;
  readonly log: Log;
}

/** Other catalogs of the same folders, and those of our own that were set aside. */
export class NotedCatalogs implements OtherCatalogs {
  readonly #options: OtherCatalogsOptions;
  /** Which catalogs failed to be read? */
  readonly #unreadable = new Set<string>();
  #copied = 0;

  constructor(options: OtherCatalogsOptions) {
    this.#options = options;
  }

  async announce(folders: readonly LibraryFolder[], signal: AbortSignal): Promise<void> {
    const { notes, directory } = this.#options;
    await this.#attempt(() => notes.write(folders, signal), undefined);
    await this.#attempt(() => sweepAside(directory, Date.now()), undefined);
  }

  async keyOf(embedder: Embedder, folders: readonly LibraryFolder[], signal: AbortSignal): Promise<string | undefined> {
    if (!embedder.keyOfLength) return undefined;
    for (const directory of [this.#options.directory, ...(await this.#sources(folders))]) {
      const names = await tableNames(directory);
      for (const dimensions of new Set(names.map(({ length }) => length))) {
        const key = await embedder.keyOfLength(dimensions, signal);
        if (names.some(({ name }) => name === vectorsName(key, dimensions))) return key;
      }
    }
    return undefined;
  }

  async vectors(
    embedderKey: string,
    folders: readonly LibraryFolder[],
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Float32Array | undefined)[]> {
    const found: (Float32Array | undefined)[] = texts.map(() => undefined);
    for (const directory of await this.#sources(folders)) {
      throwIfAborted(signal);
      const lacking = texts.flatMap((_, index) => (found[index] ? [] : [index]));
      if (lacking.length === 0) break;
      const wanted = lacking.map((index) => texts[index] ?? "");
      const vectors = await this.#read(directory, embedderKey, wanted, signal);
      lacking.forEach((index, at) => (found[index] = vectors[at]));
    }
    this.#copied += found.filter((vector) => vector !== undefined).length;
    return found;
  }

  async note(name: string, folders: readonly LibraryFolder[], signal: AbortSignal): Promise<string> {
    for (const directory of await this.#sources(folders)) {
      throwIfAborted(signal);
      const text = await new Notes(directory).read(name);
      if (text !== "") return text;
    }
    return "";
  }

  async finished(): Promise<void> {
    const { directory, log } = this.#options;
    if (this.#copied > 0) log.info(`${this.#copied} vectors were copied from other catalogs of the same folders.`);
    this.#copied = 0;
    await this.#attempt(() => sweepAside(directory, Date.now(), "replaced"), undefined);
  }

  close(): Promise<void> {
    return this.#options.room.close();
  }

  /** What was set aside of our own comes first: all of it is about these folders. */
  async #sources(folders: readonly LibraryFolder[]): Promise<readonly string[]> {
    const { directory, notes } = this.#options;
    const aside = await this.#attempt(() => asideOf(directory), []);
    const others = await this.#attempt(() => notes.others(folders), []);
    return [...aside.map((one) => one.directory), ...others].filter((one) => !this.#unreadable.has(one));
  }

  async #read(
    directory: string,
    embedderKey: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Float32Array | undefined)[]> {
    // most catalogs hold no vectors of this embedder, which their file names tell
    const hasSome = (await tableNames(directory)).some(({ name, length }) => name === vectorsName(embedderKey, length));
    if (!hasSome) return [];
    const errand = { subject: `the catalog ${directory}`, deadlineMs: readDeadlineMs };
    try {
      return await this.#options.room.call(
        (client, stop) => client.readVectors({ directory, embedderKey, texts }, stop),
        errand,
        signal,
      );
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      this.#unreadable.add(directory);
      this.#options.log.warn(`Vectors of ${directory} were not copied: ${failureOf(thrown).message}`);
      return [];
    }
  }

  /** All this saves work and is no work of its own: what fails is logged, and done the long way. */
  async #attempt<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      this.#options.log.debug(`Other catalogs were not looked at: ${failureOf(thrown).message}`);
      return otherwise;
    }
  }
}

/** The tables of vectors in a catalog, by the names of their folders, with the length of the vectors. */
async function tableNames(directory: string): Promise<readonly { readonly name: string; readonly length: number }[]> {
  const names = await readdir(directory).catch(() => []); // not there yet, or gone
  return names.flatMap((entry) => {
    const [, name, length] = /^(vectors_[0-9a-f]+_(\d+))\.lance$/.exec(entry) ?? [];
    return name === undefined ? [] : [{ name, length: Number(length) }];
  });
}
