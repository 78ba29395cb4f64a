/** The library's empty, waiting and error states, each with the next thing to do. */
import { describeState } from "../logic/describe.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { commandAction, commonEmptiness, waysToMore, type Emptiness } from "../parts/emptiness.ts";
import type { EmptyAction } from "../parts/empty-state.ts";

/** What stands in place of the grid. */
export function libraryEmptiness(session: LibrarySession, kind: NonNullable<LibrarySession["emptiness"]>): Emptiness {
  switch (kind) {
    case "scanning":
      return {
        icon: "search",
        heading: t("scanningTitle"),
        details: [t("scanningDetail")],
        actions: [],
        isWorking: true,
      };
    case "noImages":
      return {
        icon: "image",
        heading: t("noImagesTitle"),
        details: [t("noImagesDetail")],
        actions: [commandAction(session, "refresh"), commandAction(session, "browseFolder")],
      };
    case "noResult":
      return { icon: "search", heading: t("noResultTitle"), details: lookedFor(session), actions: waysBack(session) };
    case "starting":
    case "noFolder":
    case "failed":
      return commonEmptiness(session, kind);
  }
}

/** What was looked for, line by line. */
function lookedFor({ query, source }: LibrarySession): readonly string[] {
  const search = safeText(query.search);
  return [
    search === "" ? "" : t(source.isPartlyUsed ? "searchPartlyUsed" : "noResultSearch", search),
    query.states.length === 0 ? "" : t("noResultStates", query.states.map(describeState).join(", ")),
    query.folder === "" ? "" : t("noResultFolder", safeText(query.folder)),
  ].filter((line) => line !== "");
}

function waysBack(session: LibrarySession): readonly EmptyAction[] {
  const { search, states, folder } = session.query;
  const isNarrowed = states.length > 0 || folder !== "";
  const clearSearch = { label: t("searchClear"), run: () => session.setQuery({ search: "" }) };
  const clearFilters = { label: t("clearFilters"), run: () => session.clearFilters() };
  return [...waysToMore(session), ...(search === "" ? [] : [clearSearch]), ...(isNarrowed ? [clearFilters] : [])];
}
