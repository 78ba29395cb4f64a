/** The virtualised grid in real Chromium: what is in view, keyboard and selection. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { callsOf, fakeOf, itemNodes, waitForCall, waitUntil } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openGrid, option } = setUpViews();
let page: Page;

describe("the grid", () => {
  test("holds fewer than 600 nodes of items at 100,000 images, at rest, in between and at the end", async () => {
    page = await openGrid({ scenario: { total: 100_000, folderSize: 137 } });
    assert.equal(await option(0).getAttribute("aria-setsize"), "100000");
    assert.ok((await itemNodes(page)) < 600);
    await page.getByRole("slider", { name: "Thumbnail size" }).fill("96");
    await option(40).waitFor();
    assert.ok((await itemNodes(page)) < 600, `${await itemNodes(page)} nodes with the smallest cards`);
    await option(0).click();
    await page.keyboard.press("End");
    await option(99_999).waitFor();
    await page.getByRole("option", { name: /-99999\.jpg/ }).waitFor();
    await page.locator("#option-99999:focus").waitFor();
    assert.ok((await itemNodes(page)) < 600);
  });

  test("asks for thumbnails of what is in view only, and aborts those that were flown over", async () => {
    page = await openGrid({ scenario: { total: 20_000, folderSize: 500, delays: { thumbnails: 20_000 } } });
    await waitUntil(page, `JSON.stringify(fake.calls("thumbnails")).includes("id0")`);
    await option(0).click();
    await page.keyboard.press("End");
    await page.getByRole("option", { name: /-19999\.jpg/ }).waitFor();
    await waitUntil(page, `JSON.stringify(fake.calls("thumbnails")).includes("id19999")`);
    const calls = await callsOf(page, "thumbnails");
    await waitUntil(page, `fake.calls("thumbnails")[0].isAborted`);
    assert.ok(calls.every(({ request }) => (request as { ids: string[] }).ids.length <= 200));
    assert.ok(calls.length < 20, `${calls.length} calls`);
  });

  test("asks for no page that was only flown over", async () => {
    page = await openGrid({ scenario: { total: 50_000, folderSize: 500 } });
    await option(0).click();
    for (let n = 0; n < 15; n += 1) await page.keyboard.press("PageDown");
    await page.keyboard.press("End");
    await page.getByRole("option", { name: /-49999\.jpg/ }).waitFor();
    const calls = await callsOf(page, "page");
    assert.ok(calls.length <= 12, `${calls.length} pages were asked for`);
  });

  test("leaves nothing of the cards that were scrolled past in the page", async () => {
    page = await openGrid({ scenario: { total: 20_000, folderSize: 50_000 } });
    await option(0).click();
    const nodes = (): Promise<number> =>
      page.locator("image-grid [role=listbox]").evaluate((list) => list.childNodes.length);
    const before = await nodes();
    for (let n = 0; n < 20; n += 1) await page.keyboard.press("PageDown");
    await page.keyboard.press("Home");
    await page.locator("#option-0:focus").waitFor();
    await option(7).waitFor();
    assert.ok((await nodes()) <= before * 2, `${await nodes()} nodes, ${before} at first`);
  });

  test("drops an answer to an older revision", async () => {
    page = await openGrid({ scenario: { total: 30 } });
    await fakeOf(page, (fake) => {
      fake.library.image(0).name = "newer.jpg";
      fake.change();
    });
    await page.getByRole("option", { name: /newer\.jpg/ }).waitFor();
    const asked = (await callsOf(page, "page")).length;
    await fakeOf(page, (fake) => {
      fake.library.image(0).name = "stale.jpg";
      fake.answerAsRevision(1);
      fake.change();
    });
    await waitUntil(
      page,
      `fake.calls("page").length > ${asked} && fake.calls("page").every((call) => call.isAnswered)`,
    );
    // messages come in order: what was sent after the old answer is shown only when that one was dealt with
    await fakeOf(page, (fake) => fake.send("engine", { engine: "builtin" }));
    await page.getByRole("button", { name: "Choose Engine: Built-in analysis" }).waitFor();
    assert.equal(await page.getByRole("option", { name: /stale\.jpg/ }).count(), 0);
    assert.equal(await page.getByRole("option", { name: /newer\.jpg/ }).count(), 1);
  });

  test("shows the folders with their counts and filters by one of them", async () => {
    page = await openGrid({ scenario: { total: 100, folderSize: 45 } });
    await page.getByRole("heading", { name: "Library folder 45" }).waitFor();
    await option(0).focus();
    await page.keyboard.press("End");
    await page.getByRole("button", { name: "trips/2002/week 2" }).click();
    await page.getByText("In trips/2002/week 2").waitFor();
    await page.getByText("10 images").waitFor();
    await page.getByRole("button", { name: "Show All Folders" }).click();
    await page.getByText("100 images").waitFor();
  });
});

describe("the keyboard", () => {
  test("walks cards, rows, ends and pages with one tab stop", async () => {
    page = await openGrid({ scenario: { total: 300, folderSize: 1000 } });
    assert.equal(await page.locator("image-grid [role=option][tabindex='0']").count(), 1);
    await option(0).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#option-1:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("#option-8:focus").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    await page.locator("#option-0:focus").waitFor();
    await page.keyboard.press("End");
    await page.locator("#option-299:focus").waitFor();
    await page.keyboard.press("PageUp");
    await page.locator("[role=option]:focus:not(#option-299)").waitFor();
    await page.keyboard.press("Home");
    await page.locator("#option-0:focus").waitFor();
    assert.equal(await page.locator("image-grid [role=option][tabindex='0']").count(), 1);
  });

  test("keeps the focus while the wheel scrolls its card out of view", async () => {
    page = await openGrid({ scenario: { total: 3000, folderSize: 10_000 } });
    await option(2).click();
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 30_000);
    await waitUntil(page, `document.querySelector("library-app").session.scrollTop > 20000`);
    await page.locator("#option-2:focus").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator("#option-3:focus").waitFor();
  });

  test("goes with its image when the order changes", async () => {
    page = await openGrid({ scenario: { total: 50, folderSize: 1000 } });
    await option(3).click();
    await fakeOf(page, (fake) => {
      fake.library.reverse();
      fake.change();
    });
    await page.getByRole("option", { name: /00049\.jpg/ }).waitFor();
    await waitUntil(page, `document.querySelector("library-app").session.selection.focus === 46`);
    assert.equal(await option(46).getAttribute("aria-selected"), "true");
  });

  test("finds the search box by Ctrl+F and the results by the down arrow", async () => {
    page = await openGrid();
    await option(0).focus();
    await page.keyboard.press("Control+f");
    await page.locator("search-box input:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("#option-0:focus").waitFor();
  });
});

describe("a drag", () => {
  /** Begins a drag at a card as the browser does, and tells what it carries; null where it does not begin. */
  const dragged = (index: number): Promise<Record<string, string> | null> =>
    page.evaluate(`(() => {
      const grid = document.querySelector("library-app").shadowRoot.querySelector("image-grid").shadowRoot;
      const dataTransfer = new DataTransfer();
      const start = new DragEvent("dragstart", { dataTransfer, bubbles: true, composed: true, cancelable: true });
      if (!grid.querySelector("#option-${index}").dispatchEvent(start)) return null;
      return Object.fromEntries(dataTransfer.types.map((type) => [type, dataTransfer.getData(type)]));
    })()`);
  const uri = (name: string): string => `file:///pictures//${name}`;
  const [lighthouse, harbour] = ["red-lighthouse-00000.jpg", "green-harbour-00001.jpg"].map(uri);

  test("of one image carries the address that the host gave, in every form that the editor takes", async () => {
    page = await openGrid();
    await option(0).hover();
    await waitForCall(page, "imageUris", { ids: ["id0"] });
    await waitUntil(page, `fake.calls("imageUris").every((call) => call.isAnswered)`);
    assert.deepEqual(await dragged(0), {
      "text/uri-list": lighthouse,
      "application/vnd.code.uri-list": lighthouse,
      resourceurls: JSON.stringify([lighthouse]),
    });
  });

  test("from a selected card carries all that are selected, from another that one alone", async () => {
    page = await openGrid();
    await option(0).click();
    await option(1).click({ modifiers: ["Control"] });
    await option(2).hover();
    await option(1).hover();
    await waitForCall(page, "imageUris", { ids: ["id2"] });
    await waitUntil(
      page,
      `document.querySelector("library-app").session.selection.ids.size === 2 && fake.calls("imageUris").every((call) => call.isAnswered || call.isAborted)`,
    );
    assert.equal((await dragged(1))?.["text/uri-list"], `${lighthouse}\r\n${harbour}`);
    assert.doesNotMatch((await dragged(2))?.["text/uri-list"] ?? "", /harbour/);
  });

  test("of more images than anybody opens at once does not begin, and says why", async () => {
    page = await openGrid({ scenario: { total: 400, folderSize: 1000 } });
    await option(0).focus();
    await page.keyboard.press("Control+a");
    await page.getByText("400 selected").first().waitFor();
    assert.equal(await dragged(0), null);
    await page.getByText("At most 100 images can be dragged at once").waitFor();
  });

  test("of an image whose file is gone is none", async () => {
    page = await openGrid({ scenario: { missing: [0] } });
    assert.equal(await option(0).getAttribute("draggable"), "false");
    assert.equal(await option(1).getAttribute("draggable"), "true");
  });
});

