/** Which images the grid shows and in which order, computed once per revision and query. */
import { ExpectedError, isAbort } from "../../../shared/failures.ts";
import type { ImageState, SearchHit } from "../../../shared/model.ts";
import type { GridFilter, GridQuery, GridSection, GridSort, SearchNotes } from "../../../shared/protocol.ts";
import type { Library } from "../library.ts";
import { fileNameOf, folderOf, isUnder } from "../paths.ts";
import type { ImageRow } from "../rows.ts";
import { duplicateList, type CopyGroup, type ReadLikenesses } from "./duplicateList.ts";
import { FolderLabels } from "./folderLabels.ts";
import { ImageSets } from "./imageSets.ts";
import { SharedCall } from "./sharedCall.ts";

/** What a search gives the views: all hits, best first, and what must be said of it. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  readonly notes: SearchNotes;
  /** Hits from this place on are far weaker than the best; absent: none is. */
  readonly strongCount?: number;
  /** There are more of these weak hits. */
  readonly hasMore?: true;
}

/** How a view searches. */
export interface SearchScope {
  /** Unless all hits are asked for, some that are far weaker than the best may be missing. */
  readonly allHits: boolean;
  /** Only images of this set; absent: all. */
  readonly within?: ReadonlySet<string>;
}

/** Searches the library with these words; conditions of the grid (folder, states) are applied by the caller. */
export type SearchImages = (text: string, scope: SearchScope, signal: AbortSignal) => Promise<SearchAnswer>;

/** Ranks the library by how near it is to the image of this id, which is left out. */
export type FindSimilar = (id: string, signal: AbortSignal) => Promise<SearchAnswer>;

/** The whole of what one query gives. */
export interface GridList {
  readonly revision: number;
  readonly ids: readonly string[];
  readonly sections: readonly GridSection[];
  /** Present for a search: the hits by id, and its notes. Hits far down are bare until `fillPage` has fetched them. */
  readonly hits?: Map<string, SearchHit>;
  readonly notes?: SearchNotes;
  /** How many hits are left out because they are far weaker than the best. */
  readonly weakHits?: number;
  /** There are more weak hits than these. */
  readonly hasMoreWeak?: true;
  /** The file name of the image that the others are like. */
  readonly likeName?: string;
  /** How many images the set has that was searched within. */
  readonly withinCount?: number;
  /** Present where copies are shown: by id the group of each. */
  readonly groups?: ReadonlyMap<string, CopyGroup>;
}

/** Fetches documents and reasons for hits that a search left bare. */
export type DetailHits = (
  text: string,
  hits: readonly SearchHit[],
  signal: AbortSignal,
) => Promise<readonly SearchHit[]>;

/** Sees to it that every hit of a page has its reasons before it is shown. */
export async function fillPage(
  list: GridList,
  text: string,
  page: { readonly offset: number; readonly limit: number },
  details: DetailHits,
  signal: AbortSignal,
): Promise<void> {
  const { hits } = list;
  if (!hits) return;
  const bare = list.ids.slice(page.offset, page.offset + page.limit).flatMap((id) => {
    const hit = hits.get(id);
    return hit && hit.path === "" ? [hit] : [];
  });
  if (bare.length === 0) return;
  for (const hit of await details(text, bare, signal)) hits.set(hit.id, hit);
}

/** A list that shows nothing. */
export function emptyList(revision: number): GridList {
  return { revision, ids: [], sections: [] };
}

const listsKept = 4;
/** What needs a person comes first. */
const stateOrder: readonly ImageState[] = ["failed", "interrupted", "untagged", "edited", "tagged"];

/** Makes and keeps the lists of the views. */
export class GridLists {
  readonly #library: Library;
  readonly #search: SearchImages;
  readonly #isStale: (id: string) => boolean;
  readonly #similar: FindSimilar;
  /** Rows of records whose images are gone, for a search that asked for them. */
  readonly #missing: (id: string) => ImageRow | undefined;
  /** Sets that queries may be narrowed to. */
  readonly sets = new ImageSets();
  readonly #likenesses: ReadLikenesses;
  /** The lists made last, by query, the oldest first; a list of an older revision is dropped when it is met. */
  readonly #kept = new Map<string, SharedCall<GridList>>();
  #labels: { readonly folders: unknown; readonly labels: FolderLabels } | undefined;

  constructor(
    library: Library,
    search: SearchImages,
    isStale: (id: string) => boolean = () => false,
    similar: FindSimilar = noneSimilar,
    missing: (id: string) => ImageRow | undefined = () => undefined,
    likenesses: ReadLikenesses = noneAlike,
  ) {
    this.#missing = missing;
    this.#library = library;
    this.#similar = similar;
    this.#likenesses = likenesses;
    this.#search = search;
    this.#isStale = isStale;
  }

