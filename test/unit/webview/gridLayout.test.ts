/** The arithmetic of the virtualised grid. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cardMetrics, GridLayout, rowMetrics, type Move } from "../../../src/webview/logic/gridLayout.ts";

const metrics = { columns: 4, cellWidth: 100, cellHeight: 120, gap: 10, headerHeight: 30 };
const sections = [
  { folder: "a", count: 6 },
  { folder: "b", count: 1 },
  { folder: "empty", count: 0 },
  { folder: "c", count: 9 },
];

describe("the grid's layout", () => {
  test("stacks sections with their headers and rows", () => {
    const layout = new GridLayout(sections, 16, metrics);
    assert.deepEqual(layout.rectOf(0), { left: 0, top: 30 });
    assert.deepEqual(layout.rectOf(5), { left: 110, top: 160 });
    assert.deepEqual(layout.rectOf(6), { left: 0, top: 290 + 30 });
    assert.equal(layout.height, 290 + 160 + 30 + 3 * 130);
  });

  test("finds exactly the cards that a stretch of the canvas touches", () => {
    const layout = new GridLayout(sections, 16, metrics);
    for (let top = 0; top < layout.height; top += 37) {
      const bottom = top + 200;
      const { first, end } = layout.rangeIn(top, bottom);
      for (let index = 0; index < 16; index += 1) {
        const at = layout.rectOf(index).top;
        const isTouched = at < bottom && at + metrics.cellHeight > top;
        if (isTouched) assert.ok(index >= first && index < end, `card ${index} is missing at ${top}`);
      }
      assert.ok(end - first <= 16);
    }
  });

  test("asks for no card where only a header is in view", () => {
    const layout = new GridLayout(sections, 16, metrics);
    assert.deepEqual(layout.rangeIn(0, 20), { first: 0, end: 0 });
  });

  test("names the sections in view in order, and none that is empty", () => {
    const layout = new GridLayout(sections, 16, metrics);
    assert.deepEqual(
      layout.sectionsIn(0, layout.height).map(({ folder }) => folder),
      ["a", "b", "c"],
    );
    assert.deepEqual(
      layout.sectionsIn(300, 310).map(({ folder }) => folder),
      ["b"],
    );
  });

  test("drops sections that do not add up to the total", () => {
    const layout = new GridLayout(sections, 20, metrics);
    assert.equal(layout.hasHeaders, false);
    assert.equal(layout.height, 5 * 130);
  });

  test("moves by keys across folders and stays inside", () => {
    const layout = new GridLayout(sections, 16, metrics);
    const moved = (index: number, move: Move): number => layout.move(index, move, 400);
    assert.equal(moved(0, "left"), 0);
    assert.equal(moved(0, "right"), 1);
    assert.equal(moved(1, "down"), 5);
    assert.equal(moved(5, "down"), 6, "a short row takes its last card");
    assert.equal(moved(6, "down"), 7);
    assert.equal(moved(7, "up"), 6);
    assert.equal(moved(15, "down"), 15);
    assert.equal(moved(2, "up"), 2);
    assert.equal(moved(15, "right"), 15);
    assert.equal(moved(7, "home"), 0);
    assert.equal(moved(7, "end"), 15);
    assert.equal(moved(0, "pageDown"), 6);
    assert.equal(moved(12, "pageDown"), 15);
    assert.equal(moved(5, "pageUp"), 1);
  });

  test("scrolls only as far as a card needs to be seen whole", () => {
    const layout = new GridLayout([], 100, metrics);
    assert.equal(layout.scrollFor(0, 500, 400), 0);
    assert.equal(layout.scrollFor(4, 0, 400), 0);
    const { top } = layout.rectOf(60);
    const scrolled = layout.scrollFor(60, 0, 400);
    assert.ok(scrolled <= top && scrolled + 400 >= top + metrics.cellHeight);
  });

  test("shows a hundred thousand images on a canvas that a browser can lay out", () => {
    for (const width of [320, 700, 1280, 2560]) {
      for (const size of [96, 168, 384]) {
        const layout = new GridLayout([], 100_000, cardMetrics(width, size, 100_000, "reasons"));
        assert.ok(layout.height < 33_000_000, `${width} ${size} gives ${layout.height}`);
      }
    }
  });

  test("fills the line with cards of at least the wanted width", () => {
    const { columns, cellWidth, gap } = cardMetrics(1000, 160, 500, "none");
    assert.equal(columns, 6);
    assert.ok(cellWidth >= 159 && columns * cellWidth + (columns - 1) * gap <= 1000);
  });

  test("lays rows under each other", () => {
    const layout = new GridLayout([], 10, rowMetrics(200, 76));
    assert.deepEqual(layout.rectOf(3), { left: 0, top: 228 });
    assert.equal(layout.move(3, "down", 400), 4);
  });
});
