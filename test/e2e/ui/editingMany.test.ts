/** Many images are edited at once in the workbench, from the selection bar and by keys, and the whole of it is taken back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { copySamples } from "../workbench/prepared.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

/** Records of another program in its own layout, so that no model is needed. */
function layRecords(city: string): void {
  const names = readdirSync(city).filter((name) => /\.(?:jpg|png)$/u.test(name));
  const entries = names.map((name) => [
    name,
    { description: `A view of ${name}`, tags: ["city", "view"], text_content: "", is_processed: true },
  ]);
  writeFileSync(path.join(city, "image_metadata.json"), JSON.stringify(Object.fromEntries(entries), null, 4));
}

interface Entry {
  readonly description: string;
  readonly tags: readonly string[];
}

describe("editing many images", { timeout: 3 * limitMs }, () => {
  let opened: OpenedGallery | undefined;
  const gallery = (): OpenedGallery => opened ?? assert.fail("The gallery is not open.");
  const indexFile = (): string => path.join(gallery().folder, "City", "image_metadata.json");
  const entries = (): readonly Entry[] => Object.values(JSON.parse(readFileSync(indexFile(), "utf8")) as object);
  const edit = async (library: Awaited<ReturnType<typeof tagger.openLibrary>>): Promise<Locator> => {
    const dialog = library.getByRole("dialog", { name: "Edit 5 images" });
    await dialog.waitFor();
    return dialog;
  };
  const message = (text: string | RegExp): Locator =>
    gallery().page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery().page.screenshot({ path: path.join(pictures, `editingMany-${name}.png`) });
  };
  /** Closes the dialog that has done its work. */
  const leave = async (dialog: Locator): Promise<void> => {
    await gallery().page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };

  before(async () => {
    opened = await openGallery({
      draw: async (folder) => {
        await copySamples(folder, ["City"]);
        layRecords(path.join(folder, "City"));
      },
    });
  });
  after(async () => opened?.close());

  test("adds tags to all that are selected by keys alone, shows beforehand what changes, and the images at once", async () => {
    const { page } = gallery();
    const library = await tagger.openLibrary(page);
    await tagger.cards(library).first().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("F2");
    const dialog = await edit(library);
    await dialog.getByRole("combobox", { name: strings.tagAdd }).focus();
    await page.keyboard.type("holiday, dublin");
    await page.keyboard.press("Enter");
    await dialog.getByText("5 of 5 images change").waitFor();
    await dialog.locator("ins").filter({ hasText: "dublin" }).nth(4).waitFor();
    await keep("preview");
    await dialog.getByRole("button", { name: "Change 5 Images" }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByText("5 images were changed.").waitFor();
    await keep("done");
    await until(entries, (all) => all.every(({ tags }) => tags.includes("holiday") && tags.includes("dublin")));
    await leave(dialog);
    const found = await tagger.search(library, "tag:dublin", (labels) => labels.length === 5);
    assert.equal(found.length, 5);
  });

  test("all of it is taken back by a key of the view, and done again by a command", async () => {
    const { page } = gallery();
    const library = await tagger.openLibrary(page);
    await tagger.cards(library).first().click();
    await page.keyboard.press("Control+z");
    await library.getByText("The edit of 5 images was taken back.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,view"));
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Redo Edit");
    await message("The records of 5 images were changed.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.includes("dublin")));
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Undo Last Edit");
    await message("The edit of 5 images was taken back.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,view"));
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Undo Last Edit");
    await message("There is no edit to take back.").waitFor();
    await tagger.closeMessages(page);
  });

  test("replaces a tag, offering those that the images have with their counts, and words in descriptions", async () => {
    const { page } = gallery();
    const library = await tagger.openLibrary(page);
    await library.getByRole("combobox", { name: strings.searchLabel }).fill("");
    await page.keyboard.press("Enter");
    await tagger.cards(library).nth(4).waitFor();
    await tagger.cards(library).first().click();
    await page.keyboard.press("Control+a");
    await library.getByRole("button", { name: strings.actionEdit }).click();
    const dialog = await edit(library);
    await dialog.getByRole("combobox", { name: strings.batchRenameFrom }).selectOption({ label: "view (5)" });
    await dialog.getByRole("combobox", { name: strings.tagAdd }).last().fill("panorama");
    await page.keyboard.press("Enter");
    await dialog.getByRole("textbox", { name: strings.batchFind }).fill("a view");
    await dialog.getByRole("textbox", { name: strings.batchBy }).fill("Panorama");
    await dialog.getByText("5 of 5 images change").waitFor();
    await keep("replace");
    await dialog.getByRole("button", { name: "Change 5 Images" }).click();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,panorama"));
    await until(entries, (all) => all.every(({ description }) => description.startsWith("Panorama of ")));
    await dialog.getByRole("button", { name: strings.batchUndo }).click();
    await dialog.getByText("The edit of 5 images was taken back.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,view"));
    await leave(dialog);
  });

  test("what was edited before the window is reloaded can be taken back behind it", async () => {
    const { page } = gallery();
    await runCommand(page, "Image Tagger: Redo Edit");
    await message("The records of 5 images were changed.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,panorama"));
    await page.reload();
    await tagger.openLibrary(page);
    await runCommand(page, "Image Tagger: Undo Last Edit");
    await message("The edit of 5 images was taken back.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,view"));
    await tagger.closeMessages(page);
  });

  test("what another window keeps is left alone, and a damaged history is set aside", async () => {
    const { page, profile } = gallery();
    const names = readdirSync(profile.userData, { recursive: true, encoding: "utf8" });
    const kept = path.join(
      profile.userData,
      names.find((name) => path.basename(name) === "edits.jsonl") ?? assert.fail("No history is kept."),
    );
    const nothingKept = '{"version":1,"done":0}\n';
    const undoIsRefused = async (): Promise<void> => {
      await tagger.openLibrary(page);
      await runCommand(page, "Image Tagger: Undo Last Edit");
      await message("There is no edit to take back.").waitFor();
      await tagger.closeMessages(page);
    };
    writeFileSync(kept, nothingKept);
    const library = await tagger.openLibrary(page);
    await tagger.cards(library).first().click();
    await page.keyboard.press("Control+Shift+z");
    await library.getByText("5 images were changed.").waitFor();
    await until(entries, (all) => all.every(({ tags }) => tags.join() === "city,panorama"));
    await page.reload();
    await undoIsRefused();
    assert.equal(readFileSync(kept, "utf8"), nothingKept);
    writeFileSync(kept, '{"version":1,"do');
    await page.reload();
    await undoIsRefused();
    assert.equal(readFileSync(`${kept}.damaged`, "utf8"), '{"version":1,"do');
  });
});
