/** Workspaces that change: one folder becomes several, folders come and go, records of missing images go on request. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Frame } from "playwright-core";
import { logged } from "../workbench/extensionLog.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

/** Not every start of the workbench in a browser reads a workspace file, or notices that it changed. */
const skip = process.env["IMAGE_TAGGER_WORKSPACES"]
  ? false
  : "the workbench in the browser does not always read a workspace file: set IMAGE_TAGGER_WORKSPACES=1";

describe("a workspace that changes", { timeout: 4 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 60 });
  let outside = "";
  before(async () => {
    outside = mkdtempSync(path.join(tmpdir(), "folders-"));
    await tagGallery(gallery);
    await logged(gallery.profile, /records were given vectors by/);
  });
  after(() => {
    if (outside !== "") rmSync(outside, { recursive: true, force: true });
  });

  const file = (): string => path.join(outside, "several.code-workspace");
  const setFolders = (...folders: readonly string[]): void =>
    writeFileSync(file(), JSON.stringify({ folders: folders.map((each) => ({ path: each })) }, null, 2));
  const addFolder = (name: string, images: readonly string[]): string => {
    const folder = path.join(outside, name);
    mkdirSync(folder);
    for (const image of images) copyFileSync(path.join(gallery.folder, image), path.join(folder, path.basename(image)));
    return folder;
  };
  const countIn = async (library: Frame): Promise<number> =>
    Number((await tagger.cards(library).first().getAttribute("aria-setsize")) ?? 0);
  /** Texts of records: a view that searches again may have its query embedded at any time. */
  const textsEmbedded = (): readonly string[] =>
    gallery.ollama.requests
      .filter(({ path: asked }) => asked === "/api/embed")
      .flatMap(({ body }) => body["input"] as string[])
      .filter((text) => !text.startsWith("task: ") && text !== "title: none | text: a picture");

  test(
    "as a workspace of several folders keeps its meaning search: its vectors are copied and none is made again",
    { skip },
    async () => {
      const { page, folder } = gallery;
      const tagged = imagesBelow(folder).length;
      // a folder inside another one shows no image twice
      setFolders(folder, addFolder("more", []), path.join(folder, "City"));
      gallery.ollama.forget();
      const address = new URL(page.url());
      address.searchParams.delete("folder");
      address.searchParams.set("workspace", file());
      const shown = page.locator(".explorer-folders-view .monaco-list-row").first();
      // the editor may read the workspace file before its server can, and then shows no folder until it is opened again
      for (let triesLeft = 3, isShown = false; !isShown; triesLeft--) {
        assert.ok(triesLeft > 0, "the workspace shows no folder");
        await page.goto(address.href);
        isShown = await shown.waitFor({ timeout: 20_000 }).then(
          () => true,
          () => false,
        );
      }
      const library = await tagger.openLibrary(page);
      await until(
        () => countIn(library),
        (count) => count === tagged,
      );
      await logged(gallery.profile, new RegExp(`${tagged} vectors were copied from other catalogs`));
      assert.deepEqual(textsEmbedded(), []);
      assert.ok((await tagger.search(await tagger.openSearch(page), "harbour at dusk")).length > 0);
    },
  );

  test(
    "shows a folder that is added while another one is tagged, and loses nothing of what is taken out",
    { skip },
    async () => {
      const { page, folder } = gallery;
      const library = await tagger.openLibrary(page);
      const before = await countIn(library);
      const more = path.join(outside, "more");
      for (const [at, image] of imagesBelow(folder).slice(0, 4).entries())
        writeFileSync(
          path.join(more, `new${at}${path.extname(image)}`),
          Buffer.concat([readFileSync(image), Buffer.of(at)]),
        );
      await until(
        () => countIn(library),
        (count) => count === before + 4,
      );
      gallery.ollama.forget();
      await runCommand(page, "Image Tagger: Tag All Untagged Images");
      await until(
        () => gallery.ollama.looks.length,
        (looks) => looks > 0,
      );
      const third = addFolder("third", ["City/stopSign.jpg"]);
      setFolders(folder, more, third);
      await until(
        () => countIn(library),
        (count) => count === before + 5,
      );
      await until(
        () => taggedBelow(more).size,
        (count) => count === 4,
      );
      setFolders(folder, third);
      await until(
        () => countIn(library),
        (count) => count === before + 1,
      );
      assert.equal(taggedBelow(more).size, 4);
      setFolders(folder);
      await until(
        () => countIn(library),
        (count) => count === before,
      );
    },
  );

  test("keeps records of missing images until somebody says yes to their removal", async () => {
    const { page, folder } = gallery;
    const library = await tagger.openLibrary(page);
    const before = await countIn(library);
    const gone = path.join(folder, "City", "stopSign.jpg");
    rmSync(gone);
    // the editor begins its watching anew when folders come and go, and misses what happens meanwhile
    await runCommand(page, "Image Tagger: Refresh");
    await until(
      () => countIn(library),
      (count) => count === before - 1,
    );
    const dialog = page.locator(".monaco-dialog-box");
    const ask = async (button: string): Promise<void> => {
      await runCommand(page, "Image Tagger: Remove Records of Missing Images");
      await dialog.waitFor();
      const said = await dialog.innerText();
      assert.match(said, /missing images \(1\)/);
      assert.ok(said.includes(`${folder}: 1`), said);
      assert.match(said, /cannot be undone/);
      await dialog.getByRole("button", { name: button }).click();
      await dialog.waitFor({ state: "hidden" });
    };
    await ask("Cancel");
    assert.ok(taggedBelow(folder).has(gone));
    await ask("Remove Records");
    await until(
      () => taggedBelow(folder).has(gone),
      (isThere) => !isThere,
    );
    assert.equal(taggedBelow(folder).size, before - 1);
  });

  test("makes its catalog anew on request, says what it did, and keeps the vectors", async () => {
    const { page, folder } = gallery;
    const count = imagesBelow(folder).length;
    gallery.ollama.forget();
    await runCommand(page, "Image Tagger: Rebuild Catalog");
    const message = page.locator(".notification-list-item-message").filter({ hasText: "The catalog was made anew" });
    await message.first().waitFor({ timeout: limitMs });
    assert.match((await message.first().innerText()).trim(), new RegExp(`${count} images, ${count} with records`));
    await logged(gallery.profile, new RegExp(`${count} vectors were copied from other catalogs`));
    assert.deepEqual(textsEmbedded(), []);
    assert.ok((await tagger.search(await tagger.openSearch(page), "harbour at dusk")).length > 0);
  });
});
