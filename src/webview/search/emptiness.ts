/** The search view's empty, waiting and error states, each with the next thing to do. */
import { safeText } from "../logic/safeText.ts";
import type { SearchSession } from "../logic/searchSession.ts";
import { t } from "../logic/texts.ts";
import { commonEmptiness, waysToMore, type Emptiness } from "../parts/emptiness.ts";

/** What stands in place of the results; `clear` empties the box and leads back to it. */
export function searchEmptiness(
  session: SearchSession,
  kind: NonNullable<SearchSession["emptiness"]>,
  clear: () => void,
): Emptiness {
  switch (kind) {
    case "intro":
      return { icon: "search", heading: t("searchLabel"), details: [t("searchIntro")], actions: [] };
    case "nothingFound": {
      const sentence = session.source.isPartlyUsed ? "searchPartlyUsed" : "searchNothingFoundDetail";
      return {
        icon: "search",
        heading: t("searchNothingFound"),
        details: [t(sentence, safeText(session.search))],
        actions: [...waysToMore(session), { label: t("searchClear"), run: clear }],
      };
    }
    case "starting":
    case "noFolder":
    case "failed":
      return commonEmptiness(session, kind);
  }
}
