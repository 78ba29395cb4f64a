/** Words that another program writes into images and sidecars while the workbench is open: found, shown, taken over, and no model looks. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { exiftool, withoutExiftool } from "../../fixtures/metadataFiles.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const indexFile = "image_metadata.json";
const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

describe("words of another program", { timeout: 3 * limitMs, skip: withoutExiftool }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City"] });
  const fileOf = (name: string): string => path.join(gallery.folder, "City", name);
  const finds = async (query: string, holds: (labels: readonly string[]) => boolean): Promise<readonly string[]> =>
    tagger.search(await tagger.openSearch(gallery.page), query, holds);
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery.page.screenshot({ path: path.join(pictures, `fileMetadata-${name}.png`) });
  };

  test("written into an image that nobody tagged are found a moment later, and the result says where they stand", async () => {
    await tagger.openLibrary(gallery.page);
    const before = readdirSync(path.join(gallery.folder, "City")).sort();
    exiftool(
      fileOf("stopSign.jpg"),
      "-XMP-dc:Subject=Zebrafish",
      "-XMP-dc:Description=A crossing in Rørvig",
      "-XMP-xmp:Rating=5",
    );
    const labels = await finds("zebrafish", tagger.firstIs(/^stopSign\.jpg/));
    assert.equal(labels.length, 1);
    assert.match(labels[0] ?? "", /in the file: zebrafish/i);
    assert.match(labels[0] ?? "", /untagged/i);
    await keep("search");
    assert.deepEqual(readdirSync(path.join(gallery.folder, "City")).sort(), before);
  });

  test("are shown in the image view, taken over by two clicks and saved as words of the file", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const dialog = await tagger.openImage(library, "stopSign.jpg");
    const words = dialog.locator("file-words");
    await words.getByText("5 of 5 stars").waitFor();
    await keep("image");
    await words.getByRole("button", { name: strings.fileUseKeywords }).click();
    await words.getByRole("button", { name: strings.fileUseCaption }).click();
    await dialog.getByRole("button", { name: strings.save, exact: true }).click();
    await dialog.getByText(strings.saved).waitFor();
    await dialog.getByText(strings.sourceFile).first().waitFor();
    // written where all programs read it, at the next rest
    await until(
      () => (existsSync(fileOf(indexFile)) ? readFileSync(fileOf(indexFile), "utf8") : ""),
      (text) => /"tags": \[\s*"Zebrafish"\s*\]/u.test(text),
    );
    await keep("taken");
    await dialog.getByRole("button", { name: strings.dialogClose }).click();
  });

  test("in a sidecar that comes, and goes, are found and are found no more", async () => {
    exiftool(fileOf("city_skyline.jpg.xmp"), "-XMP-dc:Subject=Quokka");
    await finds("quokka", tagger.firstIs(/^city_skyline\.jpg/));
    rmSync(fileOf("city_skyline.jpg.xmp"));
    await finds("quokka", (labels) => labels.every((label) => !label.includes("city_skyline")));
    assert.equal(gallery.ollama.looks.length, 0);
  });
});
