/** Photographs of real cameras and programs: what is read of them is what the exiftool of the system reads. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { readFileMetadata } from "../../src/extension/adapters/images/fileMetadata.ts";
import { isTelling } from "../../src/extension/core/imageFile/metadataValues.ts";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { withoutExiftool } from "../fixtures/metadataFiles.ts";
import { never } from "../fixtures/records.ts";

const corpus = corpusFolder("normal");
const asked = [
  "XMP-dc:Subject",
  "XMP-dc:Description",
  "XMP-dc:Title",
  "XMP-xmp:Rating",
  "XMP-photoshop:City",
  "IPTC:Keywords",
  "IPTC:Caption-Abstract",
  "IPTC:City",
  "IFD0:ImageDescription",
  "ExifIFD:DateTimeOriginal",
  "Composite:GPSLatitude",
  "Composite:GPSLongitude",
] as const;

type Value = string | number | boolean;
type Said = Readonly<Partial<Record<(typeof asked)[number] | "SourceFile", Value | readonly Value[]>>>;

/** One call for all files; numbers as they stand there. */
function readByExiftool(folder: string): readonly Said[] {
  const args = ["-r", "-q", "-q", "-j", "-n", "-G1", "-m", ...asked.map((tag) => `-${tag}`), folder];
  const output = execFileSync("exiftool", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output) as readonly Said[];
}

function texts(value: Said["SourceFile"] = []): readonly string[] {
  return [value].flat().map((one) => plain(String(one)));
}

function plain(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

test(
  "of photographs of real cameras and programs is read what exiftool reads",
  { skip: withoutExiftool || skipWithout(corpus) },
  async () => {
    const counts = { keywords: 0, caption: 0, title: 0, rating: 0, city: 0, taken: 0, place: 0 };
    for (const said of readByExiftool(corpus ?? "")) {
      const file = path.resolve(String(said.SourceFile));
      const read = await readFileMetadata(file, [], never);
      const keywords = [texts(said["XMP-dc:Subject"]), texts(said["IPTC:Keywords"])].find((list) => list.length > 0);
      for (const keyword of keywords?.length === 1 ? (keywords[0] ?? "").split(",").map(plain) : (keywords ?? [])) {
        assert.ok(read.keywords.includes(keyword), `${file}: ${keyword} is not in ${read.keywords.join(", ")}`);
        counts.keywords++;
      }
      const captions = ["XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"] as const;
      const caption = captions.flatMap((tag) => texts(said[tag])).find(isTelling);
      if (caption !== undefined && ++counts.caption) assert.equal(plain(read.caption ?? ""), caption, file);
      const [title] = texts(said["XMP-dc:Title"]);
      if (title !== undefined && ++counts.title) assert.equal(read.title, title, file);
      const rating = Number(said["XMP-xmp:Rating"] ?? 0);
      if (rating > 0 && ++counts.rating) assert.equal(read.rating, rating, file);
      const city = [...texts(said["XMP-photoshop:City"]), ...texts(said["IPTC:City"])].find((name) => name !== "");
      if (city !== undefined && ++counts.city) assert.ok(read.placeNames?.includes(city), `${file}: ${city}`);
      const [taken] = texts(said["ExifIFD:DateTimeOriginal"]);
      if (taken !== undefined && /^[12]/u.test(taken) && ++counts.taken)
        assert.equal(read.takenAt, taken.slice(0, 19).replace(/^(\d+):(\d+):(\d+) /u, "$1-$2-$3T"), file);
      const [latitude, longitude] = [said["Composite:GPSLatitude"], said["Composite:GPSLongitude"]].map(Number);
      if (read.place && ++counts.place) {
        assert.ok(Math.abs(read.place.latitude - (latitude ?? 0)) < 1e-6, file);
        assert.ok(Math.abs(read.place.longitude - (longitude ?? 0)) < 1e-6, file);
      } else assert.ok(Number.isNaN(latitude) || (latitude === 0 && longitude === 0), `${file}: ${latitude}`);
    }
    for (const [what, count] of Object.entries(counts)) assert.ok(count > 3, `${what}: ${count}`);
  },
);
