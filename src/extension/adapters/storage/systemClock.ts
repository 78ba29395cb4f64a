/** The computer's own clock. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { Clock } from "../../core/ports.ts";

/** Real time; a sleep ends at once when its signal fires, and its timer with it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(new ExpectedError("aborted", "Stopped."));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    }),
};
