/** The library's empty, waiting and error states, each with the next thing to do. */
import { html, type TemplateResult } from "lit";
import { describeState } from "../logic/describe.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import type { EmptyAction } from "../parts/empty-state.ts";
import "../parts/empty-state.ts";
import type { IconName } from "../parts/icons.ts";

interface Emptiness {
  readonly icon: IconName;
  readonly heading: string;
  readonly details: readonly string[];
  readonly actions: readonly EmptyAction[];
  readonly isWorking?: boolean;
}

/** What stands in place of the grid. */
export function renderEmptiness(
  session: LibrarySession,
  kind: NonNullable<LibrarySession["emptiness"]>,
): TemplateResult {
  const { icon, heading, details, actions, isWorking } = emptinessOf(session, kind);
  return html`<empty-state
    icon=${icon}
    heading=${heading}
    .details=${details}
    .actions=${actions}
    ?working=${isWorking ?? false}
  ></empty-state>`;
}

function emptinessOf(session: LibrarySession, kind: NonNullable<LibrarySession["emptiness"]>): Emptiness {
  const openFolder = { label: t("openFolder"), run: () => session.run("openFolder") };
  const browse = { label: t("browseFolder"), run: () => session.run("browseFolder") };
  const showLog = { label: t("showLog"), run: () => session.run("showLog") };
  const refresh = { label: t("refresh"), run: () => session.run("refresh") };
  switch (kind) {
    case "starting":
      return { icon: "image", heading: t("cardLoading"), details: [], actions: [], isWorking: true };
    case "noFolder":
      return {
        icon: "folderOpened",
        heading: t("noFolderTitle"),
        details: [t("noFolderDetail")],
        actions: [openFolder, browse],
      };
    case "scanning":
      return {
        icon: "search",
        heading: t("scanningTitle"),
        details: [t("scanningDetail")],
        actions: [],
        isWorking: true,
      };
    case "noImages":
      return { icon: "image", heading: t("noImagesTitle"), details: [t("noImagesDetail")], actions: [refresh, browse] };
    case "noResult":
      return { icon: "search", heading: t("noResultTitle"), details: lookedFor(session), actions: waysBack(session) };
    case "failed": {
      const again = { label: t("errorAgain"), run: () => tryAgain(session) };
      const message = session.source.failure?.message ?? session.failure?.message ?? "";
      return { icon: "error", heading: t("errorTitle"), details: [safeText(message)], actions: [again, showLog] };
    }
  }
}

function tryAgain(session: LibrarySession): void {
  if (session.phase === "failed") void session.start();
  else session.source.retry();
}

/** What was looked for, line by line. */
function lookedFor({ query }: LibrarySession): readonly string[] {
  return [
    query.search === "" ? "" : t("noResultSearch", safeText(query.search)),
    query.states.length === 0 ? "" : t("noResultStates", query.states.map(describeState).join(", ")),
    query.folder === "" ? "" : t("noResultFolder", safeText(query.folder)),
  ].filter((line) => line !== "");
}

function waysBack(session: LibrarySession): readonly EmptyAction[] {
  const { search, states, folder } = session.query;
  const isNarrowed = states.length > 0 || folder !== "";
  const clearSearch = { label: t("searchClear"), run: () => session.setQuery({ search: "" }) };
  const clearFilters = { label: t("clearFilters"), run: () => session.clearFilters() };
  return [...(search === "" ? [] : [clearSearch]), ...(isNarrowed ? [clearFilters] : [])];
}
