/** The conditions of a query and of its caller in one: what the catalog is asked with, and what only the program can tell. */
import type { SearchProblem } from "../../../shared/protocol.ts";
import type { Catalog, CatalogFilter } from "../catalogPort.ts";
import {
  allOf,
  always,
  anyOf,
  isProgramLeaf,
  isNever,
  never,
  replaced,
  type AskedCondition,
  type Condition,
  type Leaf,
  type ProgramLeaf,
} from "./condition.ts";
import type { ParsedQuery } from "./parseQuery.ts";
import { programTests, type ProgramTest } from "./programTests.ts";
import type { SearchOptions } from "./searchImages.ts";

/** What came of it. */
export interface SearchFilter {
  /** Absent where nothing can match. */
  readonly filter?: CatalogFilter;
  /** What must hold of an image besides; absent where the filter says all. */
  readonly keeps?: ((id: string) => boolean) | undefined;
  readonly problems: readonly SearchProblem[];
}

/** Asks the catalog only where a program's condition stands in a choice, as in `is:stale OR tag:a`. */
export async function filterOf(
  { where, problems }: ParsedQuery,
  options: SearchOptions,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<SearchFilter> {
  const { folderKeys, folderNames } = options;
  const demands: AskedCondition[] = where ? [where] : [];
  if (options.under) demands.push({ leaf: { field: "under", path: options.under } });
  if (options.states?.length) demands.push({ leaf: { field: "state", states: options.states } });
  const asked = replaced(allOf(demands), (leaf) => placed(leaf, folderNames));
  const told: SearchProblem[] = [...problems];
  const { tree, tests } = await programTests(asked, options, told, signal);
  told.sort((a, b) => a.at - b.at);
  const base = { folderKeys };
  if (tree === undefined || demands.length === 0) return answered(base, undefined, told);
  const cases = casesOf(tree, tests);
  const possible = cases.filter(({ condition }) => !isNever(condition));
  const texts = new Map(possible.map(({ condition }) => [JSON.stringify(condition), condition]));
  const filter = answered(base, anyOf([...texts.values()]), told);
  if (possible.length === cases.length && texts.size === 1) return filter;
  const found = new Map<string, ReadonlySet<string>>();
  // one condition that the catalog answers by itself need not be asked for on its own
  if (texts.size > 1)
    for (const [text, one] of texts) found.set(text, new Set(await idsOf(catalog, { ...base, where: one }, signal)));
  const byCase = new Map(possible.map(({ key, condition }) => [key, JSON.stringify(condition)]));
  const keeps = (id: string): boolean => {
    const text = byCase.get(tests.map(({ holds }) => (holds(id) ? "1" : "0")).join(""));
    return text !== undefined && (texts.size === 1 || found.get(text)?.has(id) === true);
  };
  return { ...filter, keeps };
}

interface Case {
  /** Which tests hold in it, one letter each. */
  readonly key: string;
  readonly condition: Condition;
}

/** What is left for the catalog to answer, for each way in which the program's tests may turn out. */
function casesOf(tree: AskedCondition, tests: readonly ProgramTest[]): readonly Case[] {
  return Array.from({ length: 2 ** tests.length }, (_, number) => {
    const key = number
      .toString(2)
      .padStart(tests.length, "0")
      .slice(-tests.length || undefined);
    const condition = replaced(tree, (leaf): Condition => {
      if (!isProgramLeaf(leaf)) return { leaf };
      return key[tests.findIndex(({ isFor }) => isFor(leaf))] === "1" ? always : never;
    });
    return { key: tests.length === 0 ? "" : key, condition };
  });
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
function placed(leaf: Leaf | ProgramLeaf, names: ReadonlyMap<string, string> | undefined): AskedCondition {
  if (leaf.field !== "folder" || !names || names.size < 2) return { leaf };
  const [first = "", ...rest] = leaf.path.split("/");
  const named = [...names].filter(([, name]) => name.toLowerCase() === first.toLowerCase());
  const below = named.map(([folderKey]): AskedCondition => ({
    leaf: { field: "folder", path: rest.join("/"), isFromTop: true, folderKey },
  }));
  return anyOf([{ leaf }, ...below]);
}
