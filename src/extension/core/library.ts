/** The store: a slim row per image in memory, in the order of paths; tells views when anything changed. */
import type { ImageState } from "../../shared/model.ts";
import { folderOf } from "./paths.ts";
import type { Hash, ImageRef, LibraryFolder } from "./ports.ts";
import type { ImageRow } from "./rows.ts";

/** Changes are told at most this often; a view then asks for what it shows. */
const coalesceMs = 100;

/** Counts of one image folder, itself and not below. */
export interface FolderCount {
  readonly folder: LibraryFolder;
  /** Relative to the library folder, "" for the root. */
  readonly path: string;
  readonly total: number;
  readonly tagged: number;
  readonly failed: number;
}

type GrowingCount = { -readonly [K in keyof FolderCount]: FolderCount[K] };

/** All images of the library folders. */
export class Library {
  readonly #hash: Hash;
  #folders: readonly LibraryFolder[] = [];
  readonly #rows = new Map<string, ImageRow>();
  /** By library folder and path: to look a path up costs a tenth of making its id, which a walk would do for every file. */
  readonly #byPath = new Map<string, Map<string, ImageRow>>();
  /** Which image with a record has this content? For pictures that are there more than once. */
  readonly #doneByContent = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  /** Ids in the order of folder and path; made again after images came or went. */
  #order: readonly string[] | undefined;
  /** Counts by library folder and path, in order; kept up with every change of a row, made again with the order. */
  #counts: Map<string, GrowingCount> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #revision = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** Grows with every change; an answer made under an older one is stale. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#rows.size;
  }

  get folders(): readonly LibraryFolder[] {
    return this.#folders;
  }

  /** Sets the roots; rows of roots that are gone go with them. */
  setFolders(folders: readonly LibraryFolder[]): void {
    this.#folders = folders;
    const keys = new Set(folders.map(({ key }) => key));
    for (const [id, row] of this.#rows) if (!keys.has(row.folderKey)) this.#rows.delete(id);
    for (const key of this.#byPath.keys()) if (!keys.has(key)) this.#byPath.delete(key);
    this.#changed(true);
  }

  /** The image at a path, whether it is in the library or not. */
  imageAt(folder: LibraryFolder, path: string): ImageRef {
    return { id: this.#hash(`${folder.key}\n${path}`), folder, path };
  }

  get(id: string): ImageRow | undefined {
    return this.#rows.get(id);
  }

  /** Rows of one library folder by path. */
  byPath(folderKey: string): ReadonlyMap<string, ImageRow> {
    return this.#pathsOf(folderKey);
  }

  /** The image of an id; undefined where the library has none by it. */
  image(id: string): ImageRef | undefined {
    const row = this.#rows.get(id);
    const folder = row && this.#folders.find(({ key }) => key === row.folderKey);
    return folder && { id, folder, path: row.path };
  }

  /** An image that has a record and this very content. */
  doneWith(contentKey: string): ImageRow | undefined {
    const row = this.#rows.get(this.#doneByContent.get(contentKey) ?? "");
    return row && row.contentKey === contentKey && isDone(row.state) ? row : undefined;
  }

  /** Rows of one library folder, or of all. */
  *rows(folderKey?: string): Generator<ImageRow> {
    for (const row of this.#rows.values()) if (folderKey === undefined || row.folderKey === folderKey) yield row;
  }

  put(rows: readonly ImageRow[]): void {
    if (rows.length === 0) return;
    let isNew = false;
    for (const row of rows) {
      const old = this.#rows.get(row.id);
      isNew ||= !old;
      this.#rows.set(row.id, row);
      this.#pathsOf(row.folderKey).set(row.path, row);
      if (old) this.#recount(old, row);
      if (row.contentKey !== "" && isDone(row.state)) this.#doneByContent.set(row.contentKey, row.id);
    }
    this.#changed(isNew);
  }

  /** Has the views ask again though no row changed: rows mean something else now. */
  touch(): void {
    this.#changed(false);
  }

  remove(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (!row) continue;
      this.#rows.delete(id);
      this.#byPath.get(row.folderKey)?.delete(row.path);
    }
    this.#changed(true);
  }

  /** Ids in the order of library folders, then of paths (numbers in names by value). */
  inOrder(): readonly string[] {
    if (this.#order) return this.#order;
    const rank = new Map(this.#folders.map(({ key }, index) => [key, index]));
    const rows = [...this.#rows.values()].map((row) => ({
      row,
      rank: rank.get(row.folderKey) ?? 0,
      folder: folderOf(row.path),
    }));
    const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
    rows.sort((a, b) => {
      if (a.rank !== b.rank) return a.rank - b.rank;
      if (a.folder !== b.folder) return compare(a.folder, b.folder) || (a.folder < b.folder ? -1 : 1);
      return compare(a.row.path, b.row.path) || (a.row.path < b.row.path ? -1 : 1);
    });
    this.#order = rows.map(({ row }) => row.id);
    return this.#order;
  }

  /** Counts of every folder that holds images itself, in order. */
  counts(): readonly FolderCount[] {
    this.#counts ??= this.#counted();
    return [...this.#counts.values()];
  }

  /** Hears of changes, at most every 100 ms; returns the function that stops hearing. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the timer of a change that was not told yet. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #pathsOf(folderKey: string): Map<string, ImageRow> {
    const paths = this.#byPath.get(folderKey) ?? new Map<string, ImageRow>();
    this.#byPath.set(folderKey, paths);
    return paths;
  }

  #counted(): Map<string, GrowingCount> {
    const byKey = new Map(this.#folders.map((folder) => [folder.key, folder]));
    const counts = new Map<string, GrowingCount>();
    for (const id of this.inOrder()) {
      const row = this.#rows.get(id);
      const folder = row && byKey.get(row.folderKey);
      if (!folder) continue;
      const path = folderOf(row.path);
      const key = countKey(row);
      const count = counts.get(key) ?? { folder, path, total: 0, tagged: 0, failed: 0 };
      counts.set(key, count);
      count.total++;
      addState(count, row.state, 1);
    }
    return counts;
  }

  /** While images are tagged their states change all the time: going over all of them for each would cost more than the work. */
  #recount(old: ImageRow, row: ImageRow): void {
    const count = old.state === row.state ? undefined : this.#counts?.get(countKey(row));
    if (!count) return;
    addState(count, old.state, -1);
    addState(count, row.state, 1);
  }

  #changed(isOtherSet: boolean): void {
    this.#revision++;
    if (isOtherSet) this.#order = this.#counts = undefined;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#listeners) listener();
    }, coalesceMs);
  }
}

function countKey(row: ImageRow): string {
  return `${row.folderKey}\n${folderOf(row.path)}`;
}

function addState(count: GrowingCount, state: ImageState, by: 1 | -1): void {
  if (isDone(state)) count.tagged += by;
  if (state === "failed") count.failed += by;
}

/** True for an image that has its record. */
export function isDone(state: ImageState): boolean {
  return state === "tagged" || state === "edited";
}
