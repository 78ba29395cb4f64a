/** Files that change under an open library: deleted, renamed and replaced images. */
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { taggedBelow, type Entry } from "../demo/records.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

describe("images that change while the library is open", { timeout: 4 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 60, folders: ["City", "Home"] });
  before(() => tagGallery(gallery));

  const fileOf = (...parts: string[]): string => path.join(gallery.folder, ...parts);
  const record = (...parts: string[]): Entry | undefined => taggedBelow(gallery.folder).get(fileOf(...parts));
  const finds = async (query: string, holds: (labels: readonly string[]) => boolean): Promise<void> => {
    await tagger.search(await tagger.openSearch(gallery.page), query, holds);
  };

  test("a deleted one goes from the grid and from the search", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await finds("stopSign", tagger.firstIs(/^stopSign\.jpg/));
    rmSync(fileOf("City", "stopSign.jpg"));
    await until(
      () => tagger.cards(library).filter({ hasText: "stopSign.jpg" }).count(),
      (count) => count === 0,
    );
    await finds("stopSign", (labels) => labels.every((label) => !label.includes("stopSign.jpg")));
  });

  test("a renamed one keeps its record, under its new name, without another look at it", async () => {
    const before = record("City", "city_skyline.jpg");
    assert.ok(before);
    const looks = gallery.ollama.looks.length;
    renameSync(fileOf("City", "city_skyline.jpg"), fileOf("City", "harbour.jpg"));
    const library = await tagger.openLibrary(gallery.page);
    const card = tagger.cards(library).filter({ hasText: "harbour.jpg" });
    await card.first().waitFor();
    const label = await until(
      async () => (await card.first().getAttribute("aria-label")) ?? "",
      (text) => /tagged/i.test(text) && !/untagged/i.test(text),
    );
    assert.match(label, /harbour\.jpg/);
    await until(
      () => tagger.cards(library).filter({ hasText: "city_skyline.jpg" }).count(),
      (count) => count === 0,
    );
    const now = await until(
      () => record("City", "harbour.jpg"),
      (found) => found !== undefined,
    );
    assert.deepEqual(now, before);
    await finds("harbour", tagger.firstIs(/^harbour\.jpg/));
    assert.equal(gallery.ollama.looks.length, looks);
  });

  test("a replaced one is tagged again by plain tagging, and no other is", async () => {
    const before = record("Home", "robot toy.png");
    assert.ok(before);
    const looks = gallery.ollama.looks.length;
    copyFileSync(fileOf("Home", "chess-board.png"), fileOf("Home", "robot toy.png"));
    const library = await tagger.openLibrary(gallery.page);
    const card = tagger.cards(library).filter({ hasText: "robot toy.png" }).first();
    await until(
      async () => (await card.getAttribute("aria-label")) ?? "",
      (text) => /untagged|changed|interrupted/i.test(text),
    );
    await tagger.tagOpenFolder(gallery.page, async () => {
      const label = (await card.getAttribute("aria-label")) ?? "";
      return /tagged/i.test(label) && !/untagged/i.test(label);
    });
    await until(
      () => record("Home", "robot toy.png")?.description ?? "",
      (text) => text !== before.description,
    );
    assert.ok(gallery.ollama.looks.length - looks <= 1, "at most the one picture was sent");
  });
});
