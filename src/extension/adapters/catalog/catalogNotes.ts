/** Notes in the user's state folder that tell which catalog holds which library folders: so programs find each other's catalogs. */
import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { LibraryFolder, Storage } from "../../core/ports.ts";

const noteEnd = ".json";

interface NotedFolder {
  readonly key: string;
  /** Links resolved. */
  readonly root: string;
}

interface Note {
  readonly directory: string;
  readonly folders: readonly NotedFolder[];
}

/** The notes of all catalogs of this user; `directory` is our own catalog's. */
export class CatalogNotes {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #directory: string;

  constructor(options: { storage: Storage; stateFolder: string; directory: string }) {
    this.#storage = options.storage;
    this.#folder = path.join(options.stateFolder, "catalogs");
    this.#directory = path.resolve(options.directory);
  }

  /** Notes the folders of our catalog; those that were noted before and may come back stay noted. */
  async write(folders: readonly LibraryFolder[], signal: AbortSignal): Promise<void> {
    if (folders.length === 0) return;
    const file = path.join(this.#folder, nameOf(this.#directory));
    const before = await readNote(file);
    const byKey = new Map((before?.folders ?? []).map((folder) => [folder.key, folder]));
    for (const folder of await notedFolders(folders)) byKey.set(folder.key, folder);
    const note: Note = { directory: this.#directory, folders: [...byKey.values()] };
    if (JSON.stringify(note) === JSON.stringify(before)) return;
    await this.#storage.replace(file, JSON.stringify(note), signal);
  }

  /** The other catalogs that hold one of these folders, one inside it or one around it; the one that was written last comes first. */
  async others(folders: readonly LibraryFolder[]): Promise<readonly string[]> {
    const wanted = await notedFolders(folders);
    const found: { directory: string; writtenMs: number }[] = [];
    for (const name of await namesIn(this.#folder)) {
      if (!name.endsWith(noteEnd) || name.startsWith(".")) continue;
      const file = path.join(this.#folder, name);
      const note = await readNote(file);
      if (!note || nameOf(note.directory) !== name || note.directory === this.#directory) continue;
      const writtenMs = await writtenAt(note.directory);
      // a catalog that was deleted, or a workspace storage that the editor cleaned up
      if (writtenMs === undefined) await this.#storage.remove(file);
      else if (note.folders.some((noted) => wanted.some((one) => overlap(noted, one))))
        found.push({ directory: note.directory, writtenMs });
    }
    return found.sort((a, b) => b.writtenMs - a.writtenMs).map(({ directory }) => directory);
  }
}

function nameOf(directory: string): string {
  return createHash("sha256").update(directory).digest("base64url").slice(0, 22) + noteEnd;
}

function overlap(a: NotedFolder, b: NotedFolder): boolean {
  const isInside = (inner: string, outer: string): boolean =>
    inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
  return a.key === b.key || a.root === b.root || isInside(a.root, b.root) || isInside(b.root, a.root);
}

async function notedFolders(folders: readonly LibraryFolder[]): Promise<readonly NotedFolder[]> {
  const noted: NotedFolder[] = [];
  for (const { key, root } of folders) {
    // a drive that is away has no real path now; by its key it is known all the same
    noted.push({ key, root: await realpath(root).catch(() => root) });
  }
  return noted;
}

/** Undefined where there is none, or where it is not one of ours. */
async function readNote(file: string): Promise<Note | undefined> {
  let note: unknown;
  try {
    note = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined; // gone meanwhile, or cut off: its program writes it again
  }
  return isNote(note) ? note : undefined;
}

function isNote(note: unknown): note is Note {
  if (typeof note !== "object" || note === null || !("directory" in note) || !("folders" in note)) return false;
  const { directory, folders } = note;
  return (
    typeof directory === "string" && path.isAbsolute(directory) && Array.isArray(folders) && folders.every(isNoted)
  );
}

function isNoted(folder: unknown): folder is NotedFolder {
  if (typeof folder !== "object" || folder === null || !("key" in folder) || !("root" in folder)) return false;
  return typeof folder.key === "string" && typeof folder.root === "string";
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []); // nothing was ever noted
}

/** When the catalog was last written, as far as its folder tells; undefined where it is not there. */
async function writtenAt(directory: string): Promise<number | undefined> {
  try {
    return (await stat(path.join(directory, "images.lance", "_versions"))).mtimeMs;
  } catch {
    return stat(directory).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  }
}
