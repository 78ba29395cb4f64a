/** The states of the views, for whoever looks at all of them: the test of accessibility and the gallery of screenshots. */
import type { Page } from "playwright-core";
import type { OpenOptions } from "./harness.ts";

/** A queue that pauses in the middle of its work. */
export const pausedQueue = {
  state: "paused",
  pending: 27,
  active: 0,
  completed: 11,
  failed: 2,
  current: [],
  pausedBy: { reason: "engineUnreachable", message: "Ollama does not answer." },
} as const;
const workingQueue = {
  state: "running",
  pending: 27,
  active: 1,
  completed: 11,
  failed: 0,
  current: [],
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

/** A state of a view: how the page is opened, and what is done in it. */
export type Scene = readonly [name: string, options: OpenOptions, act?: (page: Page) => Promise<void>];
/** Every state that the views can be in. */
export const scenes: readonly Scene[] = [
  [
    "the grid with a selection and a paused queue",
    { scenario: { queue: pausedQueue } },
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
    "the keys of the library",
    {},
    async (page) => {
      await page.locator("#option-0").click();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard Shortcuts" }).waitFor();
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
  [
    "looking for images",
    { scenario: { total: 0, scanning: true } },
    async (page) => page.getByText("Looking for images…").first().waitFor(),
  ],
  ["no images", { scenario: { total: 0 } }, async (page) => page.getByText("No images here").first().waitFor()],
  ["tagging", { scenario: { queue: workingQueue } }, async (page) => page.getByRole("progressbar").first().waitFor()],
  [
    "nothing found",
    {},
    async (page) => {
      await page.getByRole("combobox", { name: "Search images" }).fill("zzzz");
      await page.keyboard.press("Enter");
      await page.getByText("No image matches").first().waitFor();
    },
  ],
  [
    "nothing found in the side bar",
    { view: "search" },
    async (page) => {
      await page.getByRole("combobox", { name: "Search images" }).fill("zzzz");
      await page.keyboard.press("Enter");
      await page.getByText("Nothing found").first().waitFor();
    },
  ],
  [
    "an error in the side bar",
    { view: "search", scenario: { failing } },
    async (page) => {
      await page.getByRole("combobox", { name: "Search images" }).fill("red evening");
      await page.keyboard.press("Enter");
      await page.getByText("The catalog could not be opened.").waitFor();
    },
  ],
  [
    "restricted mode",
    { scenario: { trusted: false } },
    async (page) =>
      page
        .getByText(/Restricted Mode/)
        .first()
        .waitFor(),
  ],
];
