/** Every view and state in all four themes: no finding of axe, nothing refused by the content policy. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axe, themes, type OpenOptions } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const queue = {
  state: "paused",
  pending: 27,
  active: 0,
  completed: 11,
  failed: 2,
  current: [],
  pausedBy: { reason: "engineUnreachable", message: "Ollama does not answer." },
} as const;
const notes = { meaning: "off", meaningReason: "no model.", problems: [{ at: 0, length: 3, message: "Odd" }] } as const;
const failing = { page: { reason: "catalogUnavailable", message: "The catalog could not be opened." } } as const;

async function search(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Search images" }).fill("red evening");
  await page.keyboard.press("Enter");
  await page.getByText(/results$/).waitFor();
  await page.keyboard.press("ArrowDown");
}

async function openDialog(page: Page): Promise<void> {
  await page.locator("#option-0").dblclick();
  await page.getByRole("textbox", { name: "Description" }).waitFor();
}

type Scene = readonly [name: string, options: OpenOptions, act?: (page: Page) => Promise<void>];
const scenes: readonly Scene[] = [
  [
    "the grid with a selection and a paused queue",
    { scenario: { queue } },
    async (page) => {
      await page.locator("#option-1").click();
      await page.getByRole("button", { name: /Filter by state/ }).click();
    },
  ],
  ["a search in the library", { scenario: { notes } }, search],
  [
    "the dialog with proposals",
    {},
    async (page) => {
      await openDialog(page);
      await page.getByRole("combobox", { name: "Add a tag" }).pressSequentially("re");
      await page.getByRole("option", { name: "reading" }).waitFor();
      await page.keyboard.press("ArrowDown");
    },
  ],
  [
    "the question about unsaved edits",
    { width: 480 },
    async (page) => {
      await openDialog(page);
      await page.getByRole("textbox", { name: "Description" }).fill("Mine");
      await page.keyboard.press("Escape");
      await page.getByRole("alertdialog").waitFor();
    },
  ],
  ["an error", { scenario: { failing } }, async (page) => page.getByText("Try Again").waitFor()],
  ["no folder", { scenario: { total: 0, hasFolders: false } }, async (page) => page.getByText("Browse…").waitFor()],
  ["the side bar with results", { view: "search", scenario: { notes } }, search],
  ["the side bar at rest", { view: "search", width: 170 }],
];

const views = setUpViews();

for (const theme of themes) {
  describe(`in the ${theme} theme`, () => {
    for (const [name, options, act] of scenes) {
      test(name, async () => {
        const page = await views.open({ ...options, theme });
        await page.getByRole("main").waitFor();
        await act?.(page);
        assert.deepEqual(await axe(page), []);
      });
    }
  });
}

test("forced colours keep selection and progress visible", async () => {
  const page = await views.open({ forcedColors: true, scenario: { queue } });
  await page.locator("#option-1").click();
  const border = await page.evaluate<string>(
    `getComputedStyle(document.querySelector("library-app").shadowRoot.querySelector("image-grid").shadowRoot.querySelector("#option-1")).borderTopWidth`,
  );
  assert.equal(border, "2px");
});
