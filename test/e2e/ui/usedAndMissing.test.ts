/** Which images documents use, records of missing images, and the language of words, in the workbench. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { before, describe, test } from "node:test";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery } from "./setUp.ts";
import { limitMs } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

describe("images and the documents beside them", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City"] });
  const finds = async (query: string, holds: (labels: readonly string[]) => boolean): Promise<readonly string[]> =>
    tagger.search(await tagger.openSearch(gallery.page), query, holds);
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery.page.screenshot({ path: path.join(pictures, `used-${name}.png`) });
  };
  const holdsName =
    (name: string, is = true) =>
    (labels: readonly string[]): boolean =>
      (is ? labels.length > 0 : true) && labels.some((label) => label.startsWith(name)) === is;

  before(() => {
    mkdirSync(path.join(gallery.folder, "docs"));
    writeFileSync(
      path.join(gallery.folder, "docs", "guide.md"),
      "# Guide\n\nFirst words.\n\n![A sign](../City/stopSign.jpg)\n",
    );
  });

  test("used:false leaves out what a document uses, and follows the document when it changes", async () => {
    await tagger.openLibrary(gallery.page);
    await finds("used:true", (labels) => labels.length === 1 && holdsName("stopSign.jpg")(labels));
    await finds("used:false", holdsName("stopSign.jpg", false));
    await keep("false");
    writeFileSync(
      path.join(gallery.folder, "docs", "more.md"),
      '<img src="../City/city_skyline.jpg" alt="A skyline">\n',
    );
    await finds("used:more.md", holdsName("city_skyline.jpg"));
    await finds("used:guide", holdsName("city_skyline.jpg", false));
  });

  test("the image view names the document, and a click leads to the place in it", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const dialog = await tagger.openImage(library, "stopSign.jpg");
    await dialog.getByRole("heading", { name: strings.usedInTitle }).scrollIntoViewIfNeeded();
    await keep("image");
    await dialog.getByRole("button", { name: "docs/guide.md, line 5" }).click();
    await gallery.page.locator(".tab.active").filter({ hasText: "guide.md" }).waitFor();
    await gallery.page
      .locator(".statusbar-item")
      .filter({ hasText: /Ln 5, Col \d+ \(20 selected\)/ })
      .waitFor();
    await keep("document");
  });

  test("is:orphan shows the record of a deleted image, which no other search finds, and removes it on request", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await library.getByRole("button", { name: strings.dialogClose }).click();
    const dialog = await tagger.openImage(library, "city_skyline.jpg");
    await tagger.addTag(dialog, "Zugspitzen");
    await dialog.getByRole("button", { name: strings.dialogClose }).click();
    await finds("Zugspitzen", holdsName("city_skyline.jpg"));
    renameSync(path.join(gallery.folder, "City", "city_skyline.jpg"), path.join(gallery.folder, "away.bin"));
    await finds("Zugspitzen", holdsName("city_skyline.jpg", false));
    const labels = await finds("is:orphan", holdsName("city_skyline.jpg"));
    assert.match(labels[0] ?? "", /missing/);
    await finds("is:orphan zugspitzen", holdsName("city_skyline.jpg"));
    await keep("orphan");
    const search = await tagger.openSearch(gallery.page);
    await search.getByRole("button", { name: strings.missingRemove }).click();
    await gallery.page.locator(".monaco-dialog-box").getByRole("button", { name: "Remove Records" }).click();
    await finds("is:orphan", (left) => left.length === 0);
  });

  test("with German set, another form of a German word finds, and without it no more", async () => {
    const library = await tagger.openLibrary(gallery.page);
    const dialog = await tagger.openImage(library, "stopSign.jpg");
    await tagger.addTag(dialog, "Häuser");
    await dialog.getByRole("button", { name: strings.dialogClose }).click();
    // demanded, since a word that is only looked for may be one that was typed wrong
    const asked = "+Häusern";
    await finds(asked, holdsName("stopSign.jpg", false));
    setLanguage("german");
    await finds(asked, holdsName("stopSign.jpg"));
    setLanguage("english");
    await finds(asked, holdsName("stopSign.jpg", false));
  });

  /** Changes the setting as an edit of the files on the disk does: of the user, and of the computer that the server runs on. */
  function setLanguage(language: string): void {
    for (const place of ["User", "Machine"]) {
      const file = path.join(gallery.profile.userData, place, "settings.json");
      const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify({ ...settings, "imageTagger.search.language": language }, null, 2));
    }
  }
});
