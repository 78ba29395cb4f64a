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

/** Opens the dialog that edits many images over the first three. */
async function openBatch(page: Page): Promise<void> {
  await page.locator("#option-0").click();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("F2");
  await page.getByRole("dialog", { name: "Edit 3 images" }).waitFor();
}

async function previewBatch(page: Page): Promise<void> {
  await openBatch(page);
  await page.getByRole("combobox", { name: "Add a tag" }).first().fill("holiday");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Find" }).fill("a");
  await page.getByRole("textbox", { name: "Replace by" }).fill("the");
  await page.locator("tags-to-remove").getByRole("checkbox").first().check();
  await page.getByRole("button", { name: "Change 3 Images" }).waitFor();
  await page.locator("img.picture").first().waitFor();
}

async function applyBatch(page: Page): Promise<void> {
  await previewBatch(page);
  await page.getByRole("button", { name: "Change 3 Images" }).click();
}

async function startReview(page: Page): Promise<void> {
  await page.locator("#option-0").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("F7");
  await page.getByRole("button", { name: "Accept" }).waitFor();
}

/** The second image of a review: the first that says something else than before. */
async function reviewSecond(page: Page): Promise<void> {
  await startReview(page);
  await page.locator("before-after").waitFor();
  await page.keyboard.press("a");
  await page.getByText("Rejecting brings back what stood here before.").waitFor();
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
  ["a review", { scenario: { total: 12 } }, startReview],
  ["a review with before and after", { scenario: { total: 12 } }, reviewSecond],
  ["a review in a narrow panel", { width: 250, scenario: { total: 12 } }, reviewSecond],
  [
    "a review with an edit",
    { scenario: { total: 12 } },
    async (page) => {
      await reviewSecond(page);
      await page.keyboard.press("e");
      await page.getByRole("textbox", { name: "Description" }).fill("A green harbour.");
    },
  ],
  [
    "a review at its end",
    { scenario: { total: 1 } },
    async (page) => {
      await startReview(page);
      await page.locator("before-after").waitFor();
      await page.keyboard.press("r");
      await page.getByText("All reviewed").waitFor();
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
  ["the dialog for many images", {}, openBatch],
  ["what an edit of many images would do", {}, previewBatch],
  ["an edit of many images in a narrow panel", { width: 250 }, previewBatch],
  [
    "an edit of many images that changes nothing",
    {},
    async (page) => {
      await openBatch(page);
      await page.getByRole("textbox", { name: "Find" }).fill("no such words");
      await page.getByText("Nothing would change in these images.").waitFor();
    },
  ],
  [
    "an edit of all images, their tags narrowed",
    {},
    async (page) => {
      await page.getByRole("button", { name: /Edit Tags and Descriptions of All/u }).click();
      const list = page.locator("tags-to-remove");
      await list.getByRole("checkbox").first().check();
      await list.getByRole("searchbox").fill("re");
      await page.getByRole("button", { name: /^Change \d/u }).waitFor();
    },
  ],
  [
    "an edit of many images at work",
    { scenario: { delays: { batchApply: 600_000 } } },
    async (page) => {
      await applyBatch(page);
      await page.getByText("3 of 12").waitFor();
    },
  ],
  [
    "an edit of many images that is done",
    {},
    async (page) => {
      await applyBatch(page);
      await page.getByText("3 images were changed.").waitFor();
    },
  ],
  [
    "an edit of many images that failed",
    { scenario: { failing: { batchApply: { reason: "folderReadOnly", message: "The folder is read-only." } } } },
    async (page) => {
      await applyBatch(page);
      await page.getByText("The folder is read-only.").waitFor();
    },
  ],
];
