/** Selection, zoom and the state that a view keeps. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptySelection, focusOn, runTo, selectOnly, selectRun, toggle } from "../../../src/webview/logic/selection.ts";
import { freshState, readViewState, writeViewState } from "../../../src/webview/logic/viewState.ts";
import { canPan, fitScale, fitZoom, panBy, scaleOf, zoomBy, zoomTo } from "../../../src/webview/logic/zoom.ts";

describe("a kept state", () => {
  test("comes back as it was written", () => {
    const state = {
      query: { search: "red", sort: "newest", states: ["failed"], folder: "a/b" },
      size: 240,
      scrollTop: 1234,
      selected: ["a", "b"],
      focusId: "a",
      open: { id: "b", draft: { base: { description: "", tags: [], text: "", alt: "" }, edited: { tags: ["x"] } } },
    } as const;
    assert.deepEqual(readViewState(structuredClone(writeViewState(state))), state);
  });

  test("is as fresh where it is nonsense", () => {
    for (const nonsense of [
      undefined,
      null,
      3,
      "x",
      [],
      { query: 5, size: Number.NaN, selected: [1], open: { id: 3 } },
    ]) {
      assert.deepEqual(readViewState(nonsense), freshState);
    }
  });

  test("forgets states and orders that do not exist", () => {
    const { query } = readViewState({ query: { sort: "magic", states: ["failed", "odd"], search: "x" } });
    assert.deepEqual(query, { search: "x", sort: "path", states: ["failed"], folder: "" });
  });
});

describe("a selection", () => {
  test("runs from the anchor in both directions", () => {
    const selection = selectOnly(5, "five");
    assert.deepEqual(runTo(selection, 8), { first: 5, end: 9 });
    assert.deepEqual(runTo(selection, 2), { first: 2, end: 6 });
    const run = selectRun(selection, 8, "eight", ["five", "six", "seven", "eight"], false);
    assert.equal(run.ids.size, 4);
    assert.equal(run.anchor, 5);
    assert.equal(run.focus, 8);
  });

  test("adds and removes one by one and keeps what moving the keyboard passes", () => {
    let selection = toggle(emptySelection, 1, "one");
    selection = toggle(selection, 2, "two");
    selection = focusOn(selection, 7, "seven");
    assert.deepEqual([...selection.ids], ["one", "two"]);
    assert.deepEqual([...toggle(selection, 1, "one").ids], ["two"]);
  });
});

describe("zoom", () => {
  const image = { width: 2000, height: 1000 };
  const frame = { width: 500, height: 500 };

  test("fits, and does not blow up small pictures", () => {
    assert.equal(fitScale(image, frame), 0.25);
    assert.equal(fitScale({ width: 10, height: 10 }, frame), 1);
  });

  test("keeps the point under the pointer where it is", () => {
    const at = { x: 100, y: 0 };
    const before = zoomTo(fitZoom, 1, image, frame);
    const after = zoomBy(before, 2, image, frame, at);
    const pointOf = (zoom: typeof before): number => (at.x - zoom.x) / scaleOf(zoom, image, frame);
    assert.ok(Math.abs(pointOf(before) - pointOf(after)) < 1e-9);
  });

  test("never moves the picture out of its frame", () => {
    const close = zoomTo(fitZoom, 1, image, frame);
    assert.equal(canPan(close, image, frame), true);
    assert.deepEqual(panBy(close, 9999, 9999, image, frame), { scale: 1, x: 750, y: 250 });
    assert.equal(canPan(fitZoom, image, frame), false);
  });

  test("ends at fit on the way out", () => {
    assert.deepEqual(zoomBy(zoomTo(fitZoom, 0.3, image, frame), -3, image, frame), fitZoom);
  });
});
