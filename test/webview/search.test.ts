/** The search view of the side bar in real Chromium. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { callsOf, fakeOf, waitForCall, type OpenOptions } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const views = setUpViews();
let page: Page;

async function searchFor(words: string, options: OpenOptions = {}): Promise<void> {
  page = await views.open({ view: "search", ...options });
  await page.getByRole("combobox", { name: "Search images" }).fill(words);
  await page.keyboard.press("Enter");
}

test("results show name, tags and reasons, and Enter opens one in the library", async () => {
  await searchFor("evening");
  await page.getByText("75 results").waitFor();
  await page
    .getByRole("option", { name: /red-lighthouse-00000\.jpg, red, lighthouse, .*tags: evening · meaning 82%/ })
    .waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("#option-0:focus").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await waitForCall(page, "act", { action: "openInLibrary", ids: ["id1"] });
});

test("the words that were looked for are marked where they stand", async () => {
  await searchFor("evening red");
  await page.locator("#option-0 .tags mark").first().waitFor();
  assert.deepEqual(await page.locator("#option-0 .tags mark").allTextContents(), ["red", "evening"]);
  assert.equal(await page.locator("#option-0 .tags").textContent(), "red, lighthouse, evening, outdoor, photo");
});

test("the buttons of a result are reached by Tab and by pointer", async () => {
  await searchFor("evening");
  await page.locator("#option-0").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("group", { name: "Actions for red-lighthouse-00000.jpg" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await waitForCall(page, "act", { action: "insert", ids: ["id0"] });
  await page.locator("#option-3").hover();
  await page.getByRole("button", { name: "Copy Markdown" }).click();
  await waitForCall(page, "act", { action: "copyMarkdown" });
  const copied = (await callsOf(page, "act")).at(-1)?.request;
  assert.deepEqual(copied, { action: "copyMarkdown", ids: ["id5"] });
});

test("all results can be seen in the library, and the search be bookmarked", async () => {
  await searchFor("evening");
  await page.getByRole("button", { name: "Show All in Library" }).click();
  await waitForCall(page, "run", { command: "openLibrary", search: "evening" });
  await page.getByRole("button", { name: "Bookmark This Search" }).click();
  await waitForCall(page, "run", { command: "bookmarkSearch", search: "evening" });
});

test("without a result says so and leads back to the box", async () => {
  await searchFor("zebra");
  await page.getByText("No image matches “zebra”. Try fewer or other words.").waitFor();
  await page.getByRole("main").getByRole("button", { name: "Clear Search" }).last().click();
  await page.getByText(/Say what is in the picture/).waitFor();
  await page.locator("search-box input:focus").waitFor();
});

test("where only a filter stood that cannot be used yet, says so instead of asking for other words", async () => {
  const message = 'The filter "color:" is not yet available; it was left out.';
  await searchFor("color:zebra", {
    scenario: { notes: { meaning: "used", problems: [{ at: 0, length: 5, message }] } },
  });
  await page.getByText(`${message} (near “color”)`).waitFor();
  await page.getByText("The note above says what could not be used of “color:zebra”").waitFor();
  assert.equal(await page.getByText("Try fewer or other words.").count(), 0);
});

test("the buttons of a result stand beside its name, however long that is", async () => {
  const hostile = [{ index: 0, name: `${"long".repeat(30)}-evening.jpg`, words: "evening" }];
  await searchFor("evening", { scenario: { hostile } });
  await page.locator("#option-0").hover();
  await page.locator("#option-0[data-active]").waitFor();
  const buttons = await page.getByRole("group", { name: /^Actions for long/ }).boundingBox();
  const endOfName = await page.locator("#option-0 .name").evaluate((name) => {
    // its words end where its padding begins
    const style = (
      globalThis as unknown as { getComputedStyle(of: unknown): { paddingRight: string } }
    ).getComputedStyle(name);
    return name.getBoundingClientRect().right - Number.parseFloat(style.paddingRight);
  });
  assert.ok(buttons && endOfName <= buttons.x, `the name ends at ${endOfName}, the buttons begin at ${buttons?.x}`);
});

test("without a folder offers to open one", async () => {
  page = await views.open({ view: "search", scenario: { total: 0, hasFolders: false } });
  await page.getByRole("button", { name: "Browse…" }).click();
  await waitForCall(page, "run", { command: "browseFolder" });
});

test("says in a line that meaning is not available, and why to whoever asks", async () => {
  const notes = { meaning: "unavailable", meaningReason: "Ollama does not answer.", problems: [] } as const;
  await searchFor("evening", { scenario: { notes } });
  const line = page.getByText("Meaning search is not available.");
  await line.waitFor();
  assert.equal(await page.locator("details[open]").count(), 0);
  await page.getByRole("combobox", { name: "Search images" }).focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("details[open]").getByText("Ollama does not answer.").waitFor();
});

test("takes up its search again after a reload", async () => {
  await searchFor("evening");
  await page.getByText("75 results").waitFor();
  await page.reload();
  await page.getByText("75 results").waitFor();
  assert.equal(await page.getByRole("combobox", { name: "Search images" }).inputValue(), "evening");
});

test("an error is said, and the search tried again", async () => {
  await searchFor("evening", {
    scenario: { failing: { page: { reason: "catalogUnavailable", message: "The catalog could not be opened." } } },
  });
  await page.getByText("The catalog could not be opened.").waitFor();
  await fakeOf(page, (fake) => delete fake.failing["page"]);
  await page.getByRole("button", { name: "Try Again" }).click();
  await page.getByText("75 results").waitFor();
});

test("while new words are looked for nothing is counted, and the results before are dimmed", async () => {
  await searchFor("evening");
  await page.getByText("75 results").waitFor();
  await fakeOf(page, (fake) => (fake.delays["page"] = 3000));
  await page.getByRole("combobox", { name: "Search images" }).fill("zebra");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("Searching…").waitFor();
  assert.equal(await page.getByText("75 results").isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Show All in Library" }).isVisible(), false);
  await page.locator("image-grid[old]").waitFor();
  await page.getByText("No image matches “zebra”. Try fewer or other words.").waitFor();
});

test("leads into the box when the host asks for it, with its words to be typed over", async () => {
  page = await views.open({ view: "search", scenario: { show: { search: "fox", focus: "search" } } });
  await page.locator("search-box input:focus").waitFor();
  await page.getByText(/results$/).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("#option-0:focus").waitFor();
  await fakeOf(page, (fake) => fake.send("show", { focus: "search" }));
  await page.locator("search-box input:focus").waitFor();
  await page.keyboard.type("cat");
  assert.equal(await page.getByRole("combobox", { name: "Search images" }).inputValue(), "cat");
});

test("shows what the host asks for", async () => {
  page = await views.open({ view: "search", scenario: { show: { search: "fox" } } });
  await page.getByText(/results$/).waitFor();
  assert.equal(await page.getByRole("combobox", { name: "Search images" }).inputValue(), "fox");
});

for (const width of [170, 240, 400]) {
  test(`nothing is cut off sideways at ${width} pixels`, async () => {
    await searchFor("red evening", { width });
    await page.getByText(/results$/).waitFor();
    const overflow = await page.evaluate<number>(
      `document.querySelector("search-app").shadowRoot.querySelector("main").scrollWidth - innerWidth`,
    );
    assert.ok(overflow <= 0, `${overflow} pixels stick out`);
  });
}

test("edits are taken back and done again by keys on the results, while the box has an undo of its own", async () => {
  await searchFor("evening");
  await page.locator("#option-0").waitFor();
  await page.keyboard.press("Control+z");
  assert.deepEqual(await callsOf(page, "stepEdit"), []);
  await page.getByRole("combobox", { name: "Search images" }).press("ArrowDown");
  await page.locator("#option-0:focus").waitFor();
  await page.keyboard.press("Control+z");
  await page.getByText("There is no edit to take back.").waitFor();
  await page.keyboard.press("Control+y");
  await page.getByText("There is no edit to do again.").waitFor();
  const asked = (await callsOf(page, "stepEdit")).map(({ request }) => request);
  assert.deepEqual(asked, [{ way: "undo" }, { way: "redo" }]);
});
