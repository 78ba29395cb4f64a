/**
 * Images that a condition admits, looked up once for the several queries of one search. LanceDB goes over all rows for each
 * query by itself where no index answers the condition: with a phrase or an excluded word over 100,000 rows that took five times
 * as long as everything else.
 */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit } from "../../core/catalogPort.ts";
import type { Condition } from "../../core/search/condition.ts";
import { textColumn } from "./columns.ts";
import { allOf, filterConditions, isOneOf } from "./sql.ts";

/** What holds of every hit: as SQL for each query, or as the ids that were found by it. */
export interface Admitted {
  /** For queries that read rows in any case. */
  readonly conditions: readonly string[];
  /** For full text queries; with `among`, these ask for nothing and their hits are compared. */
  readonly ranking: readonly string[];
  readonly among?: { readonly ids: ReadonlySet<string>; readonly share: number };
}

/** So few are named to LanceDB, whose index finds them at once. */
const mostNamed = 1000;

/** Looks them up where the condition is worth it. */
export async function admittedBy(images: Lancedb.Table, filter: CatalogFilter, total: number): Promise<Admitted> {
  const conditions = filterConditions(filter);
  const { where } = filter;
  if (!where || !isCostly(where)) return { conditions, ranking: conditions };
  const answer = await images
    .query()
    .where(allOf(conditions) ?? "true")
    .select(["id"])
    .toArrow();
  const ids = textColumn(answer, "id");
  if (ids.length <= mostNamed) return { conditions, ranking: [isOneOf("id", ids)] };
  return { conditions, ranking: [], among: { ids: new Set(ids), share: ids.length / Math.max(total, ids.length) } };
}

/** The best of the admitted hits, from an unnarrowed query that is asked for more until there are enough. */
export async function bestAmong(
  { ids, share }: NonNullable<Admitted["among"]>,
  limit: number,
  ask: (limit: number) => Promise<readonly TextHit[]>,
): Promise<TextHit[]> {
  // half as many again as chance would have it
  for (let asked = Math.ceil((limit / share) * 1.5) + 50; ; asked *= 4) {
    const found = await ask(asked);
    const hits = found.filter(({ id }) => ids.has(id));
    if (hits.length >= limit || found.length < asked) return hits.slice(0, limit);
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
