/** Tries file calls again that another program, a scanner or a stumbling network share made fail for a moment. */
import type { Clock } from "../../core/ports.ts";
import { codeOf } from "../../core/fileFaults.ts";
import { passingCodes, rarelyPassingCodes } from "./fileErrors.ts";

const firstWaitMs = 20;
const longestWaitMs = 1_000;
/** About five seconds in all. */
const mostTries = 10;
/** What seldom mends itself is not waited for as long. */
const fewTries = 3;

/** The answer of the call, which must be safe to repeat as a whole; its last error where it fails `tries` times or for good. */
export async function retrying<T>(clock: Clock, call: () => Promise<T>, tries = mostTries): Promise<T> {
  const never = new AbortController().signal;
  for (let attempt = 1, waitMs = firstWaitMs; ; attempt++, waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await call();
    } catch (thrown) {
      if (attempt >= Math.min(tries, triesFor(codeOf(thrown)))) throw thrown;
      await clock.sleep(waitMs, never);
    }
  }
}

function triesFor(code: string): number {
  if (passingCodes.has(code)) return mostTries;
  return rarelyPassingCodes.has(code) ? fewTries : 1;
}
