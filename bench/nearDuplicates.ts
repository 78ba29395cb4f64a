/** How far the perceptual hashes of altered copies, and of different pictures, lie from each other: the figures of docs/search.md. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { decodePixels, openImage } from "../src/extension/adapters/images/decoder.ts";
import { perceptualHash } from "../src/extension/adapters/images/perceptualHash.ts";
import { bitsApart, differingBits, isPlain, readLook, type Look } from "../src/extension/core/search/pictureHashes.ts";
import { corpusFolder, imagesBelow } from "../test/fixtures/corpus.ts";
import type { Benchmark, Figure } from "./figures.ts";

const signal = new AbortController().signal;
const maxSidePx = 1024;
/** Copies that a person would call the same picture, and how many of them are to be found. */
const plainCopies = ["half as wide, JPEG 80", "200 pixels wide, JPEG 70", "JPEG 30", "WebP 60", "AVIF 45", "grey"];
const shareToFind = 0.95;

type Change = (picture: Sharp, width: number, height: number) => Sharp;

/** Takes so much of each side away. */
function cropped(share: number): Change {
  return (picture, width, height) => {
    const [left, top] = [Math.round(width * share), Math.round(height * share)];
    return picture.extract({ left, top, width: width - 2 * left, height: height - 2 * top }).jpeg({ quality: 90 });
  };
}

const changes: Readonly<Record<string, Change>> = {
  "half as wide, JPEG 80": (picture, width) => picture.resize(Math.max(1, Math.round(width / 2))).jpeg({ quality: 80 }),
  "200 pixels wide, JPEG 70": (picture) => picture.resize(200).jpeg({ quality: 70 }),
  "JPEG 30": (picture) => picture.jpeg({ quality: 30 }),
  "JPEG 10": (picture) => picture.jpeg({ quality: 10 }),
  "WebP 60": (picture) => picture.webp({ quality: 60 }),
  "AVIF 45": (picture) => picture.avif({ quality: 45, effort: 0 }),
  grey: (picture) => picture.greyscale().jpeg({ quality: 85 }),
  "brighter by a tenth": (picture) => picture.modulate({ brightness: 1.1 }).jpeg({ quality: 90 }),
  "more contrast": (picture) => picture.linear(1.2, -20).jpeg({ quality: 90 }),
  "a mark in the corner": (picture, width, height) => {
    const [wide, high] = [Math.max(1, Math.round(width / 5)), Math.max(1, Math.round(height / 14))];
    const mark = { create: { width: wide, height: high, channels: 3 as const, background: "white" } };
    return picture.composite([{ input: mark, gravity: "southeast" }]).jpeg({ quality: 90 });
  },
  "cropped by 1 % a side": cropped(0.01),
  "cropped by 2 % a side": cropped(0.02),
  "cropped by 5 % a side": cropped(0.05),
  "cropped by 10 % a side": cropped(0.1),
  "turned by 1°": (picture) => picture.rotate(1, { background: "#fff" }).jpeg({ quality: 90 }),
  "turned by 90°": (picture) => picture.rotate(90).jpeg({ quality: 90 }),
  mirrored: (picture) => picture.flop().jpeg({ quality: 90 }),
};

async function lookOf(path: string): Promise<Look> {
  const pixels = await decodePixels(await openImage(path, signal), maxSidePx, signal);
  const look = readLook({ dHash: await perceptualHash(pixels), width: pixels.width, height: pixels.height });
  if (!look) throw new Error(`${path} has no hash.`);
  return look;
}

