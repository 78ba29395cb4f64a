/** The vector side of a search: the nearest images among those that fulfil the query's conditions. */
import type { Catalog, CatalogFilter, VectorHit } from "../catalogPort.ts";
import type { Conditions } from "./conditions.ts";
import type { QueryVector } from "./queryVectors.ts";

/** Nearest images, nearest first; required words, phrases and exclusions hold for them as for any other hit. */
export async function searchMeaning(
  catalog: Catalog,
  { embedderKey, vector }: QueryVector,
  conditions: Conditions,
  filter: CatalogFilter,
  limit: number,
  signal: AbortSignal,
): Promise<readonly VectorHit[]> {
  const allowed = await conditions();
  if (!allowed) return catalog.vectorSearch(embedderKey, vector, filter, limit, signal);
  // the catalog cannot rank only these, so it is asked for more until enough of them came or nothing is left
  for (let asked = limit * 2; ; asked *= 4) {
    const nearest = await catalog.vectorSearch(embedderKey, vector, filter, asked, signal);
    const hits = nearest.filter(({ id }) => allowed.has(id));
    if (hits.length >= Math.min(limit, allowed.size) || nearest.length < asked) return hits.slice(0, limit);
  }
}
