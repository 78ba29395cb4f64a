/** The library's empty, waiting and error states, each with the next thing to do. */
import { describeState, describeWithin } from "../logic/describe.ts";
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
      if (session.query.duplicates) return noCopies(session);
      return { icon: "search", heading: t("noResultTitle"), details: lookedFor(session), actions: waysBack(session) };
    case "failed": {
      const failed = commonEmptiness(session, kind);
      return { ...failed, actions: [...wayFromLike(session), ...failed.actions] };
    }
    case "starting":
    case "noFolder":
      return commonEmptiness(session, kind);
  }
}

function noCopies(session: LibrarySession): Emptiness {
  const isWhole = session.query.search === "" && session.query.states.length === 0;
  return {
    icon: "copies",
    heading: t(isWhole ? "copiesNone" : "noResultTitle"),
    details: [...(isWhole ? [t("copiesNoneDetail")] : []), ...lookedFor(session)],
    actions: [...waysBack(session), { label: t("copiesLeave"), run: () => session.showDuplicates(false) }],
  };
}

/** What was looked for, line by line. */
function lookedFor({ query, source }: LibrarySession): readonly string[] {
  const search = safeText(query.search);
  return [
    search === "" ? "" : t(source.isPartlyUsed ? "searchPartlyUsed" : "noResultSearch", search),
    query.states.length === 0 ? "" : t("noResultStates", query.states.map(describeState).join(", ")),
    query.folder === "" ? "" : t("noResultFolder", safeText(query.folder)),
    query.similarTo === undefined ? "" : likeLine(source.likeName, search),
    query.within === undefined ? "" : `${describeWithin(source.withinCount)}.`,
  ].filter((line) => line !== "");
}

function likeLine(likeName: string | undefined, search: string): string {
  const like = likeName === undefined ? t("likeFilterUnknown") : t("likeFilter", safeText(likeName));
  return search === "" ? `${like}. ${t("likeNothing")}` : `${like}.`;
}

/** Where an image that others should be like is gone, or a set to search within, trying again is of no use. */
function wayFromLike(session: LibrarySession): readonly EmptyAction[] {
  const { similarTo, within } = session.query;
  return [
    ...(similarTo === undefined ? [] : [{ label: t("likeFilterRemove"), run: () => session.removeLike() }]),
    ...(within === undefined ? [] : [{ label: t("withinFilterRemove"), run: () => session.removeWithin() }]),
  ];
}

function waysBack(session: LibrarySession): readonly EmptyAction[] {
  const { search, states, folder, similarTo, within } = session.query;
  const isNarrowed = states.length > 0 || folder !== "" || similarTo !== undefined || within !== undefined;
  const clearSearch = { label: t("searchClear"), run: () => session.setQuery({ search: "" }) };
  const clearFilters = { label: t("clearFilters"), run: () => session.clearFilters() };
  return [...waysToMore(session), ...(search === "" ? [] : [clearSearch]), ...(isNarrowed ? [clearFilters] : [])];
}
