/**
 * Images that a condition admits, looked up once for the several queries of one search. LanceDB goes over all rows for each
 * query by itself where no index answers the condition: with a phrase or an excluded word over 100,000 rows that took five times
 * as long as everything else.
 */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit } from "../../core/catalogPort.ts";
import type { Condition } from "../../core/search/condition.ts";
import { textColumn } from "./columns.ts";
import { narrowing } from "./narrowing.ts";
import { allOf } from "./sql.ts";

/** What holds of every hit: as SQL for each query, or as the ids that were found by it. */
export interface Admitted {
  /** For queries that read rows in any case. */
  readonly conditions: readonly string[];
  /** For full text queries; with `among`, these ask for nothing and their hits are compared. */
  readonly ranking: readonly string[];
  readonly among?: { readonly ids: ReadonlySet<string>; readonly total: number };
}

/** Looks them up where the condition is worth it. */
export async function admittedBy(images: Lancedb.Table, filter: CatalogFilter, total: number): Promise<Admitted> {
  const conditions = await narrowing(images, filter);
  const { where } = filter;
  if (!where || !isCostly(where)) return { conditions, ranking: conditions };
  const answer = await images
    .query()
    .where(allOf(conditions) ?? "true")
    .select(["id"])
    .toArrow();
  const ids = textColumn(answer, "id");
  // few ids are not named to LanceDB instead: a full text query with such a condition misses rows that no index holds yet
  return { conditions, ranking: [], among: { ids: new Set(ids), total } };
}

/** The best of the admitted hits, from an unnarrowed query that is asked for more until there are enough. */
export async function bestAmong(
  { ids, total }: NonNullable<Admitted["among"]>,
  limit: number,
  ask: (limit: number) => Promise<readonly TextHit[]>,
): Promise<TextHit[]> {
  if (ids.size === 0) return [];
  // half as many again as chance would have it
  for (let asked = Math.ceil(((limit * total) / ids.size) * 1.5) + 50; ; asked *= 4) {
    const most = Math.min(asked, total);
    const found = await ask(most);
    const hits = found.filter(({ id }) => ids.has(id));
    if (hits.length >= limit || found.length < most || most === total) return hits.slice(0, limit);
  }
}

/** True where a condition goes over the texts of all rows, or is a choice for which no index can be used. */
function isCostly(tree: Condition): boolean {
  if ("not" in tree) return isCostly(tree.not);
  if ("all" in tree) return tree.all.some(isCostly);
  if ("any" in tree) return tree.any.some(isCostly) || !tree.any.every(isIndexed);
  const { leaf } = tree;
  return leaf.field === "words" || leaf.field === "text" || (leaf.field === "tag" && leaf.isBeginning === true);
}

/** True for what an index answers: whole tags, states, and folders as they are written. */
function isIndexed(tree: Condition): boolean {
  if (!("leaf" in tree)) return false;
  const { leaf } = tree;
  return leaf.field === "state" || leaf.field === "under" || (leaf.field === "tag" && !leaf.isBeginning);
}
