/** The trees of the side bar by the keyboard: bookmarks in groups and in order. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { describe, test } from "node:test";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

describe("the trees of the side bar", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City"] });
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await gallery.page.keyboard.press(key);
  };
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery.page.screenshot({ path: path.join(pictures, `trees-${name}.png`) });
  };
  /** Types into the question that a command asks, and answers it. */
  const answer = async (text: string): Promise<void> => {
    const input = gallery.page.locator(".quick-input-widget input:visible").last();
    await input.waitFor();
    await input.fill(text);
    await press("Enter");
  };
  const marked = async (expected: string): Promise<void> => {
    await until(
      async () => (await tagger.treeRows(gallery.page, "Bookmarks")).join(" | "),
      (rows) => rows.replaceAll(/, has actions| \| Recent Searches.*/g, "") === expected,
      20_000,
    );
  };
  const row = (view: string, text: string): Locator =>
    gallery.page
      .locator(".sidebar .pane")
      .filter({ has: gallery.page.locator(`.pane-header[aria-label^="${view}"]`) })
      .locator(".monaco-list-row")
      .filter({ hasText: text })
      .first();
  /** Takes an entry of a row's menu until what it leads to is seen: a menu that has just opened takes no click yet. */
  const choose = async (view: string, text: string, entry: string, leadsTo: Locator): Promise<void> => {
    const seen = (): Promise<boolean> =>
      leadsTo.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    for (let triesLeft = 8; ; triesLeft--) {
      await row(view, text).click({ button: "right" });
      await gallery.page
        .getByRole("menuitem", { name: entry, exact: true })
        .click({ timeout: 3_000 })
        .catch(() => undefined); // closed while the tree was drawn anew: tried again
      if (await seen()) return;
      assert.ok(triesLeft > 0, `${entry} of ${text} does nothing`);
      await press("Escape");
    }
  };
  /** A click opens a bookmark, and the search takes the keyboard: it is led back to what is selected. */
  const select = async (text: string): Promise<void> => {
    await row("Bookmarks", text).click();
    await tagger.openSearch(gallery.page);
    await runCommand(gallery.page, "Image Tagger: Focus on Bookmarks View");
    await gallery.page
      .locator(".sidebar .monaco-list-row.selected.focused")
      .filter({ hasText: text })
      .first()
      .waitFor();
  };

  test("bookmarks are moved by keys and put into groups", async () => {
    const { page } = gallery;
    await tagger.openLibrary(page);
    for (const words of ["alpha", "beta", "gamma"]) {
      await runCommand(page, "Image Tagger: Bookmark Search…");
      await answer(words);
    }
    await marked("alpha | beta | gamma");
    await runCommand(page, "Image Tagger: New Bookmark Group…");
    await answer("Greek");
    await marked("Greek, 0 bookmarks | alpha | beta | gamma");
    await choose(
      "Bookmarks",
      "beta",
      "Move to Group…",
      gallery.page.locator(".quick-input-widget input:visible").last(),
    );
    await answer("Greek");
    await marked("Greek, 1 bookmark | beta | alpha | gamma");
    await select("gamma");
    await press("Alt+ArrowUp");
    await marked("Greek, 1 bookmark | beta | gamma | alpha");
    await press("Alt+ArrowDown");
    await marked("Greek, 1 bookmark | beta | alpha | gamma");
    await keep("bookmarks");
  });
});
