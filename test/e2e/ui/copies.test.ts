/** Near-duplicates in a workbench: found after tagging, grouped with what they differ in, for the library and for one folder. */
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { imagesBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const find = `Image Tagger: ${strings.copiesFind}`;

describe("near-duplicates in a workbench", { timeout: 5 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City", "Home"] });
  before(async () => {
    const globe = path.join(gallery.folder, "Home", "globe.jpeg");
    copyFileSync(globe, path.join(gallery.folder, "City", "globe again.jpeg"));
    await sharp(globe)
      .resize(450)
      .png()
      .toFile(path.join(gallery.folder, "City", "small globe.png"));
  });

  test("are not known before somebody looked at the pictures, and that is said", async () => {
    await tagger.openLibrary(gallery.page);
    await runCommand(gallery.page, find);
    const library = await tagger.openLibrary(gallery.page);
    await library.getByRole("group", { name: strings.copies, exact: true }).waitFor();
    await library.getByRole("heading", { name: strings.copiesNone }).waitFor();
    await library.getByText(strings.copiesUnseen.replace("{0}", String(imagesBelow(gallery.folder).length))).waitFor();
    await library.locator("empty-state").getByRole("button", { name: strings.copiesLeave }).click();
    await library.getByText(`${imagesBelow(gallery.folder).length} images`, { exact: true }).waitFor();
  });

  test("are grouped once they are tagged: the best copy first, and what each differs in", async () => {
    await tagGallery(gallery);
    await runCommand(gallery.page, find);
    const library = await tagger.openLibrary(gallery.page);
    await library.getByText("3 images in 1 group").waitFor();
    await library.getByText(strings.copiesNear.replace("{0}", "3")).waitFor();
    const labels = (): Promise<readonly string[]> =>
      tagger.cards(library).evaluateAll((cards) => cards.map((card) => card.getAttribute("aria-label") ?? ""));
    const [best = "", same = "", small = ""] = await until(
      labels,
      (found) => found.length === 3 && found.every((label) => label.includes("×")),
    );
    assert.match(best, /^globe( again)?\.jpeg, Best copy, 900 × 900, .*JPEG/);
    assert.match(same, /^globe( again)?\.jpeg, Same as the best, 900 × 900, /);
    assert.match(small, /^small globe\.png, 450 × 450, .*PNG, City/);
    // nothing is ever taken away
    assert.ok(readdirSync(path.join(gallery.folder, "City")).includes("small globe.png"));
  });

  test("are gone through by the keyboard, from the first copy into its image and back", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await tagger.cards(library).first().press("ArrowRight");
    await gallery.page.keyboard.press("ArrowRight");
    await gallery.page.keyboard.press("Enter");
    await library.getByRole("dialog", { name: strings.dialogLabel.replace("{0}", "small globe.png") }).waitFor();
    await library.getByText("3 of 3").waitFor();
    await gallery.page.keyboard.press("Escape");
    await library.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("of one folder are asked for in its menu: pictures of other folders are not among them", async () => {
    const { page } = gallery;
    await tagger.treeRows(page, "Folders");
    const library = await tagger.openLibrary(page);
    const chip = library.getByRole("group", { name: strings.folderFilter.replace("{0}", "City") });
    const city = page.locator(".sidebar .monaco-list-row").filter({ hasText: "City" }).first();
    const item = page.getByRole("menuitem", { name: strings.copiesFind });
    // a menu takes no click in its first moments, and closes where something else takes the focus
    const choose = async (): Promise<boolean> => {
      if (!(await item.isVisible())) await city.click({ button: "right" });
      await item.click({ timeout: 5_000 }).catch(() => undefined);
      const isThere = chip.waitFor({ timeout: 5_000 });
      return isThere.then(
        () => true,
        () => false,
      );
    };
    await until(choose, (isChosen) => isChosen);
    await library.getByText("2 images in 1 group").waitFor();
  });
});
