/** Metadata written and read back, against one ExifTool process per file for the same fields. */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { createRequire } from "node:module";
import sharp from "sharp";
import { openWriting, embed } from "../test/fixtures/metadataWriting.ts";
import { never, recordStore, taggedRecord } from "../test/fixtures/records.ts";
import { hasCommand, spokenMs, type Benchmark } from "./figures.ts";

const files = 200;
const alone = 8;
const goal = 15;
const tags = ["harbour", "evening", "boats", "Käse & Brot", "灯台"];
const description = "Boats lie in a harbour while the sun goes down.";
const alt = "Boats in a harbour (alt)";

/** Whoever tagged the picture has decoded it and noted its measures. */
const facts = { width: 4_000, height: 3_000, format: "jpeg" };

/** The vendored ExifTool, as our own processes run it. */
const script = path.join(
  path.dirname(createRequire(import.meta.url).resolve("exiftool-vendored.pl/package.json")),
  "bin/exiftool",
);

/** What a plain program would do: one process that writes, one that reads what was written. */
function writeAlone(file: string): void {
  const perKeyword = tags.flatMap((tag) => [
    `-XMP-dc:Subject=${tag}`,
    `-XMP-digiKam:TagsList=${tag}`,
    `-IPTC:Keywords=${tag}`,
  ]);
  const texts = ["XMP-dc:Description", "IPTC:Caption-Abstract", "EXIF:ImageDescription"].map(
    (field) => `-${field}=${description}`,
  );
  const rest = [`-XMP-iptcCore:AltTextAccessibility=${alt}`, "-codedcharacterset=utf8", "-overwrite_original"];
  execFileSync("perl", [script, "-q", ...perKeyword, ...texts, ...rest, file]);
  execFileSync("perl", [script, "-j", "-G1", "-XMP:all", "-IPTC:all", "-EXIF:ImageDescription", file]);
}

/** Photos of 12 megapixels, so that the copying of their data is in both figures. */
export const metadata: Benchmark = {
  name: "metadata",
  async run(folder) {
    if (!hasCommand("perl")) return { skipped: "there is no Perl" };
    const root = path.join(folder, "pictures");
    await mkdir(root);
    const original = path.join(folder, "original.jpg");
    const noise = { type: "gaussian", mean: 128, sigma: 25 } as const;
    await sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: "#888", noise } })
      .blur(1)
      .jpeg({ quality: 85 })
      .toFile(original);
    const plain = Array.from({ length: alone }, (_, index) => path.join(root, `alone${index}.jpg`));
    for (const file of plain) await copyFile(original, file);
    const names = Array.from({ length: files }, (_, index) => `${index}.jpg`);
    const records = recordStore(path.join(folder, "state"));
    const { put, writing, files: exiftool } = openWriting(root, records);
    const images = [];
    for (const name of names) {
      await copyFile(original, path.join(root, name));
      images.push(await put(name, { ...taggedRecord(description, tags), alt, facts }));
    }
    const started = performance.now();
    let written = 0;
    await writing.run(
      images,
      () => embed,
      ({ state }) => void (state === "changed" && written++),
      never,
    );
    const oursMs = (performance.now() - started) / files;
    await exiftool.close();
    await records.close();
    const aloneStarted = performance.now();
    for (const file of plain) writeAlone(file);
    const aloneMs = (performance.now() - aloneStarted) / alone;
    const ratio = aloneMs / oursMs;
    const against = `${spokenMs(oursMs)} a file, ${spokenMs(aloneMs)} with a process for each; ${written} of ${files} written`;
    return [
      {
        what: "writes with read-back, times as fast as one process per file",
        ratio,
        against,
        goal: `at least ${goal}`,
        isMet: ratio >= goal && written === files,
      },
    ];
  },
};
