/** Editing many images in real Chromium by the keyboard: what is said, what would change, the work, and the way back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { callsOf, waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openGrid, option, dialog, button, focused } = setUpViews();

/** Selects the first three images and opens the dialog, with keys alone. */
async function openBatch(page: Page): Promise<void> {
  await option(0).click();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("F2");
  await page.getByRole("dialog", { name: "Edit 3 images" }).waitFor();
}

/** Types a tag into the first field. */
async function addTag(page: Page, tag: string): Promise<void> {
  await dialog().getByRole("combobox", { name: "Add a tag" }).focus();
  await page.keyboard.type(tag);
  await page.keyboard.press("Enter");
}

describe("editing many images", () => {
  test("shows what becomes of each image, changes them, and takes it back", async () => {
    const page = await openGrid();
    await openBatch(page);
    assert.equal(await button("Change").isDisabled(), true);
    await addTag(page, "holiday");
    await button("Change 3 Images").waitFor();
    const rows = dialog().locator(".row");
    assert.equal(await rows.count(), 3);
    assert.match(await rows.first().locator("ins").innerText(), /\+ holiday$/u);
    await button("Change 3 Images").focus();
    await page.keyboard.press("Enter");
    await dialog().getByText("3 images were changed.").waitFor();
    await waitForCall(page, "batchApply", { target: { ids: ["id0", "id1", "id2"] }, edit: { addTags: ["holiday"] } });
    assert.equal(await button("Undo").evaluate((node) => node.matches(":focus")), true);
    await page.keyboard.press("Enter");
    await dialog().getByText("The edit of 3 images was taken back.").waitFor();
    await page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    assert.equal(await focused(), "option-2");
  });

  test("says why nothing can be changed", async () => {
    const page = await openGrid();
    await openBatch(page);
    await dialog().getByRole("textbox", { name: "Find" }).fill("no such words anywhere");
    await dialog().getByText("Nothing would change in these images.").waitFor();
    assert.equal(await button("Change").isDisabled(), true);
  });

  test("Escape asks where something is typed, and closes where nothing is", async () => {
    const page = await openGrid();
    await openBatch(page);
    await dialog().getByRole("textbox", { name: "Find" }).fill("lighthouse");
    await page.keyboard.press("Escape");
    await dialog().getByText("Discard what you typed?").waitFor();
    await page.keyboard.press("Enter");
    await dialog().getByText("Discard what you typed?").waitFor({ state: "detached" });
    assert.equal(await dialog().getByRole("textbox", { name: "Find" }).inputValue(), "lighthouse");
    await page.keyboard.press("Escape");
    await button("Discard").click();
    await dialog().waitFor({ state: "detached" });
    await page.keyboard.press("F2");
    await dialog().locator("tag-field input:focus").first().waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    await page.keyboard.press("F2");
    await dialog().locator("tag-field input:focus").first().waitFor();
    await page.keyboard.type("a tag that is not ended");
    await button("Close").first().click();
    await dialog().getByText("Discard what you typed?").waitFor();
    await button("Discard").click();
    await dialog().waitFor({ state: "detached" });
    assert.deepEqual(await callsOf(page, "batchApply"), []);
  });

  test("is opened over all that is shown where nothing is selected", async () => {
    const page = await openGrid();
    await page.getByRole("button", { name: /Edit Tags and Descriptions of All/u }).click();
    await page.getByRole("dialog", { name: "Edit 120 images" }).waitFor();
  });

  test("a tag becomes others, and one that is ticked goes", async () => {
    const page = await openGrid();
    await openBatch(page);
    const tick = dialog().locator("tags-to-remove").getByRole("checkbox").first();
    await tick.check();
    await button("Change 3 Images")
      .or(dialog().getByRole("button", { name: /^Change \d/u }))
      .first()
      .waitFor();
    assert.match(await dialog().locator("del").first().innerText(), /− /u);
  });

  test("a long list of tags is narrowed by typing, what is ticked stays in sight, and Escape shows all again", async () => {
    const page = await openGrid();
    await page.getByRole("button", { name: /Edit Tags and Descriptions of All/u }).click();
    const list = dialog().locator("tags-to-remove");
    const ticks = list.getByRole("checkbox");
    const narrow = list.getByRole("searchbox", { name: "Narrow the tags" });
    await narrow.waitFor();
    const all = await ticks.count();
    const names = await list.locator("label").allInnerTexts();
    const [first = "", ...others] = names.map((name) => name.trim());
    await ticks.first().check();
    const other = others.find((name) => !name.startsWith(first.slice(0, 4))) ?? "";
    const word = other.replace(/ \(\d+\)$/u, "");
    await narrow.pressSequentially(word.toUpperCase());
    await ticks.nth(all - 1).waitFor({ state: "detached" });
    const shown = (await list.locator("label").allInnerTexts()).map((name) => name.trim());
    assert.deepEqual(shown, [first, ...others.filter((name) => name.includes(word))]);
    await narrow.fill("no such tag at all");
    await ticks.nth(1).waitFor({ state: "detached" });
    await narrow.press("Escape");
    await ticks.nth(all - 1).waitFor();
    assert.ok(await dialog().isVisible());
    assert.ok(await ticks.first().isChecked());
  });

  test("a failure of the host is said and loses nothing", async () => {
    const failing = { batchApply: { reason: "folderReadOnly", message: "The folder is read-only." } } as const;
    const page = await openGrid({ scenario: { failing } });
    await openBatch(page);
    await addTag(page, "holiday");
    await button("Change 3 Images").click();
    await dialog().getByText("The folder is read-only.").waitFor();
    await button("Change 3 Images").waitFor();
  });
});

describe("undo and redo in the library", () => {
  test("go by keys, say what they did, and leave text fields their own", async () => {
    const page = await openGrid();
    await openBatch(page);
    await addTag(page, "holiday");
    await button("Change 3 Images").click();
    await button("Close").last().click();
    await dialog().waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await page.getByText("The edit of 3 images was taken back.").waitFor();
    await page.keyboard.press("Control+Shift+z");
    await page.getByText("3 images were changed.").waitFor();
    await page.keyboard.press("Control+y");
    await page.getByText("There is no edit to do again.").waitFor();
    const before = (await callsOf(page, "stepEdit")).length;
    await page.getByRole("combobox", { name: "Search images" }).focus();
    await page.keyboard.type("a");
    await page.keyboard.press("Control+z");
    await option(1).click();
    await page.keyboard.press("Control+z");
    await page.getByText("The edit of 3 images was taken back.").waitFor();
    assert.equal((await callsOf(page, "stepEdit")).length, before + 1);
  });
});
