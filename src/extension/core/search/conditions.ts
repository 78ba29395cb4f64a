/** What a query demands of every hit, on whichever side it was found: required words, phrases and exclusions. */
import type { Catalog, CatalogFilter, TextQuery } from "../catalogPort.ts";

/** The ids that fulfil the conditions of one query; undefined where it has none, so that all do. */
export type Conditions = () => Promise<ReadonlySet<string> | undefined>;

/** Asked of the catalog when the first side needs it, and then kept for the other. `keeps`: what only the caller knows of an image. */
export function conditionsOf(
  catalog: Catalog,
  query: TextQuery,
  filter: CatalogFilter,
  keeps: ((id: string) => boolean) | undefined,
  signal: AbortSignal,
): Conditions {
  let asked: Promise<ReadonlySet<string> | undefined> | undefined;
  return () => (asked ??= fulfilling(catalog, query, filter, keeps, signal));
}

async function fulfilling(
  catalog: Catalog,
  { required, phrases, excluded }: TextQuery,
  filter: CatalogFilter,
  keeps: ((id: string) => boolean) | undefined,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  if (required.length + phrases.length + excluded.length === 0 && !keeps) return undefined;
  const conditions: TextQuery = { words: [], required, phrases, excluded };
  const hits = await catalog.textSearch(conditions, filter, Number.MAX_SAFE_INTEGER, signal);
  return new Set(hits.flatMap(({ id }) => (!keeps || keeps(id) ? [id] : [])));
}
