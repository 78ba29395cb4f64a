/** The menus of tags, bookmarks, searches and files as package.json lists them, and the commands that stand only there. */
import { before, describe, test } from "node:test";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { imagesBelow } from "../demo/records.ts";
import { openFile } from "../workbench/page.ts";
import {
  checkCardMenu,
  checkEditorMenu,
  checkExplorerMenu,
  checkRowMenu,
  checkSubmenu,
  checkTitleMenu,
  chooseById,
  chooseByIdUntil,
  pressById,
  runById,
} from "../workbench/reach.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

describe("the menus", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 20, folders: ["City", "Home"] });
  const views = ["Search", "Folders", "Tags", "Queue", "Bookmarks"] as const;
  before(async () => {
    await tagGallery(gallery);
    await tagger.closeMessages(gallery.page);
  });
  const pane = (view: string): Locator =>
    gallery.page.locator(".sidebar .pane").filter({ has: gallery.page.locator(`.pane-header[aria-label^="${view}"]`) });
  const row = (view: string, text: string | RegExp): Locator =>
    pane(view).getByRole("treeitem", { name: text }).first();
  const rows = async (view: "Tags" | "Bookmarks"): Promise<readonly string[]> =>
    pane(view)
      .getByRole("treeitem")
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
  /** One view of the side bar at a time: there is room for its rows then. */
  const only = async (view: (typeof views)[number]): Promise<void> => {
    await tagger.showSideBar(gallery.page);
    await tagger.foldPane(gallery.page, view, "open");
    for (const other of views.filter((each) => each !== view)) await tagger.foldPane(gallery.page, other, "folded");
  };
  const clipboard = (): Promise<string> => gallery.page.evaluate<string>("navigator.clipboard.readText()");

  test("of the Tags view: order, images of a tag, copying, the vocabulary", async () => {
    const { page } = gallery;
    await only("Tags");
    await row("Tags", /./u).waitFor();
    await checkTitleMenu(pane("Tags"), "imageTagger.tags");
    await checkRowMenu(row("Tags", /./u), "imageTagger.tags", "tag");
    const byCount = await rows("Tags");
    await pressById(pane("Tags"), "imageTagger.sortTagsByName", async () => {
      const now = await rows("Tags");
      return now.length > 0 && now[0] !== byCount[0];
    });
    await checkTitleMenu(pane("Tags"), "imageTagger.tags", "tagsByName");
    await pressById(pane("Tags"), "imageTagger.sortTagsByCount", async () => (await rows("Tags"))[0] === byCount[0]);
    const tag = (byCount[0] ?? "").replace(/, .*/u, "");
    await chooseByIdUntil(row("Tags", /./u), "imageTagger.copyTag", async () => (await clipboard()) === tag);
    const library = await tagger.openLibrary(page);
    const box = library.getByRole("combobox", { name: "Search images" });
    await chooseByIdUntil(row("Tags", /./u), "imageTagger.showTag", async () => (await box.inputValue()).includes(tag));
  });

  test("of bookmarks: images, folders and searches", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    const [label = ""] = await tagger.search(library, "tag:*", (labels) => labels.length > 0);
    const name = label.replace(/, .*/u, "");
    await only("Folders");
    await row("Folders", /^City/u).waitFor();
    await chooseById(row("Folders", /^City/u), "imageTagger.addBookmark", page.locator(".monaco-workbench"));
    await chooseById(tagger.cards(library).first(), "imageTagger.addBookmark", page.locator(".monaco-workbench"));
    await only("Bookmarks");
    await row("Bookmarks", name).waitFor();
    await row("Bookmarks", /^City/u).waitFor();
    await checkTitleMenu(pane("Bookmarks"), "imageTagger.bookmarks");
    await checkRowMenu(row("Bookmarks", name), "imageTagger.bookmarks", "bookmark.image");
    await checkRowMenu(row("Bookmarks", /^City/u), "imageTagger.bookmarks", "bookmark.folder");
    const message = page.locator(".notifications-toasts .notification-list-item").first();
    await chooseById(row("Bookmarks", name), "imageTagger.tagImage", message);
    await tagger.closeMessages(page);
  });

  test("of searches made before: opened, kept, forgotten, cleared", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    for (const words of ["bicycle", "skyline"]) {
      await tagger.search(library, words, (labels) => labels.length > 0);
      await library.getByRole("combobox", { name: "Search images" }).press("Enter");
    }
    await only("Bookmarks");
    const group = row("Bookmarks", /^Recent Searches/u);
    await group.waitFor();
    await checkRowMenu(group, "imageTagger.bookmarks", "recentSearches");
    if ((await group.getAttribute("aria-expanded")) !== "true") await group.click();
    const recent = row("Bookmarks", /^bicycle/u);
    await recent.waitFor();
    await checkRowMenu(recent, "imageTagger.bookmarks", "recentSearch");
    const box = async (): Promise<string> => {
      // the command opens the view by itself
      await page.locator('.sidebar .pane-header[aria-label^="Search"][aria-expanded="true"]').waitFor();
      return (await tagger.openSearch(page)).getByRole("combobox", { name: "Search images" }).inputValue();
    };
    await chooseById(recent, "imageTagger.openRecentSearch", page.locator(".monaco-workbench"));
    await until(box, (words) => words === "bicycle");
    await only("Bookmarks");
    const count = async (word: string): Promise<number> =>
      (await rows("Bookmarks")).filter((each) => each.startsWith(word)).length;
    await chooseByIdUntil(recent, "imageTagger.saveRecentSearch", async () => {
      const named = page.locator(".quick-input-widget input:visible").last();
      if (await named.isVisible()) await named.press("Enter");
      return (await tagger.treeRows(page, "Bookmarks")).some((each) => each.startsWith("bicycle"));
    });
    await chooseByIdUntil(
      row("Bookmarks", /^skyline/u),
      "imageTagger.forgetRecentSearch",
      async () => (await count("skyline")) === 0,
    );
    const again = await tagger.openLibrary(page);
    await tagger.search(again, "city", (labels) => labels.length > 0);
    await again.getByRole("combobox", { name: "Search images" }).press("Enter");
    await only("Bookmarks");
    await group.waitFor();
    await chooseByIdUntil(group, "imageTagger.clearRecentSearches", async () => (await count("Recent Searches")) === 0);
  });

  test("of files, of a text and of the search view, with what is below them", async () => {
    const { page } = gallery;
    await only("Search");
    const view = await tagger.openSearch(page);
    await checkTitleMenu(pane("Search"), "imageTagger.search");
    await tagger.search(view, "tag:*", (labels) => labels.length > 0);
    await checkCardMenu(tagger.cards(view).first(), "imageTagger.search");
    const [card] = [tagger.cards(view).first()];
    const file = (await card.locator(".name").innerText()).trim();
    const revealed = page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: file }).first();
    await chooseById(card, "imageTagger.revealImage", revealed);
    await checkExplorerMenu(revealed, "image");
    await checkSubmenu(revealed, "imageTagger.image");
    const folder = page.locator(".explorer-folders-view").getByRole("treeitem", { name: "City", exact: true });
    await checkSubmenu(folder, "imageTagger.metadata");
    await checkEditorMenu(await openFile(page, "notes.md"));
    await runById(page, "imageTagger.openVocabulary");
    await page
      .locator(".tab")
      .filter({ hasText: "image-tags.json" })
      .or(page.locator(".monaco-dialog-box"))
      .first()
      .waitFor();
  });

  test("of the queue: while it runs, stopped and resumed, with what waits and what failed", async () => {
    const { page, ollama } = gallery;
    const library = await tagger.openLibrary(page);
    await tagger.search(library, "tag:*", (labels) => labels.length > 4);
    const letGo = ollama.hold(({ path: asked }) => asked === "/api/chat");
    await tagger.cards(library).first().click();
    await page.keyboard.press("Control+a");
    const looks = (): number => ollama.looks.length;
    const before = looks();
    await chooseByIdUntil(tagger.cards(library).first(), "imageTagger.tagAgain", () => looks() > before);
    await only("Folders");
    await checkTitleMenu(pane("Folders"), "imageTagger.folders", "isTagging");
    await only("Queue");
    await checkTitleMenu(pane("Queue"), "imageTagger.queue", "isTagging");
    const group = row("Queue", /^Waiting, /u);
    if ((await group.getAttribute("aria-expanded")) !== "true") await group.click();
    const task = row("Queue", /Tag again/iu);
    await task.waitFor();
    await checkRowMenu(group, "imageTagger.queue", "group.waiting");
    await checkRowMenu(task, "imageTagger.queue", "task.waiting");
    await runById(page, "imageTagger.stopTagging");
    const resume = pane("Queue").locator('.pane-header .action-label[aria-label^="Resume"]');
    await resume.waitFor({ state: "attached" });
    await checkTitleMenu(pane("Queue"), "imageTagger.queue", "canResume");
    await only("Folders");
    await checkTitleMenu(pane("Folders"), "imageTagger.folders", "canResume");
    const stopped = looks();
    await runById(page, "imageTagger.resumeTagging");
    await until(looks, (count) => count > stopped);
    await only("Queue");
    await runById(page, "imageTagger.clearQueue");
    await row("Queue", /^Waiting, /u).waitFor({ state: "detached" });
    letGo();
    await row("Queue", /^Running, /u).waitFor({ state: "detached" });
  });

  test("of what failed: its reason, and another try", async () => {
    const { page, ollama } = gallery;
    ollama.setFaults(({ path: asked }) => (asked === "/api/chat" ? { kind: "content", content: "No." } : undefined));
    const library = await tagger.openLibrary(page);
    await tagger.search(library, "tag:*", (labels) => labels.length > 4);
    const card = tagger.cards(library).first();
    const before = ollama.looks.length;
    await chooseByIdUntil(card, "imageTagger.tagAgain", () => ollama.looks.length > before);
    await only("Queue");
    const group = row("Queue", /^Failed, /u);
    await group.waitFor();
    await row("Queue", /^Running, /u).waitFor({ state: "detached" });
    if ((await group.getAttribute("aria-expanded")) !== "true") await group.click();
    const task = pane("Queue").locator('.monaco-list-row[aria-level="2"]').first();
    await task.waitFor();
    await checkTitleMenu(pane("Queue"), "imageTagger.queue", "hasFailed");
    await checkRowMenu(group, "imageTagger.queue", "group.failed", "hasFailed");
    await checkRowMenu(task, "imageTagger.queue", "task.failed");
    await page.evaluate("navigator.clipboard.writeText('')");
    await chooseByIdUntil(task, "imageTagger.copyReason", async () => (await clipboard()).length > 10);
    await runById(page, "imageTagger.showFailures");
    const shown = await tagger.openLibrary(page);
    const box = shown.getByRole("combobox", { name: "Search images" });
    await until(
      () => box.inputValue(),
      (value) => value === "is:failed",
    );
    ollama.setFaults();
    await runById(page, "imageTagger.retryFailed");
    await group.waitFor({ state: "detached" });
  });

  test("of a long list: its end shows more of it", async () => {
    const { page, ollama } = gallery;
    const letGo = ollama.hold(({ path: asked }) => asked === "/api/chat");
    const many = path.join(gallery.folder, "Many");
    mkdirSync(many);
    const [picture = ""] = imagesBelow(gallery.folder).filter((file) => file.endsWith(".png"));
    for (let number = 100; number < 230; number++) copyFileSync(picture, path.join(many, `copy ${number}.png`));
    await runById(page, "imageTagger.refresh");
    await runById(page, "imageTagger.tagUntagged");
    await only("Queue");
    const group = row("Queue", /^Waiting, 1\d\d /u);
    await group.waitFor();
    if ((await group.getAttribute("aria-expanded")) !== "true") await group.click();
    await group.click();
    if ((await group.getAttribute("aria-expanded")) !== "true") await group.click();
    const more = row("Queue", /^Show \d+ More/u);
    for (const endAt = Date.now() + limitMs; !(await more.isVisible()) && Date.now() < endAt;)
      await page.keyboard.press("PageDown");
    await more.click();
    await more.waitFor({ state: "detached" });
    await runById(page, "imageTagger.clearQueue");
    letGo();
    await row("Queue", /^Running, /u).waitFor({ state: "detached" });
  });

  test("of chosen images: editing and writing into their files", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    await tagger.search(library, "tag:*", (labels) => labels.length > 0);
    const card = tagger.cards(library).first();
    const dialog = library.getByRole("dialog", { name: /^Edit \d+ image/u });
    await chooseById(card, "imageTagger.editSelection", dialog);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    const answer = page.locator(".notifications-toasts .notification-list-item, .quick-input-widget:visible");
    await chooseById(card, "imageTagger.writeMetadataSelection", answer.first());
    await page.keyboard.press("Escape");
  });
});
