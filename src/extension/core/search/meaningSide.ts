/** The vector side of a search: the nearest images among those that the filter admits. */
import type { Catalog, CatalogFilter, VectorHit } from "../catalogPort.ts";
import type { QueryVector } from "./queryVectors.ts";

/** Nearest images, nearest first. `keeps`: what only the program can tell of an image. */
export async function searchMeaning(
  catalog: Catalog,
  { embedderKey, vector }: QueryVector,
  filter: CatalogFilter,
  keeps: ((id: string) => boolean) | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<readonly VectorHit[]> {
  if (!keeps) return catalog.vectorSearch(embedderKey, vector, filter, limit, signal);
  // the catalog cannot rank only these, so it is asked for more until enough of them came or nothing is left
  for (let asked = limit * 2; ; asked *= 4) {
    const nearest = await catalog.vectorSearch(embedderKey, vector, filter, asked, signal);
    const hits = nearest.filter(({ id }) => keeps(id));
    if (hits.length >= limit || nearest.length < asked) return hits.slice(0, limit);
  }
}
