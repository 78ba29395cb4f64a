/** What stands where there are no images: the states that both views know, and how any of them is drawn. */
import { html, type TemplateResult } from "lit";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import type { ViewSession } from "../logic/viewSession.ts";
import { looserQuery } from "../../shared/queryTerms.ts";
import type { EmptyAction } from "./empty-state.ts";
import "./empty-state.ts";
import type { IconName } from "./icons.ts";

/** One state, with the next thing to do. */
export interface Emptiness {
  readonly icon: IconName;
  readonly heading: string;
  readonly details: readonly string[];
  readonly actions: readonly EmptyAction[];
  readonly isWorking?: boolean;
}

/** A button that runs a command of the extension. */
export function commandAction(
  session: ViewSession,
  command: "openFolder" | "browseFolder" | "showLog" | "refresh",
): EmptyAction {
  return { label: t(command), run: () => session.run(command) };
}

/** The states that have nothing to do with what a view shows. */
export function commonEmptiness(session: ViewSession, kind: "starting" | "noFolder" | "failed"): Emptiness {
  switch (kind) {
    case "starting":
      return { icon: "image", heading: t("cardLoading"), details: [], actions: [], isWorking: true };
    case "noFolder":
      return {
        icon: "folderOpened",
        heading: t("noFolderTitle"),
        details: [t("noFolderDetail")],
        actions: [commandAction(session, "openFolder"), commandAction(session, "browseFolder")],
      };
    case "failed": {
      const again = { label: t("errorAgain"), run: () => session.tryAgain() };
      const message = session.source.failure?.message ?? session.failure?.message ?? "";
      const actions = [again, commandAction(session, "showLog")];
      return { icon: "error", heading: t("errorTitle"), details: [safeText(message)], actions };
    }
  }
}

/** A search that demands less, where the one that found nothing demands something. */
export function waysToMore(session: ViewSession): readonly EmptyAction[] {
  const looser = looserQuery(session.source.query.search);
  if (!looser) return [];
  const label = t(looser.without === "filters" ? "searchWithoutFilters" : "searchAnyWord");
  return [{ label, run: () => session.setQuery({ search: looser.query }) }];
}

/** Draws a state in place of the grid. */
export function renderEmptiness({ icon, heading, details, actions, isWorking }: Emptiness): TemplateResult {
  return html`<empty-state
    icon=${icon}
    heading=${heading}
    .details=${details}
    .actions=${actions}
    ?working=${isWorking ?? false}
  ></empty-state>`;
}