describe("the context menu", () => {
  const context = async (): Promise<unknown> =>
    JSON.parse((await page.locator("library-app").getAttribute("data-vscode-context")) ?? "null");
  const menuOf = (...imageIds: string[]) => ({
    webviewSection: "images",
    imageIds,
    imageCount: imageIds.length,
    preventDefaultContextMenuItems: true,
  });

  test("is about all that is selected, or selects the card that it is opened on", async () => {
    page = await openGrid();
    await option(0).click();
    await option(1).click({ modifiers: ["Control"] });
    await option(1).click({ button: "right" });
    assert.deepEqual(await context(), menuOf("id0", "id1"));
    await option(4).click({ button: "right" });
    assert.deepEqual(await context(), menuOf("id4"));
    assert.equal(await option(4).getAttribute("aria-selected"), "true");
    await page.getByText("1 selected").first().waitFor();
  });

  test("is opened by the menu key on the card with the keyboard", async () => {
    page = await openGrid();
    await option(3).focus();
    await page.keyboard.press("ContextMenu");
    await waitUntil(page, `document.querySelector("library-app").hasAttribute("data-vscode-context")`);
    assert.deepEqual(await context(), menuOf("id3"));
  });

  test("of a field is that of the editor, and of an image whose file is gone too", async () => {
    page = await openGrid({ scenario: { missing: [1] } });
    await option(0).click({ button: "right" });
    await option(1).click({ button: "right" });
    assert.equal(await context(), null);
    await option(0).click({ button: "right" });
    await page.getByRole("combobox", { name: "Search images" }).click({ button: "right" });
    assert.equal(await context(), null);
  });
});

