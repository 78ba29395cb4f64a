/** Which images are used in which documents: read when first asked, kept in memory, and brought up to date with what changed. */
import type { Library } from "../library.ts";
import { folderOf } from "../paths.ts";
import type { LibraryFolder } from "../ports.ts";
import type { ScanOptions } from "../scanning.ts";
import { keyOf } from "../search/words.ts";
import { ImagePlaces } from "./imagePlaces.ts";
import type { Reference } from "./reference.ts";
import { placesOf } from "./resolve.ts";

/** A document with what it names; `references` is absent where it is still as it was known. */
export interface FoundDocument {
  readonly path: string;
  /** Size and time as text. */
  readonly stamp: string;
  readonly references?: readonly Reference[];
}

/** Reads documents. */
export interface DocumentReader {
  /** All documents of a library folder by the excludes of `options`; those whose stamps are `known` are not read again. */
  documents(
    root: string,
    options: ScanOptions,
    known: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<readonly FoundDocument[]>;
}

/** Where an image is used: a document of a library folder, and the place in it. */
export interface ImageUse {
  readonly folder: LibraryFolder;
  readonly path: string;
  readonly at: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
}

type Documents = ReadonlyMap<string, FoundDocument & { readonly references: readonly Reference[] }>;
type Uses = ReadonlyMap<string, readonly ImageUse[]>;

/** The uses of all images. Costs nothing before somebody asks. */
export class ImageUses {
  readonly #library: Library;
  readonly #reader: DocumentReader;
  readonly #optionsOf: (folder: LibraryFolder) => ScanOptions;
  readonly #documents = new Map<string, Documents>();
  /** Which library folders have documents that may have changed since they were read? All at first. */
  readonly #fresh = new Set<string>();
  #uses: { readonly of: readonly string[]; readonly uses: Uses } | undefined;
  /** Readings one after the other: two would read the same files. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(library: Library, reader: DocumentReader, optionsOf: (folder: LibraryFolder) => ScanOptions) {
    this.#library = library;
    this.#reader = reader;
    this.#optionsOf = optionsOf;
  }

  /** True once somebody asked: before, changes are of no account. */
  get isAsked(): boolean {
    return this.#documents.size > 0;
  }

  /** Documents of a folder, or of all, changed, came or went; they are looked at when somebody asks again. */
  changed(folder?: LibraryFolder): void {
    if (folder) this.#fresh.delete(folder.key);
    else this.#fresh.clear();
  }

  /** Images that are used in any document, or in those whose path holds these letters. */
  async usedIn(document: string | undefined, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const uses = await this.#all(signal);
    if (document === undefined) return new Set(uses.keys());
    const sought = keyOf(document);
    const isSought = new Map<string, boolean>();
    const holds = ({ folder, path }: ImageUse): boolean => {
      const name = `${folder.name}/${path}`;
      const known = isSought.get(name) ?? keyOf(name).includes(sought);
      isSought.set(name, known);
      return known;
    };
    return new Set([...uses].flatMap(([id, places]) => (places.some(holds) ? [id] : [])));
  }

  /** Where an image is used, in the order of documents and places. */
  async of(id: string, signal: AbortSignal): Promise<readonly ImageUse[]> {
    return (await this.#all(signal)).get(id) ?? [];
  }

  /** Paths of documents that use images, those with the most uses first. */
  async documents(signal: AbortSignal): Promise<readonly string[]> {
    const counts = new Map<string, number>();
    for (const places of (await this.#all(signal)).values())
      for (const { path } of places) counts.set(path, (counts.get(path) ?? 0) + 1);
    return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([path]) => path);
  }

  async #all(signal: AbortSignal): Promise<Uses> {
    const turn = this.#turn.then(() => this.#read(signal));
    this.#turn = turn.catch(() => undefined); // its caller is told
    await turn;
    // the order is another one as soon as images came or went
    const of = this.#library.inOrder();
    if (this.#uses?.of !== of) this.#uses = { of, uses: this.#resolved() };
    return this.#uses.uses;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { folders } = this.#library;
    const keys = new Set(folders.map(({ key }) => key));
    for (const key of this.#documents.keys()) if (!keys.has(key)) this.#documents.delete(key);
    for (const folder of folders) {
      if (this.#fresh.has(folder.key)) continue;
      // a change that comes while the files are read makes them old again
      this.#fresh.add(folder.key);
      try {
        await this.#readFolder(folder, signal);
      } catch (thrown) {
        this.#fresh.delete(folder.key);
        throw thrown;
      }
    }
  }

  async #readFolder(folder: LibraryFolder, signal: AbortSignal): Promise<void> {
    const before: Documents = this.#documents.get(folder.key) ?? new Map();
    const known = new Map([...before].map(([path, { stamp }]) => [path, stamp]));
    const found = await this.#reader.documents(folder.root, this.#optionsOf(folder), known, signal);
    const now = new Map(
      found.map((one) => [one.path, { ...one, references: one.references ?? before.get(one.path)?.references ?? [] }]),
    );
    const isSame = now.size === before.size && found.every(({ references }) => references === undefined);
    this.#documents.set(folder.key, now);
    if (!isSame) this.#uses = undefined;
  }

  #resolved(): Uses {
    const places = new ImagePlaces(this.#library);
    const uses = new Map<string, ImageUse[]>();
    for (const folder of this.#library.folders)
      for (const { path, references } of this.#documents.get(folder.key)?.values() ?? []) {
        const source = { root: folder.root, folder: folderOf(path) };
        for (const reference of references) {
          const id = places.first(placesOf(reference, source));
          if (id === undefined) continue;
          const { at, length, line = 1 } = reference;
          const list = uses.get(id) ?? [];
          uses.set(id, list);
          list.push({ folder, path, at, length, line });
        }
      }
    return uses;
  }
}
