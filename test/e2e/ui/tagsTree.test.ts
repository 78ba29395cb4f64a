/** The Tags view in the workbench: counts, the images of a tag, renaming, merging and deleting everywhere, by keys, and taken back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { copySamples } from "../workbench/prepared.ts";
import { chooseFromMenu } from "../workbench/menus.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

/** Records of another program in its own layout: five images, two of them with a third tag in two spellings. One file has keywords of its own. */
function layRecords(city: string): void {
  const names = readdirSync(city).filter((name) => /\.(?:jpg|png)$/u.test(name));
  const entries = names.map((name, index) => [
    name,
    {
      description: `A view of ${name}`,
      tags: ["city", ...(index < 3 ? ["view"] : []), ...(index === 0 ? ["Zoë"] : index === 1 ? ["zoe"] : [])],
      text_content: "",
      is_processed: true,
    },
  ]);
  writeFileSync(path.join(city, "image_metadata.json"), JSON.stringify(Object.fromEntries(entries), null, 4));
}

describe("the Tags view", { timeout: 3 * limitMs }, () => {
  let opened: OpenedGallery | undefined;
  const gallery = (): OpenedGallery => opened ?? assert.fail("The gallery is not open.");
  const tagsInFile = (): readonly string[] => {
    const entries: Record<string, { readonly tags: readonly string[] }> = JSON.parse(
      readFileSync(path.join(gallery().folder, "City", "image_metadata.json"), "utf8"),
    );
    return Object.values(entries).map(({ tags }) => tags.join(" "));
  };
  const pane = (): Locator => gallery().page.locator(".sidebar .pane").filter({ hasText: "Tags" }).first();
  const row = (label: string): Locator =>
    gallery().page.locator(`.sidebar .monaco-list-row[aria-label^="${label}"]`).first();
  const rows = (): Promise<readonly string[]> => tagger.treeRows(gallery().page, "Tags");
  const dialog = (): Locator => gallery().page.locator(".monaco-dialog-box");
  const question = (): Locator => gallery().page.locator(".quick-input-widget");
  /** Selects and presses a key, until what it opens stands there: a panel that is just drawn may take the keyboard for a moment. */
  const byKey = async (key: string, opens: Locator, select: () => Promise<void>): Promise<void> => {
    for (let triesLeft = 5; ; triesLeft--) {
      await select();
      await gallery().page.keyboard.press(key);
      const isThere = opens.waitFor({ timeout: 5_000 });
      if (triesLeft === 0) return isThere;
      if (
        await isThere.then(
          () => true,
          () => false,
        )
      )
        return;
    }
  };
  const name = async (title: RegExp, text: string): Promise<void> => {
    const input = question();
    await input.getByText(title).first().waitFor();
    await input.locator("input[type=text]").first().fill(text);
    await gallery().page.keyboard.press("Enter");
  };
  const agree = async (): Promise<void> => {
    await dialog().getByRole("button", { name: "Change" }).waitFor();
    await gallery().page.keyboard.press("Enter");
    await dialog().waitFor({ state: "hidden" });
  };
  const keep = async (picture: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery().page.screenshot({ path: path.join(pictures, `tags-${picture}.png`) });
  };

  before(async () => {
    opened = await openGallery({
      draw: async (folder) => {
        await copySamples(folder, ["City"]);
        layRecords(path.join(folder, "City"));
      },
    });
    await tagger.showSideBar(gallery().page);
    await tagger.foldPane(gallery().page, "Tags", "open");
  });
  after(async () => opened?.close());

  test("lists tags with their counts, spellings together, the most used first; a click shows the images", async () => {
    await pane().waitFor();
    await row("city").waitFor();
    assert.deepEqual(await rows(), [
      "city, 5 images",
      "view, 3 images",
      "Zoë, 2 images",
      "café, 1 image",
      "coffee, 1 image",
    ]);
    await row("view").click();
    const library = await tagger.openLibrary(gallery().page);
    await until(
      () => tagger.cards(library).count(),
      (count) => count === 3,
    );
    await keep("list");
  });

  test("renames a tag everywhere by F2, from the tree that kept the keyboard", async () => {
    await byKey("F2", question(), () => row("Zoë").click());
    await name(/Rename Tag/u, "espresso");
    await agree();
    await until(tagsInFile, (all) => all.filter((tags) => /\bespresso\b/u.test(tags)).length === 2);
    assert.ok(!tagsInFile().some((tags) => /zo[eë]/iu.test(tags)));
    await row("espresso").waitFor();
    await tagger.closeMessages(gallery().page);
  });

  test("merges selected tags into one, deletes it by the Delete key, and takes both back", async () => {
    const { page } = gallery();
    const before = tagsInFile();
    await byKey("F2", question(), async () => {
      await row("view").click();
      await row("espresso").click({ modifiers: ["ControlOrMeta"] });
      await keep("selected");
    });
    await name(/Merge 2 Tags/u, "panorama");
    await agree();
    await row("panorama, 3 images").waitFor();
    assert.deepEqual(await rows(), ["city, 5 images", "panorama, 3 images", "café, 1 image", "coffee, 1 image"]);
    await tagger.closeMessages(page);
    await byKey("Delete", dialog(), () => row("city").click());
    await agree();
    await until(rows, (all) => all.join("; ") === "panorama, 3 images; café, 1 image; coffee, 1 image");
    await keep("merged");
    await tagger.closeMessages(page);
    for (const _step of [1, 2]) {
      await runCommand(page, "Image Tagger: Undo Last Edit");
      await page
        .locator(".notifications-toasts")
        .getByText(/was taken back/u)
        .first()
        .waitFor();
      await tagger.closeMessages(page);
    }
    await until(tagsInFile, (all) => all.join("\n") === before.join("\n"));
    await until(
      rows,
      (all) => all.join("; ") === "city, 5 images; view, 3 images; espresso, 2 images; café, 1 image; coffee, 1 image",
    );
  });

  test("puts selected tags into a vocabulary that is begun for them, and says what is in it already", async () => {
    const { page, folder } = gallery();
    const file = path.join(folder, ".vscode", "image-tags.json");
    const said = (text: RegExp): Locator =>
      page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
    await row("view").click();
    await row("espresso").click({ modifiers: ["ControlOrMeta"] });
    await chooseFromMenu(row("espresso"), "Add to Vocabulary", dialog());
    await dialog().getByRole("button", { name: "Begin Vocabulary" }).click();
    await said(/Added to the vocabulary: “view”, “espresso”/u).waitFor();
    assert.match(readFileSync(file, "utf8"), /\/\/ .*\n {4}"view",\n {4}"espresso"\n {2}\],\n {2}\/\/ /u);
    await tagger.closeMessages(page);
    await row("espresso").click();
    await chooseFromMenu(row("espresso"), "Add to Vocabulary", said(/In the vocabulary already: “espresso”/u));
    await tagger.closeMessages(page);
  });

  test("finds a tag that is written nearly the same, and merges it", async () => {
    const { page } = gallery();
    await byKey("F2", question(), () => row("view").click());
    await name(/Rename Tag/u, "expresso");
    await agree();
    await row("expresso, 3 images").waitFor();
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Find Similar Tags");
    const lines = question().locator(".monaco-list-row");
    const near = lines.filter({ hasText: "nearly the same letters" }).first();
    const group = lines.filter({ hasText: "espresso (2)" });
    await group.or(near).first().waitFor();
    if (await group.isVisible()) await group.click();
    await near.waitFor();
    await keep("similar");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await lines.filter({ hasText: "Merge into “espresso”" }).click();
    await agree();
    await row("espresso, 3 images").waitFor();
    assert.ok(!(await rows()).some((label) => label.startsWith("expresso")));
  });
});
