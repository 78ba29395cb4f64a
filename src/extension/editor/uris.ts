/** Where the library's images and folders lie on the disk, as the editor writes it. */
import * as vscode from "vscode";
import type { LibraryFolder } from "../core/ports.ts";

/** An image or a folder in the library. */
export interface Place {
  readonly folder: LibraryFolder;
  /** Relative to the library folder, with `/`; "" for the library folder itself. */
  readonly path: string;
}

/** The place on the disk. */
export function uriOf({ folder, path }: Place): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(folder.root), path);
}
