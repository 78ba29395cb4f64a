/** Images that are like one, in real Chromium: how they are asked for, said, narrowed, kept and left again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axe, callsOf, fakeOf, waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { open, openGrid, option } = setUpViews();
let page: Page;

const chip = (name: string) => page.getByRole("group", { name });
const liked = "Like green-fox-00007.jpg";
const openLike = () => open({ scenario: { show: { similarTo: "id7" } } });

describe("more like this", () => {
  test("shows a chip with the image's name, the nearest first with their strength, and not the image", async () => {
    page = await openLike();
    await chip(liked).waitFor();
    await page.getByText("119 results").waitFor();
    await page.getByRole("option", { name: /00006\.jpg.*meaning 76%/ }).waitFor();
    assert.equal(await page.getByRole("option", { name: /00007\.jpg/ }).count(), 0);
    assert.deepEqual(await axe(page), []);
  });

  test("is narrowed by words, and left by the keyboard, which returns to the search box", async () => {
    page = await openLike();
    await chip(liked).waitFor();
    const box = page.getByRole("combobox", { name: "Search images" });
    await box.fill("evening");
    await waitForCall(page, "page", { search: "evening", sort: "path", states: [], folder: "", similarTo: "id7" });
    await page.getByRole("button", { name: "Show All, Not Only Similar Images" }).focus();
    await page.keyboard.press("Enter");
    await chip(liked).waitFor({ state: "detached" });
    await page.getByText("75 results").waitFor();
    await box.and(page.locator(":focus")).waitFor();
    const last = (await callsOf(page, "page")).at(-1)?.request as { query: object };
    assert.equal("similarTo" in last.query, false);
  });

  test("comes back after a reload", async () => {
    page = await openGrid();
    await fakeOf(page, (fake) => fake.send("show", { similarTo: "id7" }));
    await page.getByText("119 results").waitFor();
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes("similarTo"));
    await page.reload();
    await chip(liked).waitFor();
    await page.getByText("119 results").waitFor();
  });

  test("says when that image is gone, and leads back to all", async () => {
    page = await open({ scenario: { show: { similarTo: "id999" } } });
    await page.getByText("The image that the others should be like is no longer in the library.").waitFor();
    await chip("Like another image").waitFor();
    await page.locator("empty-state").getByRole("button", { name: "Show All, Not Only Similar Images" }).click();
    await page.getByText("120 images").waitFor();
  });

  test("says when only words could be compared, and why", async () => {
    const notes = {
      meaning: "off",
      meaningReason: "There is no embedding model.",
      problems: [],
      comparedBy: "words",
    } as const;
    page = await open({ scenario: { show: { similarTo: "id7" }, notes } });
    await page.getByText("Compared by tags and description.").waitFor();
  });

  test("is offered for one chosen image, and not for several", async () => {
    page = await openGrid();
    const more = page.getByRole("button", { name: "More Like This" });
    await option(2).click();
    await more.click();
    await waitForCall(page, "act", { action: "findSimilar", ids: ["id2"] });
    await option(3).click({ modifiers: ["Control"] });
    await page.locator("selection-bar").getByText("2 selected").waitFor();
    assert.equal(await more.count(), 0);
  });
});