  /** The names of folders as the views see them. */
  get labels(): FolderLabels {
    const { folders } = this.#library;
    if (this.#labels?.folders !== folders) this.#labels = { folders, labels: new FolderLabels(folders) };
    return this.#labels.labels;
  }

  /** Asks for nothing twice: views that show the same share the answer. One view's stop does not end it for another. */
  async list(query: GridQuery, signal: AbortSignal): Promise<GridList> {
    const { search, sort, states, folder, searchSort, allHits, similarTo, within, duplicates } = query;
    const { revision } = this.#library;
    const place = [folder, similarTo, within, duplicates];
    const key = JSON.stringify([search.trim(), sort, states, searchSort, allHits, place, revision]);
    const kept = this.#kept.get(key);
    if (kept && !kept.isAborted) return kept.join(signal);
    const making = new SharedCall((stop) => this.#made(query, stop));
    this.#kept.delete(key);
    this.#kept.set(key, making);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= listsKept) break;
      this.#kept.delete(old);
    }
    try {
      return await making.join(signal);
    } catch (thrown) {
      if (this.#kept.get(key) === making && !isAbort(thrown)) this.#kept.delete(key);
      throw thrown;
    }
  }

  /** Forgets what was found: the catalog gained vectors, or another embedder is in use. */
  forget(): void {
    this.#kept.clear();
  }

  async #made(query: GridQuery, signal: AbortSignal): Promise<GridList> {
    const isSearch = query.search.trim() !== "" || query.similarTo !== undefined;
    if (query.duplicates) return this.#duplicates(query, isSearch, signal);
    return isSearch ? this.#found(query, signal) : this.#all(query);
  }

  /** Folder and set say which images are compared; words and states which of them are looked for among the copies. */
  async #duplicates(query: GridQuery, isSearch: boolean, signal: AbortSignal): Promise<GridList> {
    const { revision } = this.#library;
    const [found, likenesses] = await Promise.all([
      isSearch ? this.#found({ ...query, allHits: true }, signal) : undefined,
      this.#likenesses(signal),
    ]);
    const isInFolder = this.#filter({ ...query, states: [] });
    const rows = this.#library.inOrder().flatMap((id) => {
      const row = this.#library.get(id);
      return row && isInFolder(row) ? [row] : [];
    });
    const ids = found && new Set(found.ids);
    const shows = this.#filter(query);
    const isWanted = (row: ImageRow): boolean => shows(row) && (!ids || ids.has(row.id));
    const list = await duplicateList(rows, likenesses, isWanted, signal);
    const problems = found?.notes?.problems ?? [];
    return { revision, ...list, notes: { ...list.notes, problems }, ...this.#withinCount(query) };
  }

  #all(query: GridQuery): GridList {
    const { revision } = this.#library;
    const shows = this.#filter(query);
    const rows = this.#library.inOrder().flatMap((id) => {
      const row = this.#library.get(id);
      return row && shows(row) ? [row] : [];
    });
    const counted = this.#withinCount(query);
    if (query.sort !== "path") return { revision, ids: sorted(rows, query.sort), sections: [], ...counted };
    return { revision, ids: rows.map(({ id }) => id), sections: this.#sections(rows), ...counted };
  }

  async #found(query: GridQuery, signal: AbortSignal): Promise<GridList> {
    const { revision } = this.#library;
    const likeName = this.#likeName(query.similarTo);
    const { hits, notes, strongCount = hits.length, hasMore } = await this.#answer(query, signal);
    const shows = this.#filter(query);
    const isShown = ({ id }: SearchHit): boolean => {
      const row = this.#row(id);
      return row !== undefined && shows(row);
    };
    const strong = hits.slice(0, strongCount).filter(isShown);
    const weak = hits.slice(strongCount).filter(isShown);
    const shown = query.allHits ? [...strong, ...weak] : strong;
    return {
      revision,
      ids: this.#ordered(shown, query.searchSort ?? "relevance"),
      sections: [],
      hits: new Map(shown.map((hit) => [hit.id, hit])),
      notes,
      ...(query.allHits || (weak.length === 0 && !hasMore)
        ? {}
        : { weakHits: weak.length, ...(hasMore && { hasMoreWeak: hasMore }) }),
      ...(likeName === undefined ? {} : { likeName }),
      ...this.#withinCount(query),
    };
  }

  #withinCount({ within }: GridQuery): Pick<GridList, "withinCount"> {
    return within === undefined ? {} : { withinCount: this.sets.get(within).size };
  }

  /** What is like an image is narrowed by the words of the query, which do not change its order. */
  async #answer({ search, similarTo, allHits, within }: GridQuery, signal: AbortSignal): Promise<SearchAnswer> {
    const scope = { allHits: allHits === true, ...(within !== undefined && { within: this.sets.get(within) }) };
    if (similarTo === undefined) return this.#search(search, scope, signal);
    if (search.trim() === "") return this.#similar(similarTo, signal);
    const [near, found] = await Promise.all([this.#similar(similarTo, signal), this.#search(search, scope, signal)]);
    return narrowed(near, found, allHits === true);
  }

  #row(id: string): ImageRow | undefined {
    return this.#library.get(id) ?? this.#missing(id);
  }

  #likeName(id: string | undefined): string | undefined {
    if (id === undefined) return undefined;
    const row = this.#library.get(id);
    if (row) return fileNameOf(row.path);
    throw new ExpectedError("notFound", "The image that the others should be like is no longer in the library.");
  }

  #ordered(hits: readonly SearchHit[], sort: NonNullable<GridQuery["searchSort"]>): readonly string[] {
    const ids = hits.map(({ id }) => id);
    if (sort === "relevance") return ids;
    if (sort === "path") {
      const wanted = new Set(ids);
      const there = this.#library.inOrder().filter((id) => wanted.has(id));
      return [...there, ...ids.filter((id) => !this.#library.get(id))];
    }
    return sorted(
      ids.flatMap((id) => this.#row(id) ?? []),
      sort,
    );
  }

  #filter({ states, folder, within }: GridQuery): (row: ImageRow) => boolean {
    const set = within === undefined ? undefined : this.sets.get(within);
    const wanted = new Set<GridFilter>(states);
    const isWanted = (row: ImageRow): boolean =>
      wanted.size === 0 || wanted.has(row.state) || (wanted.has("stale") && this.#isStale(row.id));
    const place = folder === "" ? undefined : this.labels.place(folder);
    return (row) => {
      if (!isWanted(row) || set?.has(row.id) === false) return false;
      if (folder === "") return true;
      if (!place || row.folderKey !== place.folder.key) return false;
      return isUnder(row.path, place.path);
    };
  }

  #sections(rows: readonly ImageRow[]): readonly GridSection[] {
    const sections: { folder: string; count: number }[] = [];
    let last: ImageRow | undefined;
    for (const row of rows) {
      const isSame = last?.folderKey === row.folderKey && folderOf(last.path) === folderOf(row.path);
      const section = sections.at(-1);
      if (isSame && section) section.count++;
      else sections.push({ folder: this.labels.label(row.folderKey, folderOf(row.path)), count: 1 });
      last = row;
    }
    return sections;
  }
}

