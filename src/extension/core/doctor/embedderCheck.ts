/** Checks meaning search: whether there is an embedder, and whether it makes vectors. */
import type { Embedder } from "../ports.ts";
import { failed, note, ok } from "./finding.ts";
import type { Check } from "./runChecks.ts";
import { failureOf, isAbort } from "../../../shared/failures.ts";

/** The embedder, or why there is none. */
export type EmbedderAnswer = { readonly embedder: Embedder } | { readonly off: string };

/** Loading the model is part of it. */
const deadlineMs = 3 * 60_000;

export function embedderCheck(find: (signal: AbortSignal) => Promise<EmbedderAnswer>): Check {
  return {
    name: "embedder",
    area: "engines",
    deadlineMs,
    ifLate: "Restart the model server; until then images are found by words alone.",
    run: async (signal) => {
      try {
        const answer = await find(signal);
        if ("off" in answer)
          return [note("Meaning search is off.", { remedy: answer.off, facts: { meaningSearch: false } })];
        const { embedder } = answer;
        const { dimensions } = await embedder.open(signal);
        const { length } = await embedder.embedQuery("a red disc", signal);
        const facts = { meaningSearch: true, dimensions };
        if (length !== dimensions)
          return [note(`${embedder.model} makes vectors of ${length} numbers in place of ${dimensions}.`, { facts })];
        return [ok(`${embedder.model} makes the vectors of meaning search.`, { facts })];
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        return [failed("note", failureOf(thrown), { detail: "Images are found by words alone." })];
      }
    },
  };
}
