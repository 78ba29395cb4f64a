/** Metadata is written from the workbench: seen beforehand as a table, written with a summary, after an edit by itself, and taken back. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withoutExiftool } from "../../fixtures/metadataFiles.ts";
import { printed } from "../../fixtures/metadataWriting.ts";
import { copySamples } from "../workbench/prepared.ts";
import { runCommand, webviewFrame } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "writeMetadata");
const hostile = '[x](command:boo) | <img src=x> `a` ~~b~~ & "c"';

/** Records of another program, so that no model is needed. */
function layRecords(city: string): void {
  const names = readdirSync(city).filter((name) => name.endsWith(".jpg"));
  const entries = names.map((name, index) => [
    name,
    {
      description: index === 0 ? hostile : `A view of ${name}`,
      tags: ["Städte", "灯台 🌊", `number ${index}`],
      text_content: "",
      is_processed: true,
    },
  ]);
  writeFileSync(path.join(city, "image_metadata.json"), JSON.stringify(Object.fromEntries(entries)));
}

describe("metadata in image files", { timeout: 4 * limitMs, skip: withoutExiftool }, () => {
  let gallery: OpenedGallery;
  const city = (): string => path.join(gallery.folder, "City");
  const images = (): string[] => readdirSync(city()).filter((name) => name.endsWith(".jpg"));
  const fileOf = (name: string): string => path.join(city(), name);
  const see = (name: string) => gallery.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  /** Keywords that stand in the samples already. */
  const theirs = new Map<string, readonly unknown[]>();
  const message = (text: string | RegExp) =>
    gallery.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  const dialog = () => gallery.page.locator(".monaco-dialog-box");
  const subjects = (name: string): readonly unknown[] =>
    [printed(fileOf(name), "-XMP-dc:Subject")["XMP-dc:Subject"] ?? []].flat();

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    gallery = await openGallery({
      draw: async (folder) => {
        await copySamples(folder, ["City"]);
        layRecords(path.join(folder, "City"));
      },
    });
    for (const name of images()) theirs.set(name, subjects(name));
  });
  after(() => gallery?.close());

  test("is shown as a table before anything is written", async () => {
    const { page } = gallery;
    await tagger.openLibrary(page);
    const stamps = images().map((name) => statSync(fileOf(name)).mtimeMs);
    await runCommand(page, "Image Tagger: Preview Metadata Changes");
    const frame = await webviewFrame(page, "table");
    await frame.locator("td").filter({ hasText: "Städte" }).first().waitFor();
    const table = await frame.locator("table").innerText();
    for (const name of images()) assert.ok(table.includes(`City/${name}`), name);
    assert.ok(table.includes(hostile), table);
    assert.equal(await frame.locator("td a, td img, td code").count(), 0);
    await see("1-preview");
    assert.deepEqual(
      images().map((name) => statSync(fileOf(name)).mtimeMs),
      stamps,
    );
    await page.keyboard.press("Control+w");
  });

  test("is written where a person says so, and the message tells how much", async () => {
    const { page } = gallery;
    await runCommand(page, "Image Tagger: Write Metadata to Images");
    const pick = page.locator(".quick-input-widget .monaco-list-row").filter({ hasText: "Into the image files" });
    await pick.waitFor();
    await see("2-where");
    await pick.click();
    await message(/Metadata of \d+ images was written/).waitFor({ timeout: limitMs });
    await see("3-written");
    for (const [index, name] of images().entries())
      assert.deepEqual(subjects(name), [...(theirs.get(name) ?? []), "Städte", "灯台 🌊", `number ${index}`], name);
    assert.deepEqual(
      readdirSync(city()).filter((name) => /tmp$|_original$|\.xmp$/u.test(name)),
      [],
    );
    await tagger.closeMessages(page);
  });

  test("follows an edit where the workspace's setting says so and a person agreed to that", async () => {
    const { page } = gallery;
    mkdirSync(path.join(gallery.folder, ".vscode"), { recursive: true });
    writeFileSync(
      path.join(gallery.folder, ".vscode/settings.json"),
      JSON.stringify({ "imageTagger.metadata.write": "embed" }),
    );
    const [name = ""] = images();
    const library = await tagger.openLibrary(page);
    const opened = await tagger.openImage(library, name);
    for (let count = 0; !(await dialog().isVisible()); count++) {
      await tagger.addTag(opened, `added ${count}`);
      await page.waitForTimeout(1500);
      assert.ok(count < 20, "nobody asked");
    }
    await see("4-asked");
    assert.match(await dialog().innerText(), /settings of this workspace ask for it/);
    await dialog().getByRole("button", { name: "Write", exact: true }).click();
    await until(
      () => subjects(name),
      (words) => words.includes("added 0"),
    );
    await page.keyboard.press("Escape");
  });

  test("is taken back, and the file says what it said before", async () => {
    const { page } = gallery;
    await runCommand(page, "Image Tagger: Remove Written Metadata");
    await dialog().waitFor();
    await see("5-takeBack");
    await dialog().getByRole("button", { name: "Take Back" }).click();
    await message("Metadata was taken back").waitFor({ timeout: limitMs });
    await see("6-takenBack");
    for (const name of images()) assert.deepEqual(subjects(name), theirs.get(name), name);
    assert.match(readFileSync(path.join(city(), "image_metadata.json"), "utf8"), /number 1/);
  });
});
