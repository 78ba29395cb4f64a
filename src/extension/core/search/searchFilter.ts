/** The conditions of a query and of its caller in one: what the catalog is asked with, and what only the program can tell. */
import type { SearchProblem } from "../../../shared/protocol.ts";
import type { Catalog, CatalogFilter } from "../catalogPort.ts";
import {
  allOf,
  always,
  anyOf,
  hasStale,
  isStaleLeaf,
  isNever,
  never,
  replaced,
  type AskedCondition,
  type Condition,
  type Leaf,
  type StaleLeaf,
} from "./condition.ts";
import type { ParsedQuery } from "./parseQuery.ts";
import type { SearchOptions } from "./searchImages.ts";

/** What came of it. */
export interface SearchFilter {
  /** Absent where nothing can match. */
  readonly filter?: CatalogFilter;
  /** What must hold of an image besides; absent where the filter says all. */
  readonly keeps?: ((id: string) => boolean) | undefined;
  readonly problems: readonly SearchProblem[];
}

const staleUnknown = '"is:stale" cannot be answered while no engine is known; it was left out.';

/** Asks the catalog only where a program's condition stands in a choice, as in `is:stale OR tag:a`. */
export async function filterOf(
  { where, problems }: ParsedQuery,
  options: SearchOptions,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<SearchFilter> {
  const { folderKeys, folderNames, isStale } = options;
  const demands: AskedCondition[] = where ? [where] : [];
  if (options.under) demands.push({ leaf: { field: "under", path: options.under } });
  if (options.states?.length) demands.push({ leaf: { field: "state", states: options.states } });
  const asked = replaced(allOf(demands), (leaf) => placed(leaf, folderNames));
  const told: SearchProblem[] = [...problems];
  const known = isStale ? asked : withoutStale(asked, told);
  told.sort((a, b) => a.at - b.at);
  const base = { folderKeys };
  if (known === undefined || demands.length === 0) return answered(base, undefined, told);
  const ifStale = replaced(known, (leaf) => (isStaleLeaf(leaf) ? always : { leaf }));
  const ifFresh = replaced(known, (leaf) => (isStaleLeaf(leaf) ? never : { leaf }));
  if (!isStale || !hasStale(known)) return answered(base, ifStale, told);
  if (isNever(ifFresh)) return { ...answered(base, ifStale, told), keeps: isStale };
  if (isNever(ifStale)) return { ...answered(base, ifFresh, told), keeps: (id) => !isStale(id) };
  const [stale, fresh] = await Promise.all(
    [ifStale, ifFresh].map(async (one) => new Set(await idsOf(catalog, { ...base, where: one }, signal))),
  );
  const keeps = (id: string): boolean => (isStale(id) ? stale : fresh)?.has(id) ?? false;
  return { ...answered(base, anyOf([ifStale, ifFresh]), told), keeps };
}

function answered(base: CatalogFilter, where: Condition | undefined, problems: readonly SearchProblem[]): SearchFilter {
  if (base.folderKeys.length === 0 || (where && isNever(where))) return { problems };
  return { filter: where ? { ...base, where } : base, problems };
}

async function idsOf(catalog: Catalog, filter: CatalogFilter, signal: AbortSignal): Promise<string[]> {
  const everything = { words: [], conditionWords: [] };
  const hits = await catalog.textSearch(everything, filter, Number.MAX_SAFE_INTEGER, signal);
  return hits.map(({ id }) => id);
}

/** A folder may be given with the name of its library folder before it, as the views show it where there are several. */
function placed(leaf: Leaf | StaleLeaf, names: ReadonlyMap<string, string> | undefined): AskedCondition {
  if (leaf.field !== "folder" || !names || names.size < 2) return { leaf };
  const [first = "", ...rest] = leaf.path.split("/");
  const named = [...names].filter(([, name]) => name.toLowerCase() === first.toLowerCase());
  const below = named.map(([folderKey]): AskedCondition => ({
    leaf: { field: "folder", path: rest.join("/"), isFromTop: true, folderKey },
  }));
  return anyOf([{ leaf }, ...below]);
}

/** The tree without what cannot be answered; undefined where nothing is left of it. */
function withoutStale(tree: AskedCondition, problems: SearchProblem[]): AskedCondition | undefined {
  if ("leaf" in tree) {
    if (!isStaleLeaf(tree.leaf)) return tree;
    const { at, length } = tree.leaf;
    problems.push({ at, length, message: staleUnknown });
    return undefined;
  }
  if ("not" in tree) {
    const rest = withoutStale(tree.not, problems);
    return rest && { not: rest };
  }
  const trees = "all" in tree ? tree.all : tree.any;
  const rest = trees.flatMap((one) => withoutStale(one, problems) ?? []);
  if (rest.length === 0 && trees.length > 0) return undefined;
  return "all" in tree ? allOf(rest) : anyOf(rest);
}
