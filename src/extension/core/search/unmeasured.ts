/** Images that a filter leaves out because nobody measured them yet: their number is said with the answer. */
import type { Catalog } from "../catalogPort.ts";
import type { AskedCondition } from "./condition.ts";

/** What must be measured for an answer: the size of the picture, or its kind and colours. */
interface Needs {
  readonly size: boolean;
  readonly looks: boolean;
}

/** How many images of these library folders a condition cannot judge; 0 where it asks for nothing that is measured. */
export async function unmeasuredCount(
  catalog: Catalog,
  where: AskedCondition | undefined,
  folderKeys: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const needs = where ? needsOf(where) : { size: false, looks: false };
  if (!needs.size && !needs.looks) return 0;
  const { total, unmeasured, kinds } = await catalog.facets(
    { filter: { folderKeys } },
    Number.MAX_SAFE_INTEGER,
    signal,
  );
  const withoutLooks = total - kinds.reduce((sum, { count }) => sum + count, 0);
  return Math.max(needs.size ? unmeasured : 0, needs.looks ? withoutLooks : 0);
}

function needsOf(tree: AskedCondition): Needs {
  if ("not" in tree) return needsOf(tree.not);
  if ("leaf" in tree) {
    const { field } = tree.leaf;
    return { size: field === "width" || field === "height", looks: field === "kind" || field === "colour" };
  }
  const needs = ("all" in tree ? tree.all : tree.any).map(needsOf);
  return { size: needs.some(({ size }) => size), looks: needs.some(({ looks }) => looks) };
}
