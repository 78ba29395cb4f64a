/** Restricted Mode: a workspace that nobody trusts yet can be browsed, and nothing in it is tagged or written. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { until } from "./until.ts";

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

describe("a workspace in Restricted Mode", { timeout: 360_000 }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;

  before(async () => {
    ollama = await startOllamaStandIn();
    gallery = await openGallery({
      ollamaHost: ollama.url,
      asksForTrust: true,
      folders: ["City", "Home"],
      settings: { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" },
    });
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  test("shows its images and says that tagging needs trust", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await until(
      () => tagger.cards(library).first().getAttribute("aria-setsize"),
      (size) => size === String(imagesBelow(gallery.folder).length),
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

  test("can be checked by the doctor, which asks no engine and says so", async () => {
    const { page } = gallery;
    await runCommand(page, "Image Tagger: Doctor");
    const list = page.locator(".quick-input-widget").filter({ hasText: "Image Tagger: Doctor (" });
    const rows = list.locator(".monaco-list-row");
    await rows.first().waitFor({ timeout: 60_000 });
    await rows.filter({ hasText: "No engine was asked: the workspace is in Restricted Mode." }).first().waitFor();
    await page.keyboard.press("Escape");
    assert.deepEqual(ollama.requests, []);
  });

  test("can be searched; nothing is sent, and nothing is written beside the images", async () => {
    const before = filesBelow(gallery.folder);
    const found = await tagger.search(await tagger.openSearch(gallery.page), "stopSign");
    assert.match(found.join("\n"), /^stopSign\.jpg/);
    const library = await tagger.openLibrary(gallery.page);
    const dialog = await tagger.openImage(library, "stopSign.jpg");
    await gallery.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual(filesBelow(gallery.folder), before);
    assert.deepEqual(ollama.requests, []);
  });

  test("can be tagged as soon as it is trusted, without loading anything again", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    await runCommand(page, "Workspaces: Manage Workspace Trust");
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).first().click();
    await page.locator(".workspace-trust-editor").getByText("You trust this folder").first().waitFor();
    await library
      .getByText(/Restricted Mode/)
      .first()
      .waitFor({ state: "hidden" });
    await library.getByRole("button", { name: "Tag Images…" }).first().waitFor();
  });
});
