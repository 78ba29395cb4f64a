/** What the views ask about searches beyond their results: counts to narrow them by, and those that were made before. */
import type { Handlers } from "../../../shared/calls.ts";
import type { FacetView, ViewMethods, ViewName } from "../../../shared/protocol.ts";
import { facetGroups, facetValues } from "../../core/views/facetView.ts";
import { emptyList } from "../../core/views/gridList.ts";
import * as read from "../../core/views/requests.ts";
import { offeredSearches } from "../../core/views/searchHistory.ts";
import { suggestTags } from "../../core/views/tagSuggestions.ts";
import type { ViewParts } from "./viewMethods.ts";

const tagsAsked = 5_000;

type SearchMethods = Pick<
  Handlers<ViewMethods>,
  "keepSet" | "facets" | "searches" | "rememberSearch" | "forgetSearch" | "suggestTags"
>;

/** The methods for one webview. */
export function searchMethods(parts: ViewParts, view: ViewName): SearchMethods {
  const { outside, bookmarks, searches, lists } = parts;
  return {
    suggestTags: async (request, signal) => {
      const { start: typed, toWrite } = read.fields(request);
      const start = read.text(typed, "start", read.limits.tagCharacters);
      const { library, vocabularyOf } = outside.workshop;
      const listed = toWrite === true ? library.folders.flatMap((folder) => vocabularyOf(folder)?.preferred ?? []) : [];
      return suggestTags(await outside.tagCounts(tagsAsked, signal), start, listed);
    },
    keepSet: async (request, signal) => {
      const { ids, query } = read.fields(request);
      if (ids !== undefined) return { within: lists.sets.keep(read.texts(ids, "ids", read.limits.actionIds)) };
      return { within: lists.sets.keep((await lists.list(read.gridQuery(query), signal)).ids) };
    },
    facets: (request, signal) => facets(parts, view, request.query, signal),
    searches: (request) => {
      const start = read.searchText(read.fields(request)["start"]);
      return offeredSearches(bookmarks.all, searches.all, start);
    },
    rememberSearch: (request) => searches.remember(read.searchText(read.fields(request)["search"])),
    forgetSearch: (request) => searches.forget(read.searchText(read.fields(request)["search"])),
  };
}

/** The search view without words narrows the whole library; the library panel always what it shows. */
async function facets(
  { outside, lists }: ViewParts,
  view: ViewName,
  query: unknown,
  signal: AbortSignal,
): Promise<FacetView> {
  const { workshop } = outside;
  const asked = read.gridQuery(query);
  if (workshop.sync.waiting > 0) await workshop.sync.flush();
  const isNarrowed =
    asked.states.length > 0 ||
    asked.folder !== "" ||
    asked.similarTo !== undefined ||
    asked.within !== undefined ||
    asked.duplicates;
  const isWhole = asked.search.trim() === "" && !isNarrowed;
  const list = isWhole && view === "search" ? emptyList(workshop.library.revision) : await lists.list(asked, signal);
  const counted = await outside.facets(isWhole ? undefined : list.ids, facetValues, signal);
  const ids = isWhole ? workshop.library.inOrder() : list.ids;
  const staleCount = ids.reduce((count, id) => (workshop.isStale(id) ? count + 1 : count), 0);
  return { revision: list.revision, total: counted.total, groups: facetGroups(counted, staleCount, lists.labels) };
}
