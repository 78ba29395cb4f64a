/** An engine whose looks are timed, from the start of each to its end. */
import { steps } from "../../../shared/model.ts";
import type { Engine } from "../ports.ts";

/** `onLook` hears the seconds of every look that was asked for all steps and gave them. */
export function measured(engine: Engine, onLook: (seconds: number) => void): Engine {
  return {
    kind: engine.kind,
    model: engine.model,
    promptKey: engine.promptKey,
    concurrency: engine.concurrency,
    prepare: (request, signal) => engine.prepare(request, signal),
    checkHealth: (signal) => engine.checkHealth(signal),
    ...(engine.rest && { rest: () => engine.rest?.() ?? Promise.resolve() }),
    async look(request, prepared, onEvent, signal) {
      const startedAt = performance.now();
      await engine.look(request, prepared, onEvent, signal);
      if (steps.every((step) => request.steps.includes(step))) onLook((performance.now() - startedAt) / 1000);
    },
  };
}
