/** Pure rules about folders on the disk: which roots make up the library, and where a path lies among them. */
import nodePath from "node:path";
import type { LibraryFolder } from "./ports.ts";

/** A folder that may become a root of the library. */
export interface RootCandidate {
  readonly folder: LibraryFolder;
  /** Links resolved: by it a folder inside another is recognised. */
  readonly realPath: string;
}

/** The roots without repeats and without those inside another one, which lists their images already. */
export function withoutNested(candidates: readonly RootCandidate[]): readonly LibraryFolder[] {
  const isInside = (inner: string, outer: string): boolean =>
    inner !== outer && inner.startsWith(outer.endsWith(nodePath.sep) ? outer : outer + nodePath.sep);
  const kept = candidates.filter(
    (one, index) =>
      !candidates.some(({ realPath }) => isInside(one.realPath, realPath)) &&
      candidates.findIndex(({ realPath }) => realPath === one.realPath) === index,
  );
  return kept.map(({ folder }) => folder);
}

/** The library folder that holds an absolute path, and the path in it with `/`; undefined where none does. */
export function placeIn(
  folders: readonly LibraryFolder[],
  absolute: string,
): { readonly folder: LibraryFolder; readonly path: string } | undefined {
  for (const folder of folders) {
    const relative = nodePath.relative(folder.root, absolute);
    if (relative === ".." || relative.startsWith(`..${nodePath.sep}`) || nodePath.isAbsolute(relative)) continue;
    return { folder, path: relative.replaceAll(nodePath.sep, "/") };
  }
  return undefined;
}

/** The innermost folder that holds all of these folders (relative, with `/`): "" for the root. */
export function commonFolder(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  let parts = first === "" ? [] : first.split("/");
  for (const other of others) {
    const otherParts = other.split("/");
    let same = 0;
    while (same < parts.length && parts[same] === otherParts[same]) same++;
    parts = parts.slice(0, same);
  }
  return parts.join("/");
}
