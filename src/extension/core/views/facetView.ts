/** What the images of a query can be narrowed by: counts of the catalog, in the words of the query language. */
import type { FacetGroup, FacetValue, FacetView } from "../../../shared/protocol.ts";
import type { FacetCount, Facets } from "../catalogPort.ts";
import type { FolderLabels } from "./folderLabels.ts";

/** How many values of a field are told; a person who looks for another one types it. */
export const facetValues = 60;

/** The groups with at least one value that tells images apart; `staleCount`: how many of the images are stale. */
export function facetGroups(facets: Facets, staleCount: number, labels: FolderLabels): FacetView["groups"] {
  const { tags, kinds, formats, years, colours, models } = facets;
  const groups: readonly FacetGroup[] = [
    { field: "tag", values: named(tags) },
    { field: "folder", values: foldersAndAbove(facets, labels) },
    { field: "kind", values: named(kinds) },
    { field: "color", values: named(colours) },
    { field: "date", values: named(years).toSorted((a, b) => b.value.localeCompare(a.value)) },
    { field: "type", values: named(formats) },
    { field: "is", values: states(facets.states, staleCount) },
    { field: "model", values: named(models) },
  ];
  return groups.filter(({ values }) => values.length > 0);
}

function named(counts: readonly FacetCount[]): readonly FacetValue[] {
  return counts.flatMap(({ value, count }) => (value === "" ? [] : [{ value, count }])).slice(0, facetValues);
}

/** A filter by folder takes what lies below too, so folders count what lies below them. */
function foldersAndAbove({ folders, total }: Facets, labels: FolderLabels): readonly FacetValue[] {
  const counts = new Map<string, number>();
  for (const { folderKey, value, count } of folders) {
    const parts = labels.label(folderKey, value).split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const path = parts.slice(0, depth).join("/");
      if (path !== "") counts.set(path, (counts.get(path) ?? 0) + count);
    }
  }
  return [...counts]
    .map(([path, count]) => ({ value: `/${path}`, count }))
    .filter(({ count }) => count < total)
    .sort((a, b) => b.count - a.count)
    .slice(0, facetValues);
}

/** "Tagged" is what has its record, whoever changed it since. */
function states(counts: readonly FacetCount[], staleCount: number): readonly FacetValue[] {
  const byState = new Map(counts.map(({ value, count }) => [value, count]));
  const of = (state: string): number => byState.get(state) ?? 0;
  const values: readonly FacetValue[] = [
    { value: "tagged", count: of("tagged") + of("edited") },
    { value: "untagged", count: of("untagged") + of("interrupted") },
    { value: "failed", count: of("failed") },
    { value: "edited", count: of("edited") },
    { value: "stale", count: staleCount },
  ];
  return values.filter(({ count }) => count > 0);
}
