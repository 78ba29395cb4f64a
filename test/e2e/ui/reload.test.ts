/** The window is reloaded in the middle of a batch: the panel is there again, and the work goes on. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { logged } from "../workbench/extensionLog.ts";
import { webviewFrame } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

describe("a window that is reloaded while images are tagged", { timeout: 3 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;
  let looksBefore = 0;

  before(async () => {
    ollama = await startOllamaStandIn({ latencyMs: 500 });
    gallery = await openGallery({ ollamaHost: ollama.url });
    await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(gallery.page, () => ollama.looks.length >= 6);
    looksBefore = ollama.looks.length;
    await gallery.page.reload();
    await gallery.page.locator(".monaco-workbench").waitFor();
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  test("shows the library panel again by itself", async () => {
    const library = await webviewFrame(gallery.page, "library-app");
    await tagger.cards(library).first().waitFor();
  });

  test("goes on with what waited, and does nothing twice but what was in flight", async () => {
    const total = imagesBelow(gallery.folder).length;
    assert.ok(looksBefore < total, "there was something left to do");
    await logged(gallery.profile, /Going on with \d+ images that were waiting/);
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === total,
    );
    const counts = [...ollama.imageCounts().values()];
    assert.ok(counts.every((count) => count <= 2));
    assert.ok(counts.filter((count) => count > 1).length <= 3, `sent twice: ${counts.join(" ")}`);
  });
});
