/** Searching within a selection or within what is shown, in real Chromium: how it is begun, said, left, and forgotten by a reload. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axe, callsOf } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { open, openGrid, option } = setUpViews();
let page: Page;

const box = () => page.getByRole("combobox", { name: "Search images" });
const chip = (name: string) => page.getByRole("group", { name });

describe("searching within", () => {
  test("takes the selection, by keyboard, and leads into the search box", async () => {
    page = await openGrid();
    await option(1).click();
    await option(4).click({ modifiers: ["Shift"] });
    const button = page.getByRole("button", { name: "Search Within the Selection (4)" });
    await button.focus();
    await page.keyboard.press("Enter");
    await chip("Within 4 images").waitFor();
    await page.getByText("4 images", { exact: true }).waitFor();
    await box().and(page.locator(":focus")).waitFor();
    assert.deepEqual(await axe(page), []);
    const kept = (await callsOf(page, "keepSet")).map(({ request }) => request as { ids: readonly string[] });
    assert.deepEqual(
      kept.map(({ ids }) => ids.length),
      [4],
    );
  });

  test("takes what a search found, is searched in turn, and is left for the whole library", async () => {
    page = await openGrid();
    await box().fill("evening");
    await page.getByText(/^75 results/).waitFor();
    await page.getByRole("button", { name: "Search Within What Is Shown" }).click();
    await chip("Within 75 images").waitFor();
    assert.equal(await box().inputValue(), "");
    await page.getByText("75 images", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Search All Images Again" }).focus();
    await page.keyboard.press("Enter");
    await chip("Within 75 images").waitFor({ state: "detached" });
    await page.getByText("120 images").waitFor();
    await box().and(page.locator(":focus")).waitFor();
  });

  test("is not offered where all images are shown, and forgotten by a reload", async () => {
    page = await open({});
    await page.getByText("120 images").waitFor();
    assert.equal(await page.getByRole("button", { name: "Search Within What Is Shown" }).isDisabled(), true);
    await option(2).click();
    await page.getByRole("button", { name: "Search Within the Selection (1)" }).click();
    await chip("Within 1 image").waitFor();
    await page.reload();
    await page.getByText("120 images").waitFor();
    assert.equal(await page.getByRole("group", { name: /^Within/ }).count(), 0);
  });
});
