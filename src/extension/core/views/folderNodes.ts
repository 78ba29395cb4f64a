/** The tree of image folders with their counts: folders that hold images somewhere below them, as the user sees them. */
import { isDecodableName } from "../imageNames.ts";
import type { FolderCount } from "../library.ts";
import { folderOf } from "../paths.ts";
import type { LibraryFolder } from "../ports.ts";

/** One folder of the tree; the counts are of all images in it and below. */
export interface FolderNode {
  readonly folder: LibraryFolder;
  /** Relative to the library folder, "" for its root. */
  readonly path: string;
  /** What stands in the tree: the last part of the path. */
  readonly label: string;
  /** The parts above it in the same line, where nothing else lies between: "2024/june"; "" for none. */
  readonly above: string;
  readonly total: number;
  readonly tagged: number;
  readonly failed: number;
  /** How many of them wait to be tagged. */
  readonly waiting: number;
  /** How many folders and files in it and below could not be read. */
  readonly unreadable: number;
  /** Why this very folder could not be read. */
  readonly problem?: string;
  readonly children: readonly FolderNode[];
}

/** A folder or a file that the last scan could not read. */
export interface Unreadable {
  readonly folder: LibraryFolder;
  readonly path: string;
  readonly message: string;
}

/** What is known of folders beside the counts of their images. */
export interface FolderNotes {
  /** How many images wait, as `countByFolder` counts them. */
  readonly waiting: ReadonlyMap<string, number>;
  readonly unreadable: readonly Unreadable[];
}

type Growing = { -readonly [K in keyof FolderNode]: FolderNode[K] } & { readonly below: Map<string, Growing> };

/** The roots of the tree, one for each library folder that was given, in their order. */
export function folderNodes(
  folders: readonly LibraryFolder[],
  counts: readonly FolderCount[],
  nameOf: (folderKey: string) => string,
  { waiting, unreadable }: FolderNotes = { waiting: new Map(), unreadable: [] },
): readonly FolderNode[] {
  const roots = new Map(folders.map((folder) => [folder.key, growing(folder, "", nameOf(folder.key))]));
  for (const count of counts) {
    const root = roots.get(count.folder.key);
    if (!root) continue;
    for (const node of branch(root, count.path)) {
      node.total += count.total;
      node.tagged += count.tagged;
      node.failed += count.failed;
      node.waiting += waiting.get(folderKeyOf(count.folder.key, count.path)) ?? 0;
    }
  }
  for (const { folder, path, message } of unreadable) {
    const root = roots.get(folder.key);
    if (!root) continue;
    // an image that cannot be read is told of by its folder
    const nodes = branch(root, isDecodableName(path) ? folderOf(path) : path);
    for (const node of nodes) node.unreadable++;
    const last = nodes.at(-1);
    if (last) last.problem ??= message;
  }
  return [...roots.values()].map((root) => finished(root, false));
}

/** Names a folder of a library folder. */
function folderKeyOf(folderKey: string, path: string): string {
  return `${folderKey}\n${path}`;
}

/** How many images of each folder, itself and not below, are among these. */
export function countByFolder(
  ids: Iterable<string>,
  rowOf: (id: string) => { readonly folderKey: string; readonly path: string } | undefined,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const row = rowOf(id);
    if (!row) continue;
    const key = folderKeyOf(row.folderKey, folderOf(row.path));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function growing(folder: LibraryFolder, path: string, label: string): Growing {
  return {
    folder,
    path,
    label,
    above: "",
    total: 0,
    tagged: 0,
    failed: 0,
    waiting: 0,
    unreadable: 0,
    children: [],
    below: new Map(),
  };
}

/** The nodes from the root down to a folder, made where they are missing. */
function branch(root: Growing, path: string): readonly Growing[] {
  const nodes = [root];
  let node = root;
  for (const part of path === "" ? [] : path.split("/")) {
    const next = node.below.get(part) ?? growing(root.folder, node.path === "" ? part : `${node.path}/${part}`, part);
    node.below.set(part, next);
    nodes.push(next);
    node = next;
  }
  return nodes;
}

/** A folder that holds nothing but one folder is drawn as one line with it, as the Explorer does. */
function finished(node: Growing, isCompact: boolean): FolderNode {
  const below = [...node.below.values()];
  const [only] = below;
  const isOneLine = only?.total === node.total && only.unreadable === node.unreadable && node.problem === undefined;
  if (isCompact && only && below.length === 1 && isOneLine)
    return finished({ ...only, above: node.above === "" ? node.label : `${node.above}/${node.label}` }, true);
  const { below: _below, children: _none, ...counted } = node;
  return { ...counted, children: below.map((child) => finished(child, true)) };
}
