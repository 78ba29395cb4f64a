/** What a query demands of every hit, as a tree: catalogs translate it, and nothing that it says is ever run. */
import type { ImageKind, ImageState } from "../../../shared/model.ts";
import type { HasWhat } from "../../../shared/queryFields.ts";

/** Bounds of a value: `from` belongs to it, `below` does not. */
export type Range<Value> = { readonly from?: Value; readonly below?: Value };

/** One demand. Texts are compared without case and accents. */
export type Leaf =
  /** These words one after the other in one field, whatever their endings. */
  | { readonly field: "words"; readonly text: string }
  | { readonly field: "tag"; readonly name: string; readonly isBeginning?: true }
  /** Whole parts of the folder's path, at any depth or from the top; in one library folder or in all. */
  | { readonly field: "folder"; readonly path: string; readonly isFromTop?: true; readonly folderKey?: string }
  /** Exactly this folder and what lies below, by the path as it is written. */
  | { readonly field: "under"; readonly path: string }
  /** A part of the file name or its words; the whole name where it holds `*` or `?`. */
  | { readonly field: "name"; readonly text: string }
  | { readonly field: "format"; readonly name: string }
  | { readonly field: "kind"; readonly name: ImageKind }
  | { readonly field: "colour"; readonly name: string }
  /** A part of the text in the picture, as it stands there. */
  | { readonly field: "text"; readonly part: string }
  | { readonly field: "state"; readonly states: readonly ImageState[] }
  | { readonly field: "reviewed" }
  | { readonly field: "has"; readonly what: HasWhat }
  /** Bounds are beginnings of ISO 8601 local dates. */
  | ({ readonly field: "date" } & Range<string>)
  /** Bytes, or pixels; an image of unknown width or height fulfils no demand on it. */
  | ({ readonly field: "size" | "width" | "height" } & Range<number>)
  /** Stars, 1 to 5; -1 is rejected, 0 not rated. */
  | ({ readonly field: "rating" } & Range<number>)
  /** A part of the model's name, or the kind of engine or author. */
  | { readonly field: "model"; readonly part: string };

/** What only the program can tell: it depends on the engine of now, on documents, or on files that are gone. */
export type ProgramLeaf = (
  | { readonly field: "stale" | "orphan" }
  /** Used in any document, or in one whose path holds these letters. */
  | { readonly field: "used"; readonly document?: string }
) & {
  /** Where the query says so. */
  readonly at: number;
  readonly length: number;
};

/** A tree over leaves. */
export type Tree<L> =
  | { readonly all: readonly Tree<L>[] }
  | { readonly any: readonly Tree<L>[] }
  | { readonly not: Tree<L> }
  | { readonly leaf: L };

/** What the catalog can answer. */
export type Condition = Tree<Leaf>;

/** What a query can say. */
export type AskedCondition = Tree<Leaf | ProgramLeaf>;

/** Fulfilled by every image, and by none. */
export const always = { all: [] } as const;
export const never = { any: [] } as const;

/** All of these at once, as flat as it can be. */
export function allOf<L>(trees: readonly Tree<L>[]): Tree<L> {
  const flat = trees.flatMap((tree) => ("all" in tree ? tree.all : [tree]));
  if (flat.some(isNever)) return never;
  return (flat.length === 1 ? flat[0] : undefined) ?? { all: flat };
}

/** One of these at least, as flat as it can be. */
export function anyOf<L>(trees: readonly Tree<L>[]): Tree<L> {
  const flat = trees.flatMap((tree) => ("any" in tree ? tree.any : [tree]));
  if (flat.some(isAlways)) return always;
  return (flat.length === 1 ? flat[0] : undefined) ?? { any: flat };
}

/** The opposite. */
export function not<L>(tree: Tree<L>): Tree<L> {
  if (isAlways(tree)) return never;
  if (isNever(tree)) return always;
  return "not" in tree ? tree.not : { not: tree };
}

/** True where nothing is demanded. */
function isAlways<L>(tree: Tree<L>): boolean {
  return "all" in tree && tree.all.length === 0;
}

/** True where nothing can fulfil it. */
export function isNever<L>(tree: Tree<L>): boolean {
  return "any" in tree && tree.any.length === 0;
}

/** The tree with each leaf replaced by a tree. */
export function replaced<From, To>(tree: Tree<From>, by: (leaf: From) => Tree<To>): Tree<To> {
  if ("all" in tree) return allOf(tree.all.map((one) => replaced(one, by)));
  if ("any" in tree) return anyOf(tree.any.map((one) => replaced(one, by)));
  return "not" in tree ? not(replaced(tree.not, by)) : by(tree.leaf);
}

/** True where the tree asks for what only the program can tell in this way. */
export function asksFor(tree: AskedCondition, field: ProgramLeaf["field"]): boolean {
  if ("leaf" in tree) return tree.leaf.field === field;
  if ("not" in tree) return asksFor(tree.not, field);
  return ("all" in tree ? tree.all : tree.any).some((one) => asksFor(one, field));
}

/** Tells the program's own leaf from those that a catalog answers. */
export function isProgramLeaf(leaf: Leaf | ProgramLeaf): leaf is ProgramLeaf {
  return leaf.field === "stale" || leaf.field === "used" || leaf.field === "orphan";
}
