/** Lists a folder. A name that is not valid UTF-8 can be opened by no text: it is told apart from a file that is really called so. */
import { isUtf8 } from "node:buffer";
import { readdirSync, type Dirent } from "node:fs";

/** What is asked of an entry. */
export type Entry = Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">;

/** What stands in a folder. */
export interface Listing {
  readonly entries: readonly Entry[];
  /** Entries whose names are not valid UTF-8, with U+FFFD for what is wrong in them. */
  readonly unnamable: readonly Entry[];
}

/** Throws what the system says where the folder cannot be read. */
export function readFolder(folder: string): Listing {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.some(({ name }) => name.includes("\uFFFD")) ? readBytes(folder) : { entries, unnamable: [] };
}

/** As text two names may be the same, or one that is wrong may look like one that is right: the bytes decide. */
function readBytes(folder: string): Listing {
  const entries: Entry[] = [];
  const unnamable: Entry[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" }))
    (isUtf8(entry.name) ? entries : unnamable).push({
      name: entry.name.toString("utf8"),
      isFile: () => entry.isFile(),
      isDirectory: () => entry.isDirectory(),
      isSymbolicLink: () => entry.isSymbolicLink(),
    });
  return { entries, unnamable };
}
