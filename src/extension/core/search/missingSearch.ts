/** A search that asks for records whose images are gone finds them beside the images that are there. */
import type { SearchHit } from "../../../shared/model.ts";
import type { SearchProblem } from "../../../shared/protocol.ts";
import type { MissingImages } from "../missingImages.ts";
import { asksFor, always, isNever, replaced, type AskedCondition, type ProgramLeaf } from "./condition.ts";
import { parseQuery } from "./parseQuery.ts";
import type { ImageSearch, SearchOptions, SearchResult } from "./searchImages.ts";

/** As `search`, with what is missing where `is:orphan` asks for it: without it nothing of them is looked at. */
export async function searchWithMissing(
  searching: ImageSearch,
  missing: MissingImages,
  query: string,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<SearchResult> {
  const { where } = parseQuery(query);
  const place = where && asksFor(where, "orphan") && !excludesOrphans(where) ? placeIn(where) : undefined;
  if (!place) return searching.search(query, options, signal);
  const hindrances = await missing.look(signal);
  const { folders } = missing;
  const folderKeys = folders.filter(({ folder }) => options.folderKeys.includes(folder.key)).map(({ key }) => key);
  const names = options.folderNames;
  const folderNames = names && new Map(folders.map(({ key, folder }) => [key, names.get(folder.key) ?? ""]));
  const { folderNames: _, ...rest } = options;
  const limit = Math.max(options.limit, missing.size);
  const goneOptions = { ...rest, ...(folderNames && { folderNames }), folderKeys, limit, areMissing: true };
  const [there, gone] = await Promise.all([
    searching.search(query, options, signal),
    searching.search(query, goneOptions, signal),
  ]);
  // what the catalog still holds and the last look did not find is back, or removed
  const kept = { ...gone, hits: gone.hits.filter(({ id }) => missing.get(id) !== undefined) };
  const problems = hindrances.map((message): SearchProblem => ({ ...place, message }));
  return joined(there, kept, problems);
}

function joined(there: SearchResult, gone: SearchResult, hindrances: readonly SearchProblem[]): SearchResult {
  const strongOf = ({ hits, strongCount = hits.length }: SearchResult): readonly SearchHit[] =>
    hits.slice(0, strongCount);
  const weakOf = ({ hits, strongCount = hits.length }: SearchResult): readonly SearchHit[] => hits.slice(strongCount);
  const strong = [...strongOf(gone), ...strongOf(there)].sort((a, b) => b.score - a.score);
  const weak = [...weakOf(gone), ...weakOf(there)];
  const { notes } = there.hits.length > 0 ? there : gone;
  const problems = [...notes.problems, ...hindrances].sort((a, b) => a.at - b.at);
  return {
    hits: [...strong, ...weak],
    notes: { ...notes, problems, ...(gone.hits.length > 0 && { missing: gone.hits.length }) },
    ...(weak.length > 0 && { strongCount: strong.length }),
    ...(there.hasMore && { hasMore: there.hasMore }),
  };
}

/** `-is:orphan` and the like: nothing that is missing can fulfil it. */
function excludesOrphans(where: AskedCondition): boolean {
  return isNever(replaced(where, (leaf) => (leaf.field === "orphan" ? always : { leaf })));
}

function placeIn(tree: AskedCondition): Pick<ProgramLeaf, "at" | "length"> | undefined {
  if ("not" in tree) return placeIn(tree.not);
  if ("leaf" in tree) {
    if (tree.leaf.field !== "orphan") return undefined;
    const { at, length } = tree.leaf;
    return { at, length };
  }
  for (const one of "all" in tree ? tree.all : tree.any) {
    const place = placeIn(one);
    if (place) return place;
  }
  return undefined;
}
