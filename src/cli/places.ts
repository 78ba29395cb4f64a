/** Where the command line keeps what is not beside the images: catalog and thumbnails in the cache, other state apart. */
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { cacheFolder, stateFolder } from "../extension/adapters/storage/userFolders.ts";
import type { LibraryFolder } from "../extension/core/ports.ts";
import { ExpectedError } from "../shared/failures.ts";

/** Folders of one library folder's catalog, thumbnails and state. */
export interface Places {
  readonly catalog: string;
  readonly thumbnails: string;
  readonly state: string;
}

/** The library folder at a path. Fails with `notFound` where there is none. */
export async function libraryFolderAt(folder: string): Promise<LibraryFolder> {
  const root = path.resolve(folder);
  try {
    const real = await realpath(root);
    if (!(await stat(real)).isDirectory()) throw new ExpectedError("notFound", `${root} is not a folder.`);
    return { key: shortHash(real), root, name: path.basename(root) };
  } catch (thrown) {
    if (thrown instanceof ExpectedError) throw thrown;
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
    throw new ExpectedError("notFound", `The folder ${root} cannot be opened (${code}).`, { cause: thrown });
  }
}

/** Under `storage` if one is named, else in the user's cache and state folders. */
export function placesOf(folder: LibraryFolder, storage: string | undefined): Places {
  if (storage !== undefined) {
    const base = path.resolve(storage);
    return {
      catalog: path.join(base, "catalog"),
      thumbnails: path.join(base, "thumbnails"),
      state: path.join(base, "state"),
    };
  }
  const cache = cacheFolder();
  return {
    catalog: path.join(cache, "libraries", folder.key, "catalog"),
    thumbnails: path.join(cache, "thumbnails"),
    state: stateFolder(),
  };
}