interface Upright {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** As the picture is seen: upright, in sRGB, on white, not larger than a screen. */
async function upright(path: string): Promise<Upright> {
  const { data, info } = await sharp(path, { failOn: "none" })
    .autoOrient()
    .resize({ width: maxSidePx * 2, height: maxSidePx * 2, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .flatten({ background: "#fff" })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How far the copies lie from their pictures, and how many are found. */
function summary(pairs: readonly (readonly [Look, Look])[]): string {
  const sorted = pairs.map(([one, other]) => differingBits(one.hash, other.hash)).toSorted((a, b) => a - b);
  const found = pairs.filter(([one, other]) => bitsApart(one, other) !== undefined).length;
  return [at(sorted, 0.5), at(sorted, 0.9), sorted.at(-1), `${found} of ${pairs.length}`].join(" | ");
}

/** A picture, or a part of one, by the number of its file. */
interface Shown {
  readonly file: number;
  readonly look: Look;
}

/** Parts of a picture of so many columns and rows show different things, as different pictures do. */
async function partsOfPicture(
  temporary: string,
  file: number,
  { data, width, height }: Upright,
  across: number,
): Promise<readonly Shown[]> {
  const [wide, high] = [Math.floor(width / across), Math.floor(height / across)];
  const shown: Shown[] = [];
  for (let place = 0; place < across * across && Math.min(wide, high) >= 100; place++) {
    const [left, top] = [(place % across) * wide, Math.floor(place / across) * high];
    const path = join(temporary, "part");
    await writeFile(path, await sharp(data).extract({ left, top, width: wide, height: high }).png().toBuffer());
    shown.push({ file, look: await lookOf(path) });
  }
  return shown;
}

/** How many pairs from files that show different pictures are taken for one picture. */
function mistaken(shown: readonly Shown[], areSame: (a: number, b: number) => boolean): string {
  const telling = shown.filter(({ look }) => !isPlain(look.hash));
  const counts = { pairs: 0, near: 0, taken: 0 };
  for (const [n, one] of telling.entries()) {
    for (const other of telling.slice(n + 1)) {
      if (areSame(one.file, other.file)) continue;
      counts.pairs++;
      if (differingBits(one.look.hash, other.look.hash) <= 6) counts.near++;
      if (bitsApart(one.look, other.look) !== undefined) counts.taken++;
    }
  }
  return `${shown.length - telling.length} of ${shown.length} plain; of ${counts.pairs} pairs ${counts.near} differ by at most 6 bits, ${counts.taken} are taken for one picture`;
}

interface Gathered {
  readonly pictures: readonly Shown[];
  /** By how many columns and rows they were cut into. */
  readonly parts: ReadonlyMap<number, readonly Shown[]>;
  /** Originals and their copies, by what was done to these. */
  readonly copies: ReadonlyMap<string, readonly (readonly [Look, Look])[]>;
}

async function gather(corpus: string, temporary: string): Promise<Gathered> {
  const pictures: Shown[] = [];
  const parts = new Map<number, Shown[]>([2, 3, 4].map((across) => [across, []]));
  const copies = new Map<string, (readonly [Look, Look])[]>(Object.keys(changes).map((name) => [name, []]));
  for (const [file, path] of imagesBelow(corpus).entries()) {
    const look = await lookOf(path).catch(() => undefined); // not decodable, or without a hash
    if (!look) continue;
    pictures.push({ file, look });
    const picture = await upright(path);
    for (const [across, shown] of parts) shown.push(...(await partsOfPicture(temporary, file, picture, across)));
    if (Math.min(picture.width, picture.height) < 100 || isPlain(look.hash)) continue;
    for (const [name, change] of Object.entries(changes)) {
      const copy = join(temporary, "copy");
      await writeFile(copy, await change(sharp(picture.data), picture.width, picture.height).toBuffer());
      copies.get(name)?.push([look, await lookOf(copy)]);
    }
  }
  return { pictures, parts, copies };
}

/** Prints the table of docs/search.md. */
export const nearDuplicates: Benchmark = {
  name: "near-duplicates",
  async run(folder) {
    const corpus = corpusFolder("normal");
    if (!corpus) return { skipped: "the corpus of pictures is not on this machine" };
    const { pictures, parts, copies } = await gather(corpus, folder);
    process.stdout.write("| change | middle | nine of ten | worst | found |\n| --- | --- | --- | --- | --- |\n");
    for (const [name, pairs] of copies) process.stdout.write(`| ${name} | ${summary(pairs)} |\n`);
    const lookOfFile = new Map(pictures.map(({ file, look }) => [file, look]));
    const areSame = (a: number, b: number): boolean => {
      const [one, other] = [lookOfFile.get(a), lookOfFile.get(b)];
      return a === b || (one !== undefined && other !== undefined && differingBits(one.hash, other.hash) <= 12);
    };
    process.stdout.write(`whole: ${mistaken(pictures, areSame)}\n`);
    for (const [across, shown] of parts)
      process.stdout.write(`${across} by ${across} parts: ${mistaken(shown, areSame)}\n`);
    return [figureOf(copies)];
  },
};

function figureOf(copies: Gathered["copies"]): Figure {
  const pairs = plainCopies.flatMap((name) => copies.get(name) ?? []);
  const found = pairs.filter(([one, other]) => bitsApart(one, other) !== undefined).length;
  const ratio = found / Math.max(1, pairs.length);
  return {
    what: "share of resized, recompressed, converted and grey copies that are found",
    ratio,
    against: `${found} of ${pairs.length} copies`,
    goal: `at least ${shareToFind}`,
    isMet: ratio >= shareToFind,
  };
}
