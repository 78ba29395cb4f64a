/** Commands and menus as package.json lists them: the whole list of each menu, and what the commands that stand in it do. */
import { before, describe, test } from "node:test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { imagesBelow } from "../demo/records.ts";
import { nameFile } from "../workbench/menus.ts";
import { openFile } from "../workbench/page.ts";
import {
  checkCardMenu,
  checkExplorerMenu,
  checkRowMenu,
  checkTitleMenu,
  chooseByIdUntil,
  chooseById,
  runById,
} from "../workbench/reach.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs } from "./until.ts";

describe("every command", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 20, folders: ["City", "Home"] });
  before(async () => {
    await tagGallery(gallery);
    await tagger.closeMessages(gallery.page);
    await tagger.showSideBar(gallery.page);
    for (const other of ["Search", "Tags"] as const) await tagger.foldPane(gallery.page, other, "folded");
  });
  const pane = (view: string): Locator =>
    gallery.page.locator(".sidebar .pane").filter({ has: gallery.page.locator(`.pane-header[aria-label^="${view}"]`) });
  const row = (view: string, text: string | RegExp): Locator =>
    pane(view).getByRole("treeitem", { name: text }).first();
  const clipboard = (): Promise<string> => gallery.page.evaluate<string>("navigator.clipboard.readText()");
  const tab = (name: string): Locator => gallery.page.locator(".tab").filter({ hasText: name });
  const nameOf = async (card: Locator): Promise<string> => card.locator(".name").innerText();

  test("the context menu of a card is as package.json says, by key, and copies, opens and finds alike", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    const card = tagger.cards(library).first();
    await checkCardMenu(card, "imageTagger.library");
    const name = await nameOf(card);
    await chooseByIdUntil(card, "imageTagger.copyPath", async () => {
      const text = await clipboard();
      return text.endsWith(name) && path.isAbsolute(text);
    });
    await chooseByIdUntil(card, "imageTagger.copyMarkdown", async () => /^!\[.+\)$/u.test(await clipboard()));
    await chooseById(card, "imageTagger.openImage", tab(name));
    // a panel that was hidden is drawn anew, in another frame
    const again = await tagger.openLibrary(page);
    const same = tagger.cards(again).first();
    const looks = gallery.ollama.looks.length;
    await chooseByIdUntil(same, "imageTagger.tagAgain", () => gallery.ollama.looks.length > looks);
    await chooseById(same, "imageTagger.findSimilar", again.getByText(/^(?:More )?like /iu).first());
  });

  test("the titles of the views list what package.json says", async () => {
    await tagger.showSideBar(gallery.page);
    await checkTitleMenu(pane("Folders"), "imageTagger.folders");
    await tagger.foldPane(gallery.page, "Folders", "folded");
    await tagger.foldPane(gallery.page, "Queue", "open");
    await checkTitleMenu(pane("Queue"), "imageTagger.queue");
  });

  test("a done task of the queue has its menu, and leads into the library and to its file", async () => {
    const { page } = gallery;
    await row("Queue", /^Done/u).waitFor();
    await checkRowMenu(row("Queue", /^Done/u), "imageTagger.queue", "group.done");
    await row("Queue", /^Done/u).click();
    const task = row("Queue", /\.(?:png|jpe?g), /u);
    await task.waitFor();
    await checkRowMenu(task, "imageTagger.queue", "task.done");
    const name = ((await task.getAttribute("aria-label")) ?? "").replace(/, .*/u, "");
    const library = await tagger.openLibrary(page);
    await chooseById(
      task,
      "imageTagger.openInLibrary",
      library
        .getByRole("dialog")
        .or(tagger.cards(library).filter({ hasText: name }))
        .first(),
    );
    const revealed = page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: name });
    await chooseById(task, "imageTagger.revealImage", revealed);
    await checkExplorerMenu(revealed, "image");
    await checkExplorerMenu(
      page.locator(".explorer-folders-view").getByRole("treeitem", { name: "City", exact: true }),
      "folder",
    );
  });

  test("the log, the status menu and the image of the editor are reached from the palette by keyboard", async () => {
    const { page } = gallery;
    await runById(page, "imageTagger.showLog");
    await page.locator(".part.panel .monaco-editor").filter({ hasText: "[info]" }).first().waitFor();
    await runById(page, "imageTagger.showMenu");
    await page
      .locator(".quick-input-widget:visible .monaco-list-row")
      .filter({ hasText: "Show Log" })
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await openFile(page, "notes.md");
    await runById(page, "imageTagger.findNearDuplicates");
    await tab("Image Library").waitFor();
  });

  test("a folder from elsewhere is browsed to and leaves the library again", async () => {
    const { page } = gallery;
    const elsewhere = mkdtempSync(path.join(os.tmpdir(), "elsewhere-"));
    try {
      cpSync(imagesBelow(gallery.folder)[0] ?? "", path.join(elsewhere, "picture.png"));
      await tagger.showSideBar(page);
      await tagger.foldPane(page, "Folders", "open");
      await checkRowMenu(row("Folders", "City"), "imageTagger.folders", "folder");
      await runById(page, "imageTagger.browseFolder");
      await nameFile(page, elsewhere);
      const browsed = row("Folders", path.basename(elsewhere));
      await browsed.waitFor();
      await checkRowMenu(browsed, "imageTagger.folders", "browsedFolder");
      await chooseById(browsed, "imageTagger.removeFolder", page.locator(".monaco-workbench"));
      await browsed.waitFor({ state: "detached" });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
