/** Near-duplicates of real pictures: altered by sharp, looked at as the images room does, and read back from the real catalog. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import sharp, { type Sharp } from "sharp";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { SharpImages } from "../../src/extension/adapters/images/sharpImages.ts";
import { contentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";
import type { CatalogDocument } from "../../src/extension/core/catalogPort.ts";
import { duplicateList } from "../../src/extension/core/views/duplicateList.ts";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const corpus = corpusFolder("normal");
const { log } = quietLog();
const images = new SharpImages({
  reader: { read: () => Promise.reject(new Error("No text is read.")), close: async () => undefined },
  log,
});

const photos = ["scikit-image/chelsea.png", "scikit-image/astronaut.png", "test-assets/wood_anemones.jpg"];
const changes: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  "smaller.jpg": (picture) => picture.resize(200).jpeg({ quality: 70 }),
  "again.webp": (picture) => picture.webp({ quality: 60 }),
  "grey.jpg": (picture) => picture.greyscale().jpeg({ quality: 85 }),
};
/** Other pictures to the hash: this is how far it goes. */
const tooMuch: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  "turned.jpg": (picture) => picture.rotate(90).jpeg(),
  "mirrored.jpg": (picture) => picture.flop().jpeg(),
};

/** The document of a picture that was looked at. */
async function looked(file: string): Promise<CatalogDocument> {
  const { dHash, facts } = await images.prepare({ path: file, maxSidePx: 1024 }, signal);
  const { width, height, format } = facts;
  const name = path.basename(file);
  const contentKey = await contentKeyOf(file, signal);
  return documentOf(name, {
    path: name,
    state: "tagged",
    dHash,
    width,
    height,
    format,
    contentKey,
    size: width * height,
  });
}

async function groupsOf(context: TestContext, documents: readonly CatalogDocument[]) {
  const directory = path.join(await temporaryFolder(context), "catalog");
  const catalog = new LanceCatalog({ directory, log });
  context.after(() => catalog.close());
  await catalog.open(signal);
  await catalog.upsert(documents, signal);
  const rows = await catalog.rows(["one"], signal);
  const { ids, sections, notes } = await duplicateList(
    rows,
    await catalog.likenesses(["one"], signal),
    () => true,
    signal,
  );
  let at = 0;
  return { groups: sections.map(({ count }) => ids.slice(at, (at += count))), notes };
}

describe("near-duplicates of real pictures", () => {
  test(
    "are resized, recompressed, converted and grey ones; not what is turned, mirrored or another picture",
    { skip: skipWithout(corpus) },
    async (context) => {
      const folder = await temporaryFolder(context);
      const documents: CatalogDocument[] = [];
      for (const [number, photo] of photos.entries()) {
        for (const [name, change] of Object.entries({
          "best.png": (one: Sharp) => one.png(),
          ...changes,
          ...tooMuch,
        })) {
          const file = path.join(folder, `${number} ${name}`);
          await writeFile(file, await change(sharp(path.join(corpus ?? "", photo))).toBuffer());
          documents.push(await looked(file));
        }
      }
      const { groups, notes } = await groupsOf(context, documents);
      const expected = photos.map((_photo, number) =>
        ["best.png", ...Object.keys(changes)].map((name) => `${number} ${name}`).toSorted(),
      );
      assert.deepEqual(new Set(groups.map((ids) => ids.toSorted().join())), new Set(expected.map((ids) => ids.join())));
      assert.ok(groups.every(([best]) => !best?.endsWith("smaller.jpg")));
      assert.deepEqual(notes.copies, { unseen: 0, plain: 0, cut: 0, moreGroups: 0 });
    },
  );

  test("are never plain pictures of several colours, but identical files of one", async (context) => {
    const folder = await temporaryFolder(context);
    const documents: CatalogDocument[] = [];
    for (const [name, background] of [
      ["red.png", "red"],
      ["red copy.png", "red"],
      ["blue.png", "blue"],
      ["white.png", "white"],
    ] as const) {
      const file = path.join(folder, name);
      await writeFile(
        file,
        await sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .png()
          .toBuffer(),
      );
      documents.push(await looked(file));
    }
    const { groups, notes } = await groupsOf(context, documents);
    assert.deepEqual(
      groups.map((ids) => ids.toSorted()),
      [["red copy.png", "red.png"]],
    );
    assert.equal(notes.copies?.plain, 4);
  });
});
