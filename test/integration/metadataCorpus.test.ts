/** Real pictures of every format are written, read by two programs of other people, and given back as they were. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, readFile, readdir, utimes } from "node:fs/promises";
import { describe, test, type TestContext } from "node:test";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { withoutExiftool, withoutExiv2 } from "../fixtures/metadataFiles.ts";
import { never } from "../fixtures/records.ts";
import { formatRows, layRow, type FormatRow } from "../fixtures/metadataRows.ts";
import {
  allPrintedOf,
  embed,
  hardRecord,
  hardWords,
  manner,
  pixels,
  printedOf,
  scanBytes,
  takeBack,
  writingScene,
} from "../fixtures/metadataWriting.ts";
import { contentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";
import type { MetadataAction, MetadataOutcome } from "../../src/extension/core/metadata/writing.ts";
import type { ImageRef } from "../../src/extension/core/ports.ts";

const corpus = corpusFolder("normal");
const skip = skipWithout(corpus) || withoutExiftool;
/** `npm run soak` takes every file of the corpus. */
const isWhole = process.env["IMAGE_TAGGER_CORPUS_WHOLE"] === "1";
const keepingTime = { ...embed, manner: { keepsTime: true, backsUp: false } };
const forExiv2: ReadonlySet<FormatRow> = new Set<FormatRow>(["jpg", "png", "tiff", "webp"]);
const captionTags = ["XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"];
const camerasWords = /^(?:sony dsc|.*digital camera\s*|image-description|\s*)$/iu;

type Fields = Readonly<Record<string, unknown>>;

const words = (value: unknown): readonly string[] => (value === undefined ? [] : [value].flat().map(String));
const fieldsOf = (files: readonly string[]): readonly Fields[] =>
  printedOf(files, "-struct", "-XMP:all", "-IPTC:all", "-EXIF:ImageDescription");

/** The words of ours that a file lacks, in the order in which they are added. */
const missing = (there: readonly string[]): readonly string[] => {
  const keys = new Set(there.map((word) => word.toLowerCase()));
  return hardWords.tags.filter((word) => !keys.has(word.toLowerCase()));
};

/** A caption that another program wrote stays, and is the only one. */
function captionFor(fields: Fields): unknown {
  const captioned = captionTags.some((tag) => !camerasWords.test(words(fields[tag])[0] ?? ""));
  return fields["XMP-dc:Description"] ?? (captioned ? undefined : hardWords.description);
}

const altFor = (fields: Fields): unknown => fields["XMP-iptcCore:AltTextAccessibility"] ?? hardWords.alt;

/** What the system's exiftool has to find after the write, by what it found before. */
function requireWords(file: string, before: Fields, now: Fields): void {
  for (const tag of ["XMP-dc:Subject", "XMP-digiKam:TagsList"])
    assert.deepEqual(words(now[tag]), [...words(before[tag]), ...missing(words(before[tag]))], `${file}: ${tag}`);
  assert.deepEqual(now["XMP-iptcCore:AltTextAccessibility"], altFor(before), file);
  assert.deepEqual(now["XMP-dc:Description"], captionFor(before), file);
}

/** The same words as a program finds them that is not ExifTool. */
function requirePacket(row: FormatRow, file: string, bytes: Buffer, before: Fields): void {
  const packet = forExiv2.has(row)
    ? execFileSync("exiv2", ["-pX", file], { encoding: "utf8" })
    : (/<x:xmpmeta[^]*<\/x:xmpmeta>/u.exec(bytes.toString("utf8"))?.[0] ?? "");
  const plain = packet
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
  for (const word of [...missing(words(before["XMP-dc:Subject"])), captionFor(before), altFor(before)])
    if (typeof word === "string") assert.ok(plain.includes(word), `${file}: ${word}`);
}

/** Files of a row with records, a mode and a time of their own. */
async function rowScene(t: TestContext, row: FormatRow) {
  const scene = await writingScene(t);
  const names = await layRow(corpus ?? "", row, scene.root, isWhole);
  assert.ok(names.length > 0);
  const images: ImageRef[] = [];
  for (const name of names) {
    await chmod(scene.at(name), 0o640);
    await utimes(scene.at(name), 1_600_000_000, 1_600_000_000.5);
    images.push(await scene.put(name, hardRecord()));
  }
  const all = async (action: MetadataAction): Promise<readonly MetadataOutcome[]> => {
    const outcomes: MetadataOutcome[] = [];
    await scene.writing.run(
      images,
      () => action,
      (outcome) => outcomes.push(outcome),
      never,
    );
    return outcomes.toSorted((a, b) => names.indexOf(a.image.path) - names.indexOf(b.image.path));
  };
  return { ...scene, names, all, files: names.map((name) => scene.at(name)) };
}

const told = ({ image, state, place, because, failure }: MetadataOutcome) =>
  [image.path, state, place ?? "", because?.reason ?? "", failure?.message ?? ""].join("|");

describe("real pictures", { skip }, () => {
  for (const row of formatRows.filter((name) => name !== "svg" && name !== "bmp"))
    test(`in ${row} are written, two other programs read that, nothing else differs, and it can be taken back`, async (t) => {
      const { root, names, files, all } = await rowScene(t, row);
      const look = async (file: string) => ({
        pixels: await pixels(file),
        // by it thumbnails and records know the picture again
        contentKey: await contentKeyOf(file, never),
        scan: row === "jpg" ? await scanBytes(file) : "",
        ...(await manner(file)),
      });
      const [looked, fields, originals] = [await Promise.all(files.map(look)), fieldsOf(files), allPrintedOf(files)];
      assert.deepEqual(
        (await all(keepingTime)).map(told),
        names.map((name) => `${name}|changed|file||`),
      );
      const now = fieldsOf(files);
      for (const [index, file] of files.entries()) {
        assert.deepEqual(await look(file), looked[index], file);
        requireWords(file, fields[index] ?? {}, now[index] ?? {});
        if (!withoutExiv2 || !forExiv2.has(row)) requirePacket(row, file, await readFile(file), fields[index] ?? {});
      }
      const strays = (await readdir(root)).filter((name) => !names.includes(name) && !name.includes("image_metadata"));
      assert.deepEqual(strays, []);
      if (withoutExiv2 && forExiv2.has(row)) t.diagnostic(`nobody but exiftool has read it: ${withoutExiv2}`);

      assert.deepEqual(
        (await all(takeBack)).map(told),
        names.map((name) => `${name}|changed|file||`),
      );
      for (const [index, left] of allPrintedOf(files).entries()) assert.deepEqual(left, originals[index], names[index]);
      for (const [index, file] of files.entries()) assert.equal(await pixels(file), looked[index]?.pixels, file);
    });

  for (const row of ["svg", "bmp"] as const)
    test(`in ${row} stay as they are: a sidecar is written, and it is said why`, async (t) => {
      const { root, names, files, all } = await rowScene(t, row);
      const look = async (file: string) => [await readFile(file), await manner(file)];
      const looked = await Promise.all(files.map(look));
      assert.deepEqual(
        (await all(keepingTime)).map(told),
        names.map((name) => `${name}|changed|sidecar|formatUnfit|`),
      );
      assert.deepEqual(await Promise.all(files.map(look)), looked);
      for (const file of files) {
        requireWords(file, {}, fieldsOf([`${file}.xmp`])[0] ?? {});
        requirePacket(row, `${file}.xmp`, await readFile(`${file}.xmp`), {});
      }
      await all(takeBack);
      assert.deepEqual(
        (await readdir(root)).filter((name) => name.endsWith(".xmp")),
        [],
      );
    });
});
