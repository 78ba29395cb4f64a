/** Near-duplicates in real Chromium: groups with what their copies differ in, the ways in and out, and what is said of them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axe, callsOf, fakeOf, themes, waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { open, openGrid, option, focused } = setUpViews();
let page: Page;

const query = { search: "", sort: "path", states: [], folder: "", duplicates: true };
const copies = { unseen: 2, plain: 1, cut: 0, moreGroups: 0 };
const notes = { meaning: "used", problems: [], copies } as const;
const chip = () => page.getByRole("group", { name: "Near-Duplicates" });
const button = () => page.getByRole("button", { name: "Find Near-Duplicates" });
const openCopies = async (scenario: object = {}): Promise<Page> => {
  page = await open({ scenario: { show: { duplicates: true }, notes, ...scenario } });
  return page;
};

describe("near-duplicates", () => {
  test("stand side by side below how many they are and what they differ in; each says its own", async () => {
    await openCopies();
    await page.getByText("12 images in 4 groups").waitFor();
    const headings = page.locator("image-grid h2");
    await page
      .getByRole("heading", { name: /3 near-duplicates They differ in pixels, bytes, format/ })
      .first()
      .waitFor();
    assert.equal(
      (await headings.first().innerText()).replaceAll("\n", " "),
      "3 identical pictures They differ in nothing but their names · 6.4 MB beside the best copy",
    );
    await page
      .getByRole("option", { name: /Best copy, 4,000 × 3,000, 3.2 MB, JPEG, May 4, 2024, tags: harbour/ })
      .first()
      .waitFor();
    await page
      .getByRole("option", { name: /Same as the best, 4,000 × 3,000/ })
      .first()
      .waitFor();
    await page.getByRole("option", { name: /00005\.jpg, 800 × 600, 210 kB, WEBP, Jan 2, 2025, / }).waitFor();
    const [first, second] = [await option(3).boundingBox(), await option(4).boundingBox()];
    assert.equal(first?.y, second?.y);
    assert.equal(await page.getByRole("combobox", { name: "Sort by" }).count(), 0);
    assert.deepEqual(await axe(page), []);
  });

  test("are left out of the count where nobody looked at them, and that is said", async () => {
    await openCopies();
    await page
      .getByText("2 images were not compared by their looks: nobody has looked at them yet. Tagging does.")
      .waitFor();
    await page.getByText("1 plain picture was compared by its content alone.").waitFor();
  });

  test("are found by the button of the library, in the folder that is shown, and left by it again", async () => {
    page = await openGrid();
    await button().press("Enter");
    await waitForCall(page, "page", query);
    await page.getByText("12 images in 4 groups").waitFor();
    assert.equal(await button().getAttribute("aria-pressed"), "true");
    await button().press("Enter");
    await page.getByText("120 images").waitFor();
    assert.equal(await chip().count(), 0);
    const last = (await callsOf(page, "page")).at(-1)?.request as { query: object };
    assert.equal("duplicates" in last.query, false);
  });

  test("are gone through and opened by the keyboard, over the borders of groups", async () => {
    await openCopies();
    await option(0).focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    assert.equal(await focused(), "option-3");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.getByText("4 of 12").waitFor();
  });

  test("can be broken off while pictures are compared; nothing of it is awaited then", async () => {
    page = await openGrid();
    await fakeOf(page, (fake) => (fake.delays["page"] = 60_000));
    await button().click();
    await page.getByText("Comparing pictures…").waitFor();
    await page.getByRole("progressbar").waitFor();
    await fakeOf(page, (fake) => (fake.delays["page"] = 0));
    await chip().getByRole("button", { name: "Stop Comparing" }).press("Enter");
    await page.getByText("120 images").waitFor();
    const asked = (await callsOf(page, "page")).find(
      ({ request }) => (request as { query: object }).query && "duplicates" in (request as { query: object }).query,
    );
    assert.equal(asked?.isAborted, true);
    await page.getByRole("combobox", { name: "Search images" }).and(page.locator(":focus")).waitFor();
  });

  test("are said to be none where there are none, with what was not compared and the way back", async () => {
    await openCopies({ copied: 0 });
    await page.getByRole("heading", { name: "No near-duplicates" }).waitFor();
    const empty = page.locator("empty-state");
    await empty.getByText("No two pictures that were compared show the same.").waitFor();
    await page.getByText("2 images were not compared by their looks", { exact: false }).waitFor();
    assert.deepEqual(await axe(page), []);
    await empty.getByRole("button", { name: "Show All Images, Not Only Near-Duplicates" }).click();
    await page.getByText("120 images").waitFor();
  });

  test("are narrowed by words, and come back after a reload", async () => {
    await openCopies();
    await page.getByText("12 images in 4 groups").waitFor();
    await page.getByRole("combobox", { name: "Search images" }).fill("tram");
    await waitForCall(page, "page", { ...query, search: "tram" });
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes("duplicates"));
    await page.reload();
    await chip().waitFor();
    await page.getByText("12 images in 4 groups").waitFor();
  });

  test("fit a narrow panel, in every theme", async () => {
    for (const theme of themes) {
      page = await open({ scenario: { show: { duplicates: true }, notes }, theme, width: 250 });
      await page.getByText("12 images in 4 groups").waitFor();
      const isWide = await page.evaluate<boolean>(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth",
      );
      assert.equal(isWide, false);
      assert.deepEqual(await axe(page), []);
    }
  });
});
