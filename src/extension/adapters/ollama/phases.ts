/** Tells what goes on before the first words of an answer: no request says so, but the list of loaded models does. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LookPhase } from "../../../shared/model.ts";
import { isSameModel } from "../../core/tagging/modelChoice.ts";
import type { OllamaModels } from "./ollamaModels.ts";

/** Milliseconds until the first question, and between the others: a model that is loaded often answers before the first. */
export type PhasePauses = readonly [firstMs: number, nextMs: number];

const usualPauses: PhasePauses = [1500, 2000];

/**
 * Asks until the signal fires. Some versions list a model as soon as its loading begins: then it is `looking` too early, and
 * nothing tells the difference. A question that fails says nothing.
 */
export async function tellPhases(
  models: OllamaModels,
  model: string,
  tell: (phase: LookPhase) => void,
  signal: AbortSignal,
  [firstMs, nextMs]: PhasePauses = usualPauses,
): Promise<void> {
  for (let pauseMs = firstMs; !signal.aborted; pauseMs = nextMs) {
    try {
      await sleep(pauseMs, undefined, { signal });
      const loaded = await models.loaded(signal);
      if (!signal.aborted) tell(loaded.some(({ name }) => isSameModel(name, model)) ? "looking" : "loading");
    } catch {
      // the answer came, or the server is too busy to say: the request itself tells what is wrong
    }
  }
}