describe("the keys of the view", () => {
  const keys = () => page.getByRole("dialog", { name: "Keyboard Shortcuts" });

  test("are listed at a question mark, and give the keyboard back to the card", async () => {
    page = await openGrid();
    await option(2).click();
    await page.keyboard.press("?");
    await keys().getByText("Selects what is not selected, and nothing else").waitFor();
    await page.keyboard.press("Escape");
    await keys().waitFor({ state: "detached" });
    await page.locator("#option-2:focus").waitFor();
  });

  test("are listed by a button too, which has the keyboard afterwards", async () => {
    page = await openGrid({ width: 250 });
    await page.getByRole("button", { name: "Keyboard Shortcuts" }).click();
    await keys().getByRole("button", { name: "Close Keyboard Shortcuts" }).click();
    await keys().waitFor({ state: "detached" });
    await page.locator("library-toolbar button[aria-haspopup=dialog]:focus").waitFor();
  });

  test("leave a question mark in the search box where it is", async () => {
    page = await openGrid();
    await page.getByRole("combobox", { name: "Search images" }).pressSequentially("who?");
    assert.equal(await page.getByRole("combobox", { name: "Search images" }).inputValue(), "who?");
    assert.equal(await keys().count(), 0);
  });
});

describe("selection", () => {
  test("by click, Ctrl, Shift, Space and Escape", async () => {
    page = await openGrid();
    await option(1).click();
    await option(4).click({ modifiers: ["Control"] });
    await page.getByText("2 selected").first().waitFor();
    await option(7).click({ modifiers: ["Shift"] });
    await page.getByText("4 selected").first().waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await page.getByText("5 selected").first().waitFor();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: "Selected images" }).waitFor({ state: "detached" });
  });

  test("of everything reaches images that were never in view", async () => {
    page = await openGrid({ scenario: { total: 2345, folderSize: 5000 } });
    await option(0).focus();
    await page.keyboard.press("Control+a");
    await page.getByText("2,345 selected").first().waitFor();
    await page.getByRole("button", { name: "Copy Path" }).click();
    await waitForCall(page, "act", { action: "copyPath" });
    const [call] = await callsOf(page, "act");
    assert.equal((call?.request as { ids: string[] } | undefined)?.ids.length, 2345);
  });

  test("turns around what is selected, by keys and by its button", async () => {
    page = await openGrid({ scenario: { total: 345, folderSize: 5000 } });
    await option(1).click();
    await page.keyboard.press("Control+Shift+A");
    await page.getByText("344 selected").first().waitFor();
    assert.equal(await option(1).getAttribute("aria-selected"), "false");
    await page.getByRole("button", { name: "Invert Selection" }).click();
    await page.getByText("1 selected").first().waitFor();
    assert.equal(await option(1).getAttribute("aria-selected"), "true");
    await page.getByRole("button", { name: "Select All" }).click();
    await page.getByText("345 selected").first().waitFor();
  });

  test("offers the actions and passes the ids", async () => {
    page = await openGrid();
    await option(2).click();
    await option(3).click({ modifiers: ["Control"] });
    for (const [name, action] of [
      ["Tag", "tag"],
      ["Tag Again", "tagAgain"],
      ["Insert", "insert"],
      ["Copy Markdown", "copyMarkdown"],
      ["Reveal", "reveal"],
      ["Bookmark", "bookmark"],
    ] as const) {
      await page.getByRole("button", { name, exact: true }).click();
      await waitForCall(page, "act", { action, ids: ["id2", "id3"] });
    }
  });

  test("gives the keyboard back to the grid when it is cleared by its button", async () => {
    page = await openGrid();
    await option(2).click();
    await page.getByRole("button", { name: "Clear Selection" }).click();
    await page.locator("#option-2:focus").waitFor();
  });
});
