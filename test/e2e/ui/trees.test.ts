/** The trees of the side bar as a person uses them: bookmarks in groups and in order, in and out of files; folders left out and taken in again. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { describe, test } from "node:test";
import { chooseFromMenu, nameFile } from "../workbench/menus.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

describe("the trees of the side bar", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City", "Home"] });
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
  const choose = (view: string, text: string, entry: string, leadsTo: Locator): Promise<void> =>
    chooseFromMenu(row(view, text), entry, leadsTo);
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

  /** What is asked at the top of the window. */
  const question = (): Locator => gallery.page.locator(".quick-input-widget:visible");
  const message = (text: RegExp): Locator =>
    gallery.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  const undo = async (text: RegExp): Promise<void> => {
    await message(text).getByRole("button", { name: "Undo" }).click();
    await message(text).waitFor({ state: "hidden" });
  };
  /** Opens a picture in an editor by its name. A view that takes the keyboard closes the list: it is asked again. */
  const openPicture = async (name: string): Promise<void> => {
    const tab = gallery.page.locator(".tab.active").filter({ hasText: name });
    for (let triesLeft = 10; !(await tab.isVisible()); triesLeft--) {
      assert.ok(triesLeft > 0, `${name} does not open`);
      await gallery.page.locator(".command-center .command-center-quick-pick").first().click();
      const [input, found] = [question().locator("input[type=text]"), question().locator(".monaco-list-row")];
      await input
        .first()
        .fill(name, { timeout: 2_000 })
        .then(() => found.filter({ hasText: name }).first().click({ timeout: 3_000 }))
        .then(() => tab.waitFor({ timeout: 5_000 }))
        .catch(() => press("Escape")); // closed meanwhile
    }
  };
  const folders = async (expected: (rows: string) => boolean): Promise<void> => {
    await until(async () => (await tagger.treeRows(gallery.page, "Folders")).join(" | "), expected, 20_000);
  };

  test("a bookmark gets a name by F2, goes by Delete, and comes back by Undo", async () => {
    await select("gamma");
    await press("F2");
    await answer("Third letter");
    await marked("Greek, 1 bookmark | beta | alpha | Third letter, gamma");
    await select("Third letter");
    await press("Delete");
    await marked("Greek, 1 bookmark | beta | alpha");
    await undo(/The bookmark was removed/u);
    await marked("Greek, 1 bookmark | beta | alpha | Third letter, gamma");
  });

  test("a bookmark is dragged into a group and out of it", async () => {
    const drag = async (from: string, to: string): Promise<void> => {
      const [start, end] = [await row("Bookmarks", from).boundingBox(), await row("Bookmarks", to).boundingBox()];
      assert.ok(start && end);
      const { mouse } = gallery.page;
      await mouse.move(start.x + 60, start.y + start.height / 2);
      await mouse.down();
      await mouse.move(end.x + 70, end.y + end.height / 2, { steps: 8 });
      await mouse.move(end.x + 74, end.y + end.height / 2, { steps: 4 });
      await mouse.up();
    };
    await drag("alpha", "Greek");
    await marked("Greek, 2 bookmarks | beta | alpha | Third letter, gamma");
    await drag("alpha", "Third letter");
    await marked("Greek, 1 bookmark | beta | alpha | Third letter, gamma");
  });

  test("bookmarks go into a file, and come back from it", async () => {
    const file = path.join(gallery.folder, "marks.json");
    await runCommand(gallery.page, "Image Tagger: Export Bookmarks");
    await nameFile(gallery.page, file);
    await message(/3 bookmarks were written into .*marks\.json/u).waitFor();
    assert.equal(JSON.parse(readFileSync(file, "utf8")).bookmarks.length, 3);
    await tagger.closeMessages(gallery.page);
    await select("beta");
    await press("Delete");
    await marked("Greek, 0 bookmarks | alpha | Third letter, gamma");
    await tagger.closeMessages(gallery.page);
    await runCommand(gallery.page, "Image Tagger: Import Bookmarks");
    await nameFile(gallery.page, file);
    await message(/1 bookmarks were added, 2 were there already/u).waitFor();
    await marked("Greek, 1 bookmark | beta | alpha | Third letter, gamma");
    await tagger.closeMessages(gallery.page);
  });

  test("a folder, an image and a search are each opened from their bookmark", async () => {
    const { page } = gallery;
    const picture = readdirSync(path.join(gallery.folder, "Home")).find((name) => /\.(?:jpg|png)$/u.test(name)) ?? "";
    await choose("Folders", "City", "Add Bookmark", row("Bookmarks", "City"));
    await openPicture(picture);
    await runCommand(page, "Image Tagger: Add Bookmark");
    await row("Bookmarks", picture).click();
    const library = await tagger.openLibrary(page);
    await library.getByRole("dialog", { name: new RegExp(picture.replaceAll(".", "\\."), "u") }).waitFor();
    await row("Bookmarks", "City").click();
    const inCity = readdirSync(path.join(gallery.folder, "City")).filter((name) =>
      /\.(?:jpg|png|webp|gif|avif|svg|tiff?)$/u.test(name),
    );
    await until(
      () => tagger.cards(library).count(),
      (count) => count === inCity.length,
    );
    await row("Bookmarks", "alpha").click();
    const search = await tagger.openSearch(page);
    await until(
      () => search.locator("input").first().inputValue(),
      (value) => value === "alpha",
    );
  });

  test("bookmarks, their names, groups and order are there after a reload", async () => {
    await gallery.page.reload();
    await gallery.page.locator(".monaco-workbench").waitFor();
    await until(
      async () => (await tagger.treeRows(gallery.page, "Bookmarks").catch(() => [])).join(" | "),
      (rows) =>
        rows
          .replaceAll(", has actions", "")
          .startsWith("Greek, 1 bookmark | beta | alpha | Third letter, gamma | City | "),
    );
  });

  test("a folder is left out of tree and library, and is taken in again by Undo and from the list", async () => {
    const { page } = gallery;
    const settings = path.join(gallery.folder, ".vscode", "settings.json");
    const excluded = (): unknown =>
      existsSync(settings) ? JSON.parse(readFileSync(settings, "utf8"))["imageTagger.exclude"] : undefined;
    const exclude = async (): Promise<void> => {
      await choose("Folders", "Home", "Exclude from Library…", question());
      await question().getByText("Workspace Settings").click();
      await folders((rows) => rows.includes("City") && !rows.includes("Home"));
      assert.deepEqual(excluded(), ["Home"]);
    };
    const records = path.join(gallery.folder, "Home", "image_metadata.json");
    const entry = { description: "A game", tags: ["zugzwang"], text_content: "", is_processed: true };
    const written = JSON.stringify({ "chess-board.png": entry }, null, 4);
    writeFileSync(records, written);
    await runCommand(page, "Image Tagger: Refresh");
    const search = await tagger.openSearch(page);
    await folders((rows) => rows.includes("Home, 1 of "));
    await tagger.search(search, "zugzwang", (labels) => labels.length === 1);
    await exclude();
    await tagger.search(search, "zugzwang", (labels) => labels.length === 0);
    assert.equal(readFileSync(records, "utf8"), written);
    await undo(/“Home” is left out/u);
    await folders((rows) => rows.includes("Home, 1 of "));
    assert.equal(excluded(), undefined);
    await exclude();
    await keep("excluded");
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Include Folders Again");
    await question().getByRole("checkbox", { name: /Home/u }).first().waitFor();
    await press("ArrowDown", "Space", "Enter");
    await folders((rows) => rows.includes("Home, 1 of "));
    rmSync(path.dirname(settings), { recursive: true });
  });

  test("a folder is shown in the Explorer", async () => {
    const shown = gallery.page.locator(
      ".explorer-folders-view .monaco-list-row.selected, .explorer-folders-view .monaco-list-row.focused",
    );
    await choose("Folders", "City", "Reveal Folder", shown.filter({ hasText: "City" }).first());
  });
});
