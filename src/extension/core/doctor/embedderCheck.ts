/** Checks meaning search: whether there is an embedder, and whether it makes vectors. */
import type { Embedder } from "../ports.ts";
import type { EmbedderTrust } from "../search/trust.ts";
import type { Facts } from "./fact.ts";
import { failed, note, ok } from "./finding.ts";
import type { Check } from "./runChecks.ts";
import { failureOf, isAbort } from "../../../shared/failures.ts";

/** The embedder, or why there is none. */
export type EmbedderAnswer = { readonly embedder: Embedder } | { readonly off: string };

/** Loading the model is part of it. */
const deadlineMs = 3 * 60_000;

/** `trustOf`: how far this embedder can be trusted on the library, where that is known. */
export function embedderCheck(
  find: (signal: AbortSignal) => Promise<EmbedderAnswer>,
  trustOf?: (embedderKey: string, signal: AbortSignal) => Promise<EmbedderTrust | undefined>,
): Check {
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
        const { key, dimensions } = await embedder.open(signal);
        const { length } = await embedder.embedQuery("a red disc", signal);
        const facts = { meaningSearch: true, dimensions };
        if (length !== dimensions)
          return [note(`${embedder.model} makes vectors of ${length} numbers in place of ${dimensions}.`, { facts })];
        const trust = await knownTrust(() => trustOf?.(key, signal));
        const told = trust ? { detail: trust.sentence, facts: { ...facts, ...trustFacts(trust) } } : { facts };
        return [ok(`${embedder.model} makes the vectors of meaning search.`, told)];
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        return [failed("note", failureOf(thrown), { detail: "Images are found by words alone." })];
      }
    },
  };
}

/** A catalog that cannot answer has a check of its own, which tells why. */
async function knownTrust(
  ask: () => Promise<EmbedderTrust | undefined> | undefined,
): Promise<EmbedderTrust | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return undefined;
  }
}

function trustFacts({ value, measured }: EmbedderTrust): Facts {
  const percent = Math.round(value * 100);
  return measured ? { trustPercent: percent, trustAsked: measured.asked } : { trustPercent: percent };
}
