/** Stale and doubted records in real Chromium: what marks them, and how they are found and renewed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openGrid, openImage, option, dialog, button } = setUpViews();
let page: Page;

describe("a stale record", () => {
  test("is marked in the words of its card and in its tooltip, and others are not", async () => {
    page = await openGrid({ scenario: { stale: [0] } });
    assert.match(String(await option(0).getAttribute("aria-label")), /, Tagged, stale$/);
    assert.match(
      String(await option(0).getAttribute("title")),
      /Made with another engine, model, prompt or vocabulary/,
    );
    assert.doesNotMatch(String(await option(1).getAttribute("aria-label")), /stale/);
    assert.doesNotMatch(String(await option(1).getAttribute("title")), /another engine/);
  });

  test("is found by the filter of states, beside those of other states", async () => {
    page = await openGrid({ scenario: { total: 24, stale: [0, 8] } });
    await page.getByRole("button", { name: "Filter by state: All States" }).click();
    await page.getByRole("checkbox", { name: "Stale" }).check();
    await waitForCall(page, "page", { query: { search: "", sort: "path", states: ["stale"], folder: "" } });
    await page.getByText("2 images", { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: "Failed" }).check();
    await page.getByText("5 images", { exact: true }).waitFor();
  });

  test("says in its dialog what it is and what helps", async () => {
    page = await openImage(0, { scenario: { stale: [0] } });
    await dialog().getByText("Tag Again brings up to date what a machine wrote here.").waitFor();
    await dialog().getByText("Tagged, stale", { exact: true }).waitFor();
    await button("Next Image").click();
    await dialog().getByText("2 of 120").waitFor();
    assert.equal(await dialog().getByText("Tag Again brings up to date").count(), 0);
  });
});

test("a doubted record says in its dialog that the model may not have seen the picture", async () => {
  page = await openImage(0, { scenario: { doubted: [0] } });
  await dialog().getByText("it may not have seen this one").waitFor();
  assert.equal(await dialog().locator(".message.warning").count(), 1);
});
