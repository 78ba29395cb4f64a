/** The counts by which a view narrows what it shows. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { ExpectedError } from "../../../src/shared/failures.ts";
import type { FacetView, GridQuery } from "../../../src/shared/protocol.ts";
import { Narrowing } from "../../../src/webview/logic/narrowing.ts";
import { wholeLibrary } from "../../../src/webview/logic/viewState.ts";

const queryOf = (search: string): GridQuery => ({ ...wholeLibrary, search });
const answerOf = (total: number): FacetView => ({ revision: 1, total, groups: [] });

function openedWith(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked: { search: string; signal: AbortSignal; answer: PromiseWithResolvers<FacetView> }[] = [];
  let changes = 0;
  const narrowing = new Narrowing(
    ({ query }, signal = new AbortController().signal) => {
      const answer = Promise.withResolvers<FacetView>();
      asked.push({ search: query.search, signal, answer });
      return answer.promise;
    },
    () => changes++,
  );
  return { narrowing, asked, changes: () => changes, wait: () => t.mock.timers.tick(1_000) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what a view can be narrowed by", () => {
  test("is not asked for while nobody looks at it", (t) => {
    const { narrowing, asked, wait } = openedWith(t);
    narrowing.follow(queryOf("car"), 1);
    wait();
    assert.equal(asked.length, 0);
    narrowing.setOpen(true);
    wait();
    assert.deepEqual(
      asked.map(({ search }) => search),
      ["car"],
    );
  });

  test("is asked for once for a query and a revision, and again after either changed", (t) => {
    const { narrowing, asked, wait } = openedWith(t);
    narrowing.setOpen(true);
    for (const [search, revision] of [
      ["car", 1],
      ["car", 1],
      ["car", 2],
      ["dog", 2],
    ] as const) {
      narrowing.follow(queryOf(search), revision);
      wait();
    }
    assert.deepEqual(
      asked.map(({ search }) => search),
      ["car", "car", "dog"],
    );
  });

  test("is of the last query alone: older questions are given up, and their answers are not shown", async (t) => {
    const { narrowing, asked, wait } = openedWith(t);
    narrowing.setOpen(true);
    narrowing.follow(queryOf("car"), 1);
    wait();
    narrowing.follow(queryOf("dog"), 1);
    wait();
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, false],
    );
    asked[1]?.answer.resolve(answerOf(2));
    asked[0]?.answer.resolve(answerOf(1));
    await settled();
    assert.equal(narrowing.view?.total, 2);
  });

  test("keeps the counts of before until the new ones are there, and says what failed", async (t) => {
    const { narrowing, asked, wait } = openedWith(t);
    narrowing.setOpen(true);
    narrowing.follow(queryOf("car"), 1);
    wait();
    asked[0]?.answer.resolve(answerOf(1));
    await settled();
    narrowing.follow(queryOf("dog"), 1);
    wait();
    assert.equal(narrowing.view?.total, 1);
    asked[1]?.answer.reject(new ExpectedError("catalogUnavailable", "The catalog is being rebuilt."));
    await settled();
    assert.equal(narrowing.failure?.message, "The catalog is being rebuilt.");
  });

  test("gives its question up when it is closed", (t) => {
    const { narrowing, asked, wait } = openedWith(t);
    narrowing.setOpen(true);
    narrowing.follow(queryOf("car"), 1);
    wait();
    narrowing.setOpen(false);
    assert.equal(asked[0]?.signal.aborted, true);
  });
});
