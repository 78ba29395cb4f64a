/** Waiting for what comes about in its own time, for the tests of the workbench. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

export const limitMs = 120_000;

/** Looks again and again until something holds; the failure tells what was seen last. */
export async function until<T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  withinMs = limitMs,
): Promise<T> {
  for (const endAt = Date.now() + withinMs; ; await sleep(100)) {
    const seen = await look();
    if (holds(seen)) return seen;
    assert.ok(Date.now() < endAt, `still ${JSON.stringify(seen)}`);
  }
}
