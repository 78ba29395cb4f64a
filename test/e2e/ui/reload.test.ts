/** The window is reloaded in the middle of a batch: the panel is there again, and the work goes on. */
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { imagesBelow } from "../demo/records.ts";
import { logged } from "../workbench/extensionLog.ts";
import { webviewFrame } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, untilAllTagged } from "./setUp.ts";
import { limitMs } from "./until.ts";

describe("a window that is reloaded while images are tagged", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 400, folders: ["City", "Home", "Nature"] });
  let looksBefore = 0;

  before(async () => {
    await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(gallery.page, () => gallery.ollama.looks.length >= 5);
    looksBefore = gallery.ollama.looks.length;
    await gallery.page.reload();
    await gallery.page.locator(".monaco-workbench").waitFor();
  });

  test("shows the library panel again by itself", async () => {
    const library = await webviewFrame(gallery.page, "library-app");
    await tagger.cards(library).first().waitFor();
  });

  test("goes on with what waited, and does nothing twice but what was in flight", async () => {
    const total = imagesBelow(gallery.folder).length;
    assert.ok(looksBefore < total, "there was something left to do");
    await logged(gallery.profile, /Going on with \d+ images that were waiting/);
    await untilAllTagged(gallery.folder);
    const counts = [...gallery.ollama.imageCounts().values()];
    assert.ok(counts.every((count) => count <= 2));
    assert.ok(counts.filter((count) => count > 1).length <= 3, `sent twice: ${counts.join(" ")}`);
  });
});
