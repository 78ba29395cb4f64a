/** What LanceDB throws, as expected failures; and another try where only another commit came first. */
import { setTimeout as delay } from "node:timers/promises";
import { ExpectedError } from "../../../shared/failures.ts";

const conflictTries = 6;
const firstDelayMs = 20;

/** Runs one call of LanceDB; its errors become `catalogUnavailable`, with what it said as the cause. */
export async function guarded<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // a TypeError is a fault of ours, and stays one
    if (error instanceof ExpectedError || error instanceof TypeError) throw error;
    throw new ExpectedError(
      "catalogUnavailable",
      `The search catalog failed while ${what}: ${firstLine(error)} It is checked, and rebuilt if need be, when it is opened again.`,
      { cause: error },
    );
  }
}

/** As `guarded`, for a write: where another process committed at the same time it is tried again. */
export function guardedWrite<T>(what: string, call: () => Promise<T>): Promise<T> {
  return guarded(what, async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await call();
      } catch (error) {
        if (!isConflict(error) || tries === conflictTries) throw error;
        // two writers that wait for the same time would meet again
        await delay(firstDelayMs * 2 ** tries * (0.5 + Math.random()));
      }
    }
  });
}

/** True where a commit lost against another one; LanceDB gives every error the same code, so its words are what there is. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && /conflict/i.test(error.message);
}

function firstLine(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
  const short = line.length > 200 ? `${line.slice(0, 200).toWellFormed()}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