const noneAlike: ReadLikenesses = () => Promise.resolve({ ids: [], dHashes: [], widths: [], heights: [] });
const noneSimilar: FindSimilar = () => Promise.resolve({ hits: [], notes: { meaning: "off", problems: [] } });

/** Of what is near only what a search finds, and finds well, unless all of it is asked for. */
function narrowed(near: SearchAnswer, found: SearchAnswer, allHits: boolean): SearchAnswer {
  const { hits, strongCount = near.hits.length } = near;
  const counting = allHits ? found.hits : found.hits.slice(0, found.strongCount);
  const ids = new Set(counting.map(({ id }) => id));
  const isFound = ({ id }: SearchHit): boolean => ids.has(id);
  const { problems, unmeasured } = found.notes;
  return {
    hits: hits.filter(isFound),
    notes: { ...near.notes, problems, ...(unmeasured === undefined ? {} : { unmeasured }) },
    strongCount: hits.slice(0, strongCount).filter(isFound).length,
  };
}

function sorted(rows: readonly ImageRow[], sort: Exclude<GridSort, "path">): readonly string[] {
  if (sort === "newest") return rows.toSorted((a, b) => b.mtimeMs - a.mtimeMs).map(({ id }) => id);
  if (sort === "oldest") return rows.toSorted((a, b) => a.mtimeMs - b.mtimeMs).map(({ id }) => id);
  if (sort === "largest") return rows.toSorted((a, b) => b.size - a.size).map(({ id }) => id);
  if (sort === "state") {
    // within a state the order of paths stays: sorting is stable
    return rows.toSorted((a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state)).map(({ id }) => id);
  }
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return rows
    .map((row) => ({ id: row.id, name: fileNameOf(row.path) }))
    .toSorted((a, b) => compare(a.name, b.name))
    .map(({ id }) => id);
}
