/** Pages: asked for by range, aborted when scrolled away, dropped when older than what is known. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ExpectedError } from "../../../src/shared/failures.ts";
import type { GridPage, GridQuery } from "../../../src/shared/protocol.ts";
import { GridSource, type AskPage } from "../../../src/webview/logic/gridSource.ts";
import { wholeLibrary } from "../../../src/webview/logic/viewState.ts";

interface Asked {
  readonly query: GridQuery;
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  readonly answer: (revision: number, total?: number) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** Lets the promises that are settled run on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function pageOf(revision: number, offset: number, limit: number, total: number): GridPage {
  const length = Math.max(0, Math.min(limit, total - offset));
  const items = Array.from({ length }, (_, n) => {
    const name = `${offset + n}`;
    return { id: `r${revision}-${name}`, name, path: name, folder: "", state: "untagged" as const };
  });
  return { revision, total, offset, items, sections: [] };
}

function sourceUnderTest(): { source: GridSource; asked: Asked[]; changes: () => number } {
  const asked: Asked[] = [];
  let changes = 0;
  const ask: AskPage = ({ query, offset, limit }, signal) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new ExpectedError("aborted", "Stopped.")));
      asked.push({
        query,
        offset,
        limit,
        signal,
        answer: (revision, total = 1000) => {
          resolve(pageOf(revision, offset, limit, total));
          return settle();
        },
        fail: (error) => {
          reject(error);
          return settle();
        },
      });
    });
  const source = new GridSource(ask, wholeLibrary, () => (changes += 1));
  return { source, asked, changes: () => changes };
}

describe("the grid's source", () => {
  test("asks for the head first and then for the hundreds in view", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 450, end: 520 });
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [0],
    );
    await asked[0]?.answer(1);
    assert.deepEqual(asked.map(({ offset, limit }) => [offset, limit]).slice(1), [
      [400, 100],
      [500, 100],
    ]);
    await asked[1]?.answer(1);
    assert.equal(source.item(450)?.name, "450");
    assert.equal(source.total, 1000);
  });

  test("aborts what was scrolled away from", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    await asked[0]?.answer(1);
    source.want({ first: 300, end: 310 });
    source.want({ first: 800, end: 810 });
    assert.equal(asked[1]?.signal?.aborted, true);
    assert.equal(asked[2]?.offset, 800);
    assert.equal(asked[2]?.signal?.aborted, false);
  });

  test("drops an answer that is older than the newest change and asks again", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    source.changed(5);
    await asked[0]?.answer(4);
    assert.equal(source.total, undefined);
    await asked[1]?.answer(5);
    assert.equal(source.item(3)?.id, "r5-3");
  });

  test("does not ask for ever where the host keeps answering from an older revision", async () => {
    const { source, asked } = sourceUnderTest();
    source.changed(5);
    for (let n = 0; n < 20; n += 1) await asked.at(-1)?.answer(4);
    assert.ok(asked.length <= 3, `${asked.length} calls`);
  });

  test("shows what it has until the new revision's cards are there", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    await asked[0]?.answer(1);
    source.changed(2);
    assert.equal(source.item(3)?.id, "r1-3");
    await asked[1]?.answer(2);
    assert.equal(source.item(3)?.id, "r2-3");
  });

  test("aborts the old query and forgets its cards with the first answer to the new one", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    await asked[0]?.answer(1);
    source.changed(2);
    source.setQuery({ ...wholeLibrary, search: "red" });
    assert.equal(asked[1]?.signal?.aborted, true);
    assert.equal(source.isTurning, true);
    assert.equal(source.item(0)?.id, "r1-0");
    await asked[2]?.answer(2, 1);
    assert.equal(source.isTurning, false);
    assert.equal(source.total, 1);
    assert.equal(source.item(1), undefined);
  });

  test("keeps a failure until it is tried again", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    await asked[0]?.fail(new ExpectedError("catalogUnavailable", "The catalog is gone."));
    assert.equal(source.failure?.message, "The catalog is gone.");
    source.want({ first: 0, end: 20 });
    assert.equal(asked.length, 1);
    source.retry();
    await asked[1]?.answer(1);
    assert.equal(source.failure, undefined);
    assert.equal(source.total, 1000);
  });

  test("brings the ids of a run that was never in view", async () => {
    const { source, asked } = sourceUnderTest();
    source.want({ first: 0, end: 10 });
    await asked[0]?.answer(1, 2500);
    const ids = source.idsIn({ first: 98, end: 2300 }, new AbortController().signal);
    await asked[1]?.answer(1, 2500);
    await asked[2]?.answer(1, 2500);
    await asked[3]?.answer(1, 2500);
    const found = await ids;
    assert.equal(found.length, 2202);
    assert.equal(found[0], "r1-98");
    assert.equal(found.at(-1), "r1-2299");
  });
});

test("a new query that fails does not pass off the old cards as its own", async () => {
  const { source, asked } = sourceUnderTest();
  source.want({ first: 0, end: 10 });
  await asked[0]?.answer(1);
  source.setQuery({ ...wholeLibrary, search: "red" });
  await asked[1]?.fail(new ExpectedError("invalidCall", "This cannot be searched for."));
  assert.equal(source.hasFailedToTurn, true);
  source.retry();
  await asked[2]?.answer(1, 3);
  assert.equal(source.hasFailedToTurn, false);
  assert.equal(source.total, 3);
});
