/** Restricted Mode: a workspace that nobody trusts yet can be browsed, and nothing in it is tagged or written. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";

describe("a workspace in Restricted Mode", { timeout: 180_000 }, () => {
  let gallery: OpenedGallery;

  before(async () => {
    gallery = await openGallery({
      asksForTrust: true,
      settings: { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" },
    });
  });
  after(async () => {
    await gallery?.close();
  });

  test("shows its images and says that tagging needs trust", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await tagger.cards(library).first().waitFor();
    assert.equal(
      await tagger.cards(library).first().getAttribute("aria-setsize"),
      String(imagesBelow(gallery.folder).length),
    );
    await library
      .getByText(/Restricted Mode/)
      .first()
      .waitFor();
    assert.equal(await library.getByRole("button", { name: "Tag Images…" }).count(), 0);
  });

  test("does not offer to tag it in the Command Palette", async () => {
    const { page } = gallery;
    await page.keyboard.press("F1");
    const widget = page.locator(".quick-input-widget");
    await widget.locator(".quick-input-filter input").fill(`>${tagger.commands.tagFolder}`);
    await widget.locator(".monaco-list-row").first().waitFor();
    assert.equal(await widget.locator(".monaco-list-row").filter({ hasText: tagger.commands.tagFolder }).count(), 0);
    await page.keyboard.press("Escape");
    assert.equal(taggedBelow(gallery.folder).size, 0);
  });
});
