/** Commands of the searches that were made lately: open one, bookmark it, forget it, forget all. */
import * as vscode from "vscode";
import { searchesOf } from "../../core/views/bookmarkNodes.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import { offer } from "../messages.ts";
import type { SearchHistory } from "../searchHistory.ts";
import type { SearchView } from "../webviews/searchView.ts";
import type { CommandTable } from "./commandTable.ts";

/** What these commands work with. */
export interface RecentSearchParts {
  readonly bookmarks: BookmarkStore;
  readonly searches: SearchHistory;
  readonly searchView: SearchView;
}

export function recentSearchCommands({ bookmarks, searches, searchView }: RecentSearchParts): CommandTable {
  return {
    openRecentSearch: async (clicked) => {
      const [search] = searchesOf(clicked, undefined);
      if (search !== undefined) await searchView.search(search);
    },
    saveRecentSearch: (clicked, chosen) =>
      bookmarks.add(searchesOf(clicked, chosen).map((search) => ({ kind: "search", search }))),
    forgetRecentSearch: async (clicked, chosen) => {
      for (const search of searchesOf(clicked, chosen)) await searches.forget(search);
    },
    clearRecentSearches: () => clear(searches),
  };
}

/** Nobody is asked before: it is soon done, and as soon taken back. */
async function clear(searches: SearchHistory): Promise<void> {
  const forgotten = searches.all;
  if (forgotten.length === 0) return;
  await searches.clear();
  offer("info", vscode.l10n.t("The recent searches were cleared."), {
    [vscode.l10n.t("Undo")]: () => searches.restore(forgotten),
  });
}
