/** Metadata that is written by itself in a Git work tree: asked once, refused, called off, taken up again, and no second look comes of it. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { drawAs, withoutExiftool } from "../../fixtures/metadataFiles.ts";
import { printedOf } from "../../fixtures/metadataWriting.ts";
import { copySamples } from "../workbench/prepared.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "writeMetadata");
const many = Array.from({ length: 100 }, (_, index) => `${String(index).padStart(3, "0")}.jpg`);

/** Pictures that another program has described, so that no model is needed. */
async function drawMany(folder: string): Promise<void> {
  mkdirSync(folder);
  for (const [index, name] of many.entries()) await drawAs(folder, "jpg", index, name);
  const entry = { description: "Drawn", tags: ["drawn"], text_content: "", is_processed: true };
  writeFileSync(
    path.join(folder, "image_metadata.json"),
    JSON.stringify(Object.fromEntries(many.map((name) => [name, entry]))),
  );
}

describe("metadata that is written by itself", { timeout: 4 * limitMs, skip: withoutExiftool }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;
  const place = (name: string): string => path.join(gallery.folder, name);
  const city = (): string[] => readdirSync(place("City")).filter((name) => /\.(?:jpg|png)$/u.test(name));
  const cityFile = (name: string): string => path.join(place("City"), name);
  const bytesOf = (names: readonly string[]) => names.map((name) => readFileSync(cityFile(name)));
  const stampsOf = (names: readonly string[]) => names.map((name) => statSync(cityFile(name)).mtimeMs);
  const see = (name: string) => gallery.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  const dialog = () => gallery.page.locator(".monaco-dialog-box");
  const message = (text: RegExp) =>
    gallery.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  const subjects = (files: readonly string[]): readonly (readonly unknown[])[] =>
    printedOf(files, "-XMP-dc:Subject").map((fields) => [fields["XMP-dc:Subject"] ?? []].flat());
  /** How many of the drawn pictures hold what their record says. */
  const countOfWritten = (): number =>
    subjects(many.map((name) => path.join(place("Many"), name))).filter((words) => words.includes("drawn")).length;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    ollama = await startOllamaStandIn({ latencyMs: 30 });
    gallery = await openGallery({
      ollamaHost: ollama.url,
      settings: { "imageTagger.metadata.write": "embed" },
      draw: async (folder) => {
        await copySamples(folder, ["City"]);
        await drawMany(path.join(folder, "Many"));
        mkdirSync(path.join(folder, ".git"));
      },
    });
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  test("after tagging asks first in a Git work tree, and leaves the files alone where a person says no", async () => {
    const { page } = gallery;
    const names = city();
    const before = bytesOf(names);
    await tagger.openLibrary(page);
    await tagger.tagOpenFolder(page, () => ollama.looks.length > 0);
    await dialog().waitFor({ timeout: limitMs });
    await see("7-gitAsked");
    assert.match(await dialog().innerText(), /Git work tree: every image that is written shows as changed/);
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await untilAllTagged(gallery.folder);
    assert.deepEqual(bytesOf(names), before);
  });

  test("on demand asks again, and a work that is called off says how far it came", async () => {
    const { page } = gallery;
    await runCommand(page, "Image Tagger: Write Metadata to Images");
    await dialog().waitFor();
    await dialog().getByRole("button", { name: "Write", exact: true }).click();
    const underWay = message(/Writing metadata….*[1-9]\d* \/ \d+/);
    await underWay.waitFor({ timeout: limitMs });
    await underWay.getByRole("button", { name: "Cancel" }).click();
    const said = message(/It was called off/);
    await said.waitFor({ timeout: limitMs });
    await see("9-calledOff");
    const [, count = ""] = /Metadata of (\d+) images was written/u.exec(await said.innerText()) ?? [];
    assert.ok(Number(count) > 0 && Number(count) < many.length + city().length, await said.innerText());
    const written = countOfWritten();
    assert.ok(written <= Number(count) && written < many.length, `${written} of ${count}`);
    assert.deepEqual(
      readdirSync(place("Many")).filter((name) => /tmp$|_original$|\.xmp$/u.test(name)),
      [],
    );
    await tagger.closeMessages(page);
  });

  test("is taken up again where it stopped, and asks no more", async () => {
    const { page } = gallery;
    await runCommand(page, "Image Tagger: Write Metadata to Images");
    await message(/Metadata of \d+ images was written.*Up to date already: \d+/).waitFor({ timeout: limitMs });
    assert.equal(countOfWritten(), many.length);
    assert.equal(await dialog().count(), 0);
    await tagger.closeMessages(page);
  });

  test("follows an edit, and neither that nor our own writes are looked at or written again", async () => {
    const { page } = gallery;
    const looks = ollama.looks.length;
    const [first = "", second = "", ...others] = city();
    const untouched = stampsOf(others);
    const library = await tagger.openLibrary(page);
    for (const name of [first, second]) {
      const opened = await tagger.openImage(library, name);
      await tagger.addTag(opened, "by hand");
      await until(
        () => subjects([cityFile(name)])[0] ?? [],
        (words) => words.includes("by hand"),
      );
      await opened.getByRole("button", { name: strings.dialogClose }).click();
    }
    const stamps = stampsOf([first, second]);
    // whatever our writes could set off stands before this search among what changed
    await tagger.search(await tagger.openSearch(page), "by hand", (labels) => labels.length >= 2);
    await tagger.tagOpenFolder(page, async () => (await message(/./).count()) > 0);
    await see("10-nothingToTag");
    assert.equal(ollama.looks.length, looks);
    assert.deepEqual(stampsOf([first, second]), stamps);
    assert.deepEqual(stampsOf(others), untouched);
    await tagger.closeMessages(page);
  });

  test("is written by the buttons of the library and of the image view", async () => {
    const { page } = gallery;
    const library = await tagger.openLibrary(page);
    const upToDate = message(/No metadata was written.*Up to date already: 1/);
    await tagger.cards(library).filter({ hasText: "stopSign.jpg" }).first().click();
    await library.getByRole("button", { name: strings.actionWriteMetadata }).first().click();
    await upToDate.waitFor({ timeout: limitMs });
    await see("11-button");
    await tagger.closeMessages(page);
    const opened = await tagger.openImage(library, "stopSign.jpg");
    await opened.getByRole("button", { name: strings.actionWriteMetadata }).click();
    await upToDate.waitFor({ timeout: limitMs });
    await see("12-imageView");
  });
});
