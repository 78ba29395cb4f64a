/** Editing a record in real Chromium: fields, tags, saving, and never losing an edit. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { callsOf, fakeOf, waitForCall, waitUntil } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openImage, dialog, field, button } = setUpViews();
let page: Page;

const tagInput = (): Locator => dialog().getByRole("combobox", { name: "Add a tag" });
const question = (): Locator => page.getByRole("alertdialog", { name: "There are unsaved edits" });
const chips = (): Promise<string[]> =>
  dialog().getByRole("list", { name: "Tags" }).locator(".chip .line").allTextContents();

describe("editing", () => {
  test("saves only what was touched, by button and by Ctrl+S", async () => {
    page = await openImage(0);
    assert.equal(await button("Save").isDisabled(), true);
    await field("Description").fill("A lighthouse, painted red.");
    await button("Save").click();
    await dialog().getByText("Saved.").waitFor();
    await waitForCall(page, "save", { edit: { description: "A lighthouse, painted red." } });
    await dialog().getByText("by you").waitFor();
    await field("Alt text").fill("Red lighthouse");
    await page.keyboard.press("Control+s");
    await waitForCall(page, "save", { edit: { alt: "Red lighthouse" } });
  });

  test("Reset brings the record back", async () => {
    page = await openImage(0);
    const before = await field("Description").inputValue();
    await field("Description").fill("Something else");
    await button("Reset").click();
    assert.equal(await field("Description").inputValue(), before);
  });

  test("a save that fails is said and loses nothing", async () => {
    page = await openImage(0, {
      scenario: { failing: { save: { reason: "folderReadOnly", message: "The folder is read-only." } } },
    });
    await field("Description").fill("Mine");
    await button("Save").click();
    await dialog().getByRole("alert").filter({ hasText: "The folder is read-only." }).waitFor();
    assert.equal(await field("Description").inputValue(), "Mine");
  });

  test("counts the alt text and stops at 250 characters", async () => {
    page = await openImage(0);
    await field("Alt text").fill("");
    await field("Alt text").pressSequentially("x".repeat(255));
    await dialog().getByText("250 of 250").waitFor();
    assert.equal((await field("Alt text").inputValue()).length, 250);
  });

  test("a change from elsewhere refreshes only fields that were not touched", async () => {
    page = await openImage(0);
    await field("Description").fill("Mine");
    await fakeOf(page, (fake) => {
      Object.assign(fake.library.image(0), { description: "Theirs", alt: "Their alt" });
      fake.change();
    });
    await waitUntil(page, `fake.calls("record").length > 1`);
    await dialog().getByText("The record changed elsewhere; your edits were kept.").waitFor();
    assert.equal(await field("Description").inputValue(), "Mine");
    assert.equal(await field("Alt text").inputValue(), "Their alt");
  });

  test("in Restricted Mode only shows", async () => {
    page = await openImage(0, { scenario: { trusted: false } });
    assert.equal(await button("Save").count(), 0);
    assert.equal(await field("Description").getAttribute("readonly"), "");
    assert.equal(await tagInput().count(), 0);
  });
});

describe("tags", () => {
  test("are added by Enter and comma, removed by button and Backspace", async () => {
    page = await openImage(0);
    await tagInput().pressSequentially("Sea_Gull");
    await page.keyboard.press("Enter");
    await tagInput().pressSequentially("rock,");
    assert.deepEqual(await chips(), ["red", "lighthouse", "evening", "outdoor", "photo", "sea gull", "rock"]);
    await button("Remove Tag “evening”").click();
    await page.keyboard.press("Backspace");
    assert.deepEqual(await chips(), ["red", "lighthouse", "outdoor", "photo", "sea gull"]);
    await page.keyboard.press("Control+s");
    await waitForCall(page, "save", { edit: { tags: ["red", "lighthouse", "outdoor", "photo", "sea gull"] } });
  });

  test("that are there already are refused visibly", async () => {
    page = await openImage(0);
    await tagInput().pressSequentially("RED");
    await page.keyboard.press("Enter");
    assert.equal(await dialog().getByText("“red” is already there.").isVisible(), true);
  });

  test("in use are proposed while typing and chosen by keyboard", async () => {
    page = await openImage(0);
    await tagInput().pressSequentially("re");
    const proposals = dialog().getByRole("listbox", { name: "Tags in use" });
    await proposals.waitFor();
    assert.deepEqual(
      await proposals
        .getByRole("option")
        .allTextContents()
        .then((all) => all.map((text) => text.trim())),
      ["reading", "reflection"],
    );
    assert.equal(await tagInput().getAttribute("aria-expanded"), "true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await tagInput().getAttribute("aria-activedescendant"), "suggestion-1");
    await page.keyboard.press("Enter");
    assert.equal((await chips()).at(-1), "reflection");
    await tagInput().pressSequentially("re");
    await proposals.waitFor();
    await page.keyboard.press("Escape");
    await proposals.waitFor({ state: "hidden" });
    assert.equal(await dialog().isVisible(), true, "Escape closed the proposals, not the dialog");
  });

  test("that are still being typed are saved too", async () => {
    page = await openImage(0);
    await tagInput().pressSequentially("unfinished");
    await page.keyboard.press("Control+s");
    await waitUntil(page, `JSON.stringify(fake.calls("save")).includes("unfinished")`);
  });
});

describe("unsaved edits", () => {
  for (const [way, leave] of [
    ["Escape", () => page.keyboard.press("Escape")],
    ["Close", () => button("Close").click()],
    ["Next", () => button("Next Image").click()],
  ] as const) {
    test(`are asked about at ${way}`, async () => {
      page = await openImage(0);
      await field("Description").fill("Mine");
      await leave();
      await question().waitFor();
      await page.locator("unsaved-prompt button:focus").waitFor();
      await question().getByRole("button", { name: "Keep Editing" }).click();
      await question().waitFor({ state: "detached" });
      assert.equal(await field("Description").inputValue(), "Mine");
      if (way === "Escape") await page.locator("textarea#description:focus").waitFor();
    });
  }

  test("are saved before going on, where that is the answer", async () => {
    page = await openImage(0);
    await field("Description").fill("Mine");
    await button("Next Image").click();
    await question().getByRole("button", { name: "Save" }).click();
    await waitForCall(page, "save", { id: "id0", edit: { description: "Mine" } });
    await dialog().getByText("2 of 120").waitFor();
  });

  test("are given up where that is the answer", async () => {
    page = await openImage(0);
    await field("Description").fill("Mine");
    await page.keyboard.press("Escape");
    await question().getByRole("button", { name: "Discard" }).click();
    await dialog().waitFor({ state: "detached" });
    assert.deepEqual(await callsOf(page, "save"), []);
  });

  test("hold back what the host asks to show", async () => {
    page = await openImage(0);
    await field("Description").fill("Mine");
    await fakeOf(page, (fake) => fake.send("show", { id: "id5" }));
    await question().getByRole("button", { name: "Discard" }).click();
    await dialog().getByRole("heading", { name: "violet-teapot-00005.jpg" }).waitFor();
  });

  test("survive a reload, and are asked about then", async () => {
    page = await openImage(4);
    await field("Description").fill("Typed and not saved");
    await page.reload();
    await question().waitFor();
    await question().getByText("Your unsaved edits of “grey-notebook-00004.jpg” were brought back.").waitFor();
    await question().getByRole("button", { name: "Keep Editing" }).click();
    assert.equal(await field("Description").inputValue(), "Typed and not saved");
    await page.keyboard.press("Control+s");
    await waitForCall(page, "save", { id: "id4", edit: { description: "Typed and not saved" } });
  });
});
