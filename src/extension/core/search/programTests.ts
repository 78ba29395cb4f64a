/** What only the program can tell of an image, as tests that are made once for a query; what cannot be told is left out of it. */
import type { SearchProblem } from "../../../shared/protocol.ts";
import {
  allOf,
  always,
  anyOf,
  isProgramLeaf,
  never,
  replaced,
  type AskedCondition,
  type ProgramLeaf,
} from "./condition.ts";
import type { SearchOptions } from "./searchImages.ts";

/** One test, and the places of the query that ask for it. */
export interface ProgramTest {
  readonly isFor: (leaf: ProgramLeaf) => boolean;
  readonly holds: (id: string) => boolean;
}

/** Each doubles the cases that are looked at. */
const mostTests = 6;

const staleUnknown = '"is:stale" cannot be answered while no engine is known; it was left out.';
const usedUnknown = '"used:" cannot be answered here: no documents are read; it was left out.';
const tooMany = `More than ${mostTests} different values of "used:" are not looked for at once; this one was left out.`;

/** The tree without what cannot be answered, undefined where nothing is left of it, and the tests for the rest. */
export async function programTests(
  asked: AskedCondition,
  options: SearchOptions,
  problems: SearchProblem[],
  signal: AbortSignal,
): Promise<{ readonly tree: AskedCondition | undefined; readonly tests: readonly ProgramTest[] }> {
  const { isStale, usedIn, areMissing } = options;
  const keys = new Set<string>();
  const faultOf = (leaf: ProgramLeaf): string | undefined => {
    if (leaf.field === "stale" && !isStale) return staleUnknown;
    if (leaf.field === "used" && !usedIn) return usedUnknown;
    if (leaf.field === "orphan" || keys.has(keyOf(leaf))) return undefined;
    if (keys.size === mostTests) return tooMany;
    keys.add(keyOf(leaf));
    return undefined;
  };
  const known = pruned(asked, faultOf, problems);
  const tree = known && withOrphans(known, areMissing === true);
  const tests = await Promise.all(
    [...keys].map(async (key): Promise<ProgramTest> => {
      const isFor = (leaf: ProgramLeaf): boolean => keyOf(leaf) === key;
      if (key === "stale") return { isFor, holds: (id) => isStale?.(id) ?? false };
      const document = key.slice("used".length + 1);
      const ids = await usedIn?.(document === "" ? undefined : document, signal);
      return { isFor, holds: (id) => ids?.has(id) ?? false };
    }),
  );
  return { tree, tests };
}

function keyOf(leaf: ProgramLeaf): string {
  return leaf.field === "used" ? `used ${leaf.document ?? ""}` : leaf.field;
}

/** Whether images are there or missing is the same for all of one search. */
function withOrphans(tree: AskedCondition, areMissing: boolean): AskedCondition {
  return replaced(tree, (leaf): AskedCondition => {
    if (leaf.field !== "orphan") return { leaf };
    return areMissing ? always : never;
  });
}

/** The tree without the leaves that have a fault, which is told at their place. */
function pruned(
  tree: AskedCondition,
  faultOf: (leaf: ProgramLeaf) => string | undefined,
  problems: SearchProblem[],
): AskedCondition | undefined {
  if ("leaf" in tree) {
    const message = isProgramLeaf(tree.leaf) ? faultOf(tree.leaf) : undefined;
    if (message === undefined || !isProgramLeaf(tree.leaf)) return tree;
    const { at, length } = tree.leaf;
    problems.push({ at, length, message });
    return undefined;
  }
  if ("not" in tree) {
    const rest = pruned(tree.not, faultOf, problems);
    return rest && { not: rest };
  }
  const trees = "all" in tree ? tree.all : tree.any;
  const rest = trees.flatMap((one) => pruned(one, faultOf, problems) ?? []);
  if (rest.length === 0 && trees.length > 0) return undefined;
  return "all" in tree ? allOf(rest) : anyOf(rest);
}
