/** The main job through the user interface of the packaged extension, with a stand-in for Ollama that looks at the pictures. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { openFile } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

describe("the main job in a workbench", { timeout: 5 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 200 });

  test("the library shows every image of the folder as untagged", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const total = imagesBelow(gallery.folder).length;
    await until(
      () => tagger.cards(library).first().getAttribute("aria-setsize"),
      (size) => size === String(total),
    );
    assert.match((await tagger.cards(library).first().getAttribute("aria-label")) ?? "", /untagged/i);
  });

  test("tagging the folder shows its progress and sends each image once", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const working = library.locator("queue-bar section");
    await tagger.tagOpenFolder(gallery.page, async () => /\d+ of \d+/.test((await working.allInnerTexts()).join()));
    const total = imagesBelow(gallery.folder).length;
    await untilAllTagged(gallery.folder);
    assert.equal(gallery.ollama.looks.length, total);
    assert.ok([...gallery.ollama.imageCounts().values()].every((count) => count === 1));
  });

  test("the index files hold what the model said of each picture", () => {
    const records = [...taggedBelow(gallery.folder).values()];
    assert.ok(records.every(({ description, tags }) => description.length > 10 && tags.length >= 5));
    assert.ok(new Set(records.map(({ description }) => description)).size > records.length / 2);
  });

  test("a search for a word that the model said of one picture finds it first", async () => {
    const records = taggedBelow(gallery.folder);
    const [, bowl] = [...records].find(([file]) => file.endsWith("fruitBowl.jpg")) ?? [];
    const others = [...records.values()].filter((record) => record !== bowl).flatMap(({ tags }) => tags);
    const own = bowl?.tags.find((tag) => !others.includes(tag));
    assert.ok(own, "no tag is this picture's alone");
    const view = await tagger.openSearch(gallery.page);
    await tagger.search(view, own, tagger.firstIs(/fruitBowl\.jpg/));
  });

  test("a tag that is added in the dialog is found, and stands in the index file", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const dialog = await tagger.openImage(library, "globe.jpeg");
    await tagger.addTag(dialog, "schoolroom");
    await gallery.page.keyboard.press("Escape");
    const view = await tagger.openSearch(gallery.page);
    await tagger.search(view, "tag:schoolroom", tagger.firstIs(/globe\.jpeg/));
    const globe = path.join(gallery.folder, "Home", "globe.jpeg");
    await until(
      () => taggedBelow(gallery.folder).get(globe)?.tags ?? [],
      (tags) => tags.includes("schoolroom"),
    );
  });

  test("an image is inserted into a document with an encoded path and its alt text", async () => {
    const { page } = gallery;
    await openFile(page, "notes.md");
    const view = await tagger.openSearch(page);
    await tagger.search(view, "bicycle", tagger.firstIs(/bicycle #2\.png/));
    await tagger.cards(view).first().click();
    await view.getByRole("button", { name: "Insert into Editor" }).first().click();
    // the workbench saves after a moment by itself
    const text = await until(
      () => readFileSync(path.join(gallery.folder, "notes.md"), "utf8"),
      (saved) => saved.includes("!["),
    );
    assert.match(text, /!\[[^\]]{10,}\]\((?:City\/bicycle%20%232\.png|<City\/bicycle #2\.png>)\)/);
  });

  test("the Folders tree counts the tagged images of each folder", async () => {
    await until(
      () => tagger.treeRows(gallery.page, "Folders"),
      (rows) => rows.some((row) => /Holidays 2024.*\b6\b.*\b6\b/.test(row)),
    );
  });

  test("nothing is asked of any host but the workbench", () => {
    assert.deepEqual(gallery.requestsOutside, []);
  });
});
