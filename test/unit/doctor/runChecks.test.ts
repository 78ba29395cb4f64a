/** The doctor's runner: one check that hangs or fails is a finding, and holds up no other. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ok } from "../../../src/extension/core/doctor/finding.ts";
import { runChecks, type Check, type CheckProgress } from "../../../src/extension/core/doctor/runChecks.ts";
import { ExpectedError } from "../../../src/shared/failures.ts";

const never = new AbortController().signal;
const nothing = (): void => undefined;

function check(name: string, run: Check["run"], more: Partial<Check> = {}): Check {
  return { name, area: "program", deadlineMs: 60_000, ifLate: "Restart it.", run, ...more };
}

const hangs = (): Promise<never> => new Promise(() => undefined);

describe("the runner of the doctor's checks", () => {
  test("makes a fault of a check that hangs, with its remedy, and answers what the others found", async () => {
    const findings = await runChecks(
      [check("slow", hangs, { deadlineMs: 20 }), check("quick", async () => [ok("It works.")])],
      nothing,
      never,
    );
    assert.deepEqual(
      findings.map(({ check: name, verdict, message }) => [name, verdict, message]),
      [
        ["slow", "fault", 'The check "slow" did not answer within 0.1 s. Restart it.'],
        ["quick", "ok", "It works."],
      ],
    );
  });

  test("tells a check that is late that nobody waits for it any more", async () => {
    let told = false;
    const heeds = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener("abort", () => (told = true));
      return hangs();
    };
    await runChecks([check("slow", heeds, { deadlineMs: 5 })], nothing, never);
    assert.equal(told, true);
  });

  test("makes a fault of what a check throws, foreseen or not", async () => {
    const [first, second] = await runChecks(
      [
        check("one", () => Promise.reject(new ExpectedError("diskFull", "The disk is full."))),
        check("two", () => Promise.reject(new TypeError("x is not a function"))),
      ],
      nothing,
      never,
    );
    assert.deepEqual([first?.verdict, first?.message], ["fault", "The disk is full."]);
    assert.deepEqual([second?.verdict, String(second?.facts?.["reason"])], ["fault", "internal"]);
  });

  test("answers at once at a stop, with what was found, and says what was not checked", async () => {
    const stop = new AbortController();
    const running = runChecks(
      [check("quick", async () => [ok("It works.")]), check("slow", hangs), check("last", hangs, { isLast: true })],
      ({ done }) => done === 1 && stop.abort(),
      stop.signal,
    );
    const findings = await running;
    assert.deepEqual(
      findings.map(({ check: name, verdict }) => `${name} ${verdict}`),
      ["quick ok", "slow note", "last note"],
    );
  });

  test("begins a last check only when all others are through", async () => {
    const order: string[] = [];
    const notes = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${name} ends`);
      return [];
    };
    await runChecks([check("last", notes("last"), { isLast: true }), check("one", notes("one"))], nothing, never);
    assert.deepEqual(order, ["one begins", "one ends", "last begins", "last ends"]);
  });

  test("tells how far it is and what it waits for", async () => {
    const told: CheckProgress[] = [];
    await runChecks([check("a", async () => []), check("b", async () => [])], (now) => told.push(now), never);
    assert.deepEqual(told.at(-1), { done: 2, total: 2, waiting: [] });
    assert.ok(told.some(({ waiting }) => waiting.join() === "a,b"));
  });
});
