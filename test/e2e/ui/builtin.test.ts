/** The packaged extension without any model: the built-in analysis tags, reads words, and its results are found. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { taggedBelow, type Entry } from "../demo/records.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { untilAllTagged } from "./setUp.ts";

const limitMs = 240_000;

describe("a workbench where no model can be had", { timeout: 2 * limitMs }, () => {
  let gallery: OpenedGallery;

  before(async () => {
    gallery = await openGallery();
  });
  after(async () => {
    await gallery?.close();
  });

  const record = (...file: string[]): Entry | undefined =>
    taggedBelow(gallery.folder).get(path.join(gallery.folder, ...file));

  test("the library says that the built-in analysis is at work", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await library.getByRole("button", { name: strings.engineBuiltin }).first().waitFor();
  });

  test("every picture of the folder is tagged", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(
      gallery.page,
      async () => (await library.locator("queue-bar section").isVisible()) || taggedBelow(gallery.folder).size > 0,
    );
    await untilAllTagged(gallery.folder, limitMs);
  });

  test("words in pictures are read by the packaged reader", () => {
    assert.match(record("Project", "screenshots", "terminal error.png")?.text_content ?? "", /Cannot find module/);
    assert.match(record("Project", "Plakat für Jazz.jpg")?.text_content ?? "", /SUMMER/);
  });

  test("keywords that stood in a file become tags", () => {
    const tags = record("Nature", "forest in the morning.jpg")?.tags ?? [];
    assert.ok(tags.includes("forest") && tags.includes("mist"), tags.join(", "));
  });

  test("a search for words in a picture finds it", async () => {
    const view = await tagger.openSearch(gallery.page);
    await tagger.search(view, "secure connection", tagger.firstIs(/settings dialog\.png/));
  });
});
