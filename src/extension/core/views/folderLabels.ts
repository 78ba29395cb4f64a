/** Names folders of the library for the views: relative paths, with the library folder's name before them where there are several. */
import type { LibraryFolder } from "../ports.ts";

/** A folder inside a library folder. */
export interface FolderPlace {
  readonly folder: LibraryFolder;
  /** Relative to the library folder, "" for its root. */
  readonly path: string;
}

/** One name for every folder, and the way back from it. Made anew when the library folders change. */
export class FolderLabels {
  readonly #folders: readonly LibraryFolder[];
  /** Name of each library folder by its key; each name once. */
  readonly #names = new Map<string, string>();

  constructor(folders: readonly LibraryFolder[]) {
    this.#folders = folders;
    const taken = new Set<string>();
    for (const { key, name } of folders) {
      // a slash would make a name look like a path
      const plain = name.replaceAll("/", "-") || "folder";
      let unique = plain;
      for (let number = 2; taken.has(unique); number++) unique = `${plain} (${number})`;
      taken.add(unique);
      this.#names.set(key, unique);
    }
  }

  /** The names by the keys of their folders. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  nameOf(folderKey: string): string {
    return this.#names.get(folderKey) ?? "";
  }

  label(folderKey: string, path: string): string {
    if (this.#folders.length < 2) return path;
    return path === "" ? this.nameOf(folderKey) : `${this.nameOf(folderKey)}/${path}`;
  }

  /** The folder of a label; undefined where no library folder goes by it. "" with several folders means all of them. */
  place(label: string): FolderPlace | undefined {
    const [only, ...others] = this.#folders;
    if (!only) return undefined;
    if (others.length === 0) return { folder: only, path: label };
    const end = label.indexOf("/");
    const name = end < 0 ? label : label.slice(0, end);
    const folder = this.#folders.find(({ key }) => this.#names.get(key) === name);
    return folder && { folder, path: end < 0 ? "" : label.slice(end + 1) };
  }
}
