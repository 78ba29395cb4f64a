/** Reviewing in real Chromium, by keyboard: accept, reject, edit, go on, take back, end. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { callsOf, fakeOf, waitForCall, waitUntil } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openGrid, option, focused } = setUpViews();
let page: Page;

const title = () => page.getByRole("dialog").getByRole("heading", { level: 2 });
const tally = (text: string) => page.getByText(text, { exact: true }).waitFor();
const place = (text: string) => page.getByText(text, { exact: true }).waitFor();

/** Opens a library of twelve images and reviews what is shown: eight of them have a record that is complete. */
async function startReview(): Promise<void> {
  page = await openGrid({ scenario: { total: 12 } });
  await option(0).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("F7");
  await place("1 of 8");
  await page.getByText("A red lighthouse stands").first().waitFor();
}

describe("the review", () => {
  test("accepts, rejects and goes on by single keys, and says what was decided", async () => {
    await startReview();
    await page.keyboard.press("a");
    await place("2 of 8");
    await tally("1 accepted, 0 rejected");
    await waitForCall(page, "save", { id: "id0", edit: { isReviewed: true } });
    await page.keyboard.press("r");
    await place("3 of 8");
    await tally("1 accepted, 1 rejected");
    await waitForCall(page, "reject", { id: "id1" });
    await page.keyboard.press("ArrowRight");
    await place("4 of 8");
    await page.keyboard.press("p");
    await place("3 of 8");
  });

  test("shows before and after, with words for what colour and strokes say", async () => {
    await startReview();
    await page.getByText("Nothing stood here before").waitFor();
    await page.keyboard.press("n");
    await place("2 of 8");
    const before = page.locator("before-after");
    await before.getByText("Before", { exact: true }).first().waitFor();
    assert.equal(await before.locator("del").first().textContent(), "morning");
    assert.match(await before.locator("dd").nth(1).innerText(), /stands in the evening light\. Nobody is near it\.$/);
    await before.getByText("added: evening", { exact: true }).waitFor();
    await before.getByText("removed: morning", { exact: true }).waitFor();
    await page.getByText("Rejecting brings back what stood here before.").waitFor();
  });

  test("edits in place, and accepts what was written", async () => {
    await startReview();
    await page.keyboard.press("e");
    const field = page.getByRole("textbox", { name: "Description" });
    await field.waitFor();
    await waitUntil(page, `document.activeElement !== document.body`);
    await field.fill("A lamp for ships.");
    // letters are text in a field, and mean nothing else there
    await page.keyboard.type(" a r");
    assert.equal((await callsOf(page, "reject")).length, 0);
    await page.keyboard.press("Control+Enter");
    await waitForCall(page, "save", { id: "id0", edit: { description: "A lamp for ships. a r", isReviewed: true } });
    await place("2 of 8");
  });

  test("never loses what was typed: going on asks, and rejecting waits", async () => {
    await startReview();
    await page.keyboard.press("e");
    await page.getByRole("textbox", { name: "Description" }).fill("Mine");
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("button", { name: "Reject" }).isDisabled(), true);
    await page.keyboard.press("n");
    await page.getByRole("alertdialog").waitFor();
    await page.getByRole("button", { name: "Keep Editing" }).click();
    await place("1 of 8");
    assert.equal(await page.getByRole("textbox", { name: "Description" }).inputValue(), "Mine");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await place("2 of 8");
    assert.equal((await callsOf(page, "save")).length, 0);
  });

  test("takes the last decision back and shows its image again", async () => {
    await startReview();
    await page.keyboard.press("r");
    await place("2 of 8");
    await page.keyboard.press("Control+z");
    await place("1 of 8");
    await tally("0 accepted, 0 rejected");
    await waitForCall(page, "takeBack", { id: "id0" });
    await page.getByText("A red lighthouse stands").first().waitFor();
  });

  test("ends with its counts, leads back to what was skipped, and gives the keyboard to the grid", async () => {
    await startReview();
    await page.keyboard.press("n");
    for (let at = 2; at <= 8; at++) {
      await place(`${at} of 8`);
      await page.locator("before-after").waitFor();
      await page.keyboard.press("a");
    }
    await page.getByText("7 accepted, 0 rejected, 1 skipped.").waitFor();
    await page.getByRole("button", { name: "Go Through Those That Were Skipped" }).click();
    await place("1 of 8");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await waitUntil(page, `true`);
    assert.match(await focused(), /^option-/);
  });

  test("of a selection takes each of it, in its order", async () => {
    page = await openGrid({ scenario: { total: 12 } });
    await option(0).click();
    await option(1).click({ modifiers: ["ControlOrMeta"] });
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await waitForCall(page, "toReview", { ids: ["id0", "id1"] });
    await title().waitFor();
    await place("1 of 2");
  });

  test("says when nothing is to be reviewed, and what did not work", async () => {
    page = await openGrid({
      scenario: { total: 12, failing: { toReview: { reason: "catalogUnavailable", message: "No list." } } },
    });
    await page.getByRole("button", { name: "Review the Images Shown Here" }).click();
    await page.getByText("No list.").waitFor();
    await fakeOf(page, (fake) => {
      delete fake.failing["toReview"];
      for (let index = 0; index < 12; index++) fake.library.image(index).state = "untagged";
    });
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByText("Nothing to review").waitFor();
    // images that are found later are reviewed then
    await fakeOf(page, (fake) => {
      fake.library.image(0).state = "tagged";
      fake.change();
    });
    await place("1 of 1");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("says why a decision could not be stored, and stays where it is", async () => {
    await startReview();
    await fakeOf(page, (fake) => {
      fake.failing["save"] = { reason: "diskFull", message: "The disk is full." };
    });
    await page.keyboard.press("a");
    await page.getByText("The disk is full.").waitFor();
    await place("1 of 8");
    await tally("0 accepted, 0 rejected");
  });
});
