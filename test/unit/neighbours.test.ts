/** Which images stand beside the open one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbourRange } from "../../src/webview/logic/neighbours.ts";

test("as many before as after, and at the ends what there is", () => {
  assert.deepEqual(neighbourRange(50, 100, 5), { first: 48, end: 53 });
  assert.deepEqual(neighbourRange(0, 100, 5), { first: 0, end: 5 });
  assert.deepEqual(neighbourRange(99, 100, 5), { first: 95, end: 100 });
  assert.deepEqual(neighbourRange(1, 3, 9), { first: 0, end: 3 });
});

test("none where there is no room, no place, or no image", () => {
  for (const [index, total, fits] of [
    [5, 10, 1],
    [-1, 10, 5],
    [10, 10, 5],
    [0, 0, 5],
  ] as const)
    assert.deepEqual(neighbourRange(index, total, fits), { first: 0, end: 0 });
});
