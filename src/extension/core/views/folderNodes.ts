/** The tree of image folders with their counts: folders that hold images somewhere below them, as the user sees them. */
import type { FolderCount } from "../library.ts";
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
  readonly children: readonly FolderNode[];
}

type Growing = { -readonly [K in keyof FolderNode]: FolderNode[K] } & { readonly below: Map<string, Growing> };

/** The roots of the tree, one for each library folder that was given, in their order. */
export function folderNodes(
  folders: readonly LibraryFolder[],
  counts: readonly FolderCount[],
  nameOf: (folderKey: string) => string,
): readonly FolderNode[] {
  const roots = new Map(folders.map((folder) => [folder.key, growing(folder, "", nameOf(folder.key))]));
  for (const count of counts) {
    const root = roots.get(count.folder.key);
    if (!root) continue;
    for (const node of branch(root, count.path)) {
      node.total += count.total;
      node.tagged += count.tagged;
      node.failed += count.failed;
    }
  }
  return [...roots.values()].map((root) => finished(root, false));
}

function growing(folder: LibraryFolder, path: string, label: string): Growing {
  return { folder, path, label, above: "", total: 0, tagged: 0, failed: 0, children: [], below: new Map() };
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
  if (isCompact && only && below.length === 1 && only.total === node.total)
    return finished({ ...only, above: node.above === "" ? node.label : `${node.above}/${node.label}` }, true);
  const { folder, path, label, above, total, tagged, failed } = node;
  return { folder, path, label, above, total, tagged, failed, children: below.map((child) => finished(child, true)) };
}
