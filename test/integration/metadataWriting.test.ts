/** What records say is written into files of every format, and two other programs read it there. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, readFile, readdir, utimes, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import sharp from "sharp";
import {
  allPrinted,
  beside,
  embed,
  hardRecord,
  hardWords,
  manner,
  pixels,
  plainly,
  preview,
  printed,
  scanBytes,
  takeBack,
  writingScene,
} from "../fixtures/metadataWriting.ts";
import { drawAs, exiftool, madeFormats, withoutExiftool, withoutExiv2 } from "../fixtures/metadataFiles.ts";
import { taggedRecord } from "../fixtures/records.ts";

/** What exiv2 finds: the XMP packet as it lies in the file. */
function packetByExiv2(file: string): string {
  return execFileSync("exiv2", ["-pX", file], { encoding: "utf8" });
}

const unescaped = (xml: string): string =>
  xml
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).map(String);

describe("metadata that is written", { skip: withoutExiftool }, () => {
  for (const format of madeFormats)
    test(`into ${format} is read there by another ExifTool, and the pixels are the same`, async (t) => {
      const { root, at, put, one } = await writingScene(t);
      const file = await drawAs(root, format);
      const name = `picture.${format}`;
      const before = { pixels: await pixels(file), scan: format === "jpg" ? await scanBytes(file) : "" };
      await put(name, hardRecord());
      const { state, place } = await one(name, embed);
      assert.deepEqual({ state, place }, { state: "changed", place: "file" });
      const read = printed(file, "-XMP:all", "-IPTC:all", "-EXIF:ImageDescription");
      assert.deepEqual(texts(read["XMP-dc:Subject"]), hardWords.tags);
      assert.deepEqual(texts(read["XMP-digiKam:TagsList"]), hardWords.tags);
      assert.equal(read["XMP-dc:Description"], hardWords.description);
      assert.equal(read["XMP-iptcCore:AltTextAccessibility"], hardWords.alt);
      if (format !== "gif") assert.equal(read["IFD0:ImageDescription"], hardWords.description);
      if (format === "jpg" || format === "png" || format === "tiff") {
        assert.deepEqual(texts(read["IPTC:Keywords"]), hardWords.tags);
        assert.equal(read["IPTC:Caption-Abstract"], hardWords.description);
        assert.equal(read["IPTC:CodedCharacterSet"], "UTF8");
      }
      assert.equal(await pixels(file), before.pixels);
      if (format === "jpg") assert.equal(await scanBytes(file), before.scan);
      assert.deepEqual(
        (await readdir(root)).filter((entry) => entry !== name && !entry.includes("image_metadata")),
        [],
      );
      assert.equal((await one(name, embed)).state, "same");
      assert.ok((await readFile(at(name))).length > 0);
    });

  for (const format of madeFormats)
    test(`into ${format} is read there by a program that is not ExifTool`, { skip: withoutExiv2 }, async (t) => {
      const { root, put, one } = await writingScene(t);
      const file = await drawAs(root, format);
      await put(`picture.${format}`, hardRecord());
      await one(`picture.${format}`, embed);
      const bytes = (await readFile(file)).toString("utf8");
      const isForExiv2 = format !== "gif" && format !== "avif";
      const packet = isForExiv2 ? packetByExiv2(file) : (/<x:xmpmeta[^]*<\/x:xmpmeta>/u.exec(bytes)?.[0] ?? "");
      const words = unescaped(packet);
      for (const word of [...hardWords.tags, hardWords.description, hardWords.alt])
        assert.ok(words.includes(word), word);
    });

  for (const format of madeFormats)
    test(`into ${format} can be taken back, and the metadata is what it was`, async (t) => {
      const { root, put, one } = await writingScene(t);
      const file = await drawAs(root, format);
      const before = allPrinted(file);
      await put(`picture.${format}`, hardRecord());
      await one(`picture.${format}`, embed);
      assert.notDeepEqual(allPrinted(file), before);
      assert.equal((await one(`picture.${format}`, takeBack)).state, "changed");
      assert.deepEqual(allPrinted(file), before);
      assert.equal((await one(`picture.${format}`, takeBack)).state, "nothing");
    });

  for (const format of ["jpg", "png", "tiff", "webp", "avif", "gif"] as const)
    test(`into ${format} keeps what another program wrote, in its order, and taking back leaves that`, async (t) => {
      const { root, put, one } = await writingScene(t);
      const file = await drawAs(root, format);
      const foreign = ["zebra", "Käse & Brot", "apple", "2024"];
      const given = foreign.flatMap((word) => [
        `-XMP-dc:Subject+=${word}`,
        ...(format === "jpg" || format === "tiff" ? [`-IPTC:Keywords+=${word}`] : []),
      ]);
      exiftool(
        file,
        "-codedcharacterset=utf8",
        ...given,
        "-XMP-dc:Title=Mine",
        "-XMP-dc:Description-de=Nur deutsch",
        "-XMP-xmp:Rating=3",
      );
      if (format === "jpg") exiftool(file, "-IPTCDigest=new", "-EXIF:Artist=Ann", "-IPTC:City=Rom");
      const before = allPrinted(file);
      await put(`picture.${format}`, hardRecord());
      await one(`picture.${format}`, embed);
      const read = printed(file, "-XMP:all", "-IPTC:all");
      const added = hardWords.tags.filter((word) => !foreign.includes(word));
      assert.deepEqual(texts(read["XMP-dc:Subject"]), [...foreign, ...added]);
      if (format === "jpg") assert.deepEqual(texts(read["IPTC:Keywords"]), [...foreign, ...added]);
      await one(`picture.${format}`, takeBack);
      assert.deepEqual(allPrinted(file), before);
    });

  test("never replaces a caption that another program wrote, and says so", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    exiftool(file, "-EXIF:ImageDescription=Foreign words");
    await put("picture.jpg", hardRecord());
    const { plan } = await one("picture.jpg", embed);
    const read = printed(file, "-XMP:all", "-IPTC:all", "-EXIF:ImageDescription");
    assert.equal(read["IFD0:ImageDescription"], "Foreign words");
    assert.equal(read["XMP-dc:Description"], undefined);
    assert.equal(read["XMP-iptcCore:AltTextAccessibility"], hardWords.alt);
    assert.deepEqual(plan?.keeps, ["exifDescription"]);
  });

  test("follows the record: a tag that went is taken away, a new sentence takes the place of ours", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    exiftool(file, "-XMP-dc:Subject=theirs");
    await put("picture.jpg", taggedRecord("An old sentence", ["one", "two"]));
    await one("picture.jpg", embed);
    await put("picture.jpg", taggedRecord("A new sentence", ["two", "three"]));
    const outcome = await one("picture.jpg", embed);
    assert.equal(outcome.failure, undefined);
    const read = printed(file, "-XMP:all", "-IPTC:all", "-EXIF:ImageDescription");
    assert.deepEqual(read["XMP-dc:Subject"], ["theirs", "three", "two"]);
    assert.deepEqual(texts(read["IPTC:Keywords"]).toSorted(), ["three", "two"]);
    for (const tag of ["XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"])
      assert.equal(read[tag], "A new sentence");
  });

  test("keeps within the limits of IPTC without cutting a character in two", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    const tag = `${"x".repeat(62)}灯台`;
    await put("picture.jpg", taggedRecord(`${"é".repeat(1500)} end`, [tag]));
    await one("picture.jpg", embed);
    const read = printed(file, "-XMP:all", "-IPTC:all");
    assert.deepEqual(texts(read["XMP-dc:Subject"]), [tag]);
    assert.deepEqual(texts(read["IPTC:Keywords"]), ["x".repeat(62)]);
    assert.equal(read["IPTC:Caption-Abstract"], "é".repeat(1000));
    assert.equal(read["XMP-dc:Description"], `${"é".repeat(1500)} end`);
  });

  test("leaves IPTC alone where it is in another character set", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    exiftool(file, "-charset", "iptc=latin1", "-IPTC:Keywords=Grüße");
    const iptc = printed(file, "-IPTC:all");
    await put("picture.jpg", hardRecord());
    assert.equal((await one("picture.jpg", embed)).state, "changed");
    assert.deepEqual({ ...printed(file, "-IPTC:all") }, { ...iptc });
    assert.deepEqual(texts(printed(file, "-XMP:all")["XMP-dc:Subject"]), hardWords.tags);
  });

  test("names the parents of the vocabulary's words", async (t) => {
    const ancestors = new Map([
      ["dachshund", ["dog", "animal"]],
      ["dog", ["animal"]],
    ]);
    const counts = {
      preferred: [],
      meant: new Map(),
      banned: new Set<string>(),
      isStrict: false,
      minimum: 0,
      maximum: 9,
    };
    const { root, put, one } = await writingScene(t, { vocabulary: { key: "k", ancestors, ...counts } });
    const file = await drawAs(root, "png");
    await put("picture.png", taggedRecord("A dog", ["dachshund", "grass"]));
    await one("picture.png", embed);
    const read = printed(file, "-XMP:all");
    assert.deepEqual(texts(read["XMP-lr:HierarchicalSubject"]), ["animal|dog|dachshund"]);
    assert.deepEqual(read["XMP-digiKam:TagsList"], ["animal/dog/dachshund", "grass"]);
    assert.deepEqual(read["XMP-dc:Subject"], ["dachshund", "grass"]);
  });

  test("keeps mode and, where asked, time; a backup is made where asked", async (t) => {
    const { root, at, put, one, library, folder } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    const original = await readFile(file);
    await chmod(file, 0o640);
    await utimes(file, 1_600_000_000, 1_600_000_000.5);
    const before = await manner(file);
    await put("picture.jpg", hardRecord());
    await one("picture.jpg", { ...embed, manner: { keepsTime: true, backsUp: true } });
    assert.deepEqual(await manner(file), before);
    assert.deepEqual(await readFile(at("picture.jpg_original")), original);
    const row = library.get(library.imageAt(folder, "picture.jpg").id);
    assert.deepEqual([row?.mtimeMs, row?.size], [before.mtimeMs, (await readFile(file)).length]);
  });

  test("gets a time of its own where nobody asked to keep it", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    await utimes(file, 1_600_000_000, 1_600_000_000);
    await put("picture.jpg", hardRecord());
    await one("picture.jpg", { ...embed, manner: plainly });
    assert.notEqual((await manner(file)).mtimeMs, 1_600_000_000_000);
  });

  test("is only told of by a preview", async (t) => {
    const { root, put, one, records, library, folder } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    const before = await readFile(file);
    await put("picture.jpg", hardRecord());
    const { state, plan } = await one("picture.jpg", preview);
    assert.equal(state, "changed");
    assert.deepEqual(plan?.change.adds.subject, hardWords.tags);
    assert.deepEqual(await readFile(file), before);
    const record = await records.read(library.imageAt(folder, "picture.jpg"), new AbortController().signal);
    assert.equal(record?.written, undefined);
  });

  test("of frames that move keeps all of them", async (t) => {
    const { at, put, one } = await writingScene(t);
    const frames = Buffer.alloc(40 * 120 * 3, 90)
      .fill(200, 4800, 9600)
      .fill(20, 9600);
    const animation = sharp(frames, { raw: { width: 40, height: 120, channels: 3, pageHeight: 40 } });
    for (const name of ["a.gif", "a.webp"]) {
      await animation.clone().toFile(at(name));
      const before = await pixels(at(name));
      await put(name, hardRecord());
      assert.equal((await one(name, embed)).state, "changed");
      assert.equal(await pixels(at(name)), before);
      assert.equal((await sharp(at(name)).metadata()).pages, 3);
    }
  });
});

describe("a sidecar", { skip: withoutExiftool }, () => {
  test("is written beside the image where that is wanted, and the image stays as it is", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    const before = await readFile(file);
    await put("picture.jpg", hardRecord());
    const { state, place, because } = await one("picture.jpg", beside);
    assert.deepEqual({ state, place, because }, { state: "changed", place: "sidecar", because: undefined });
    assert.deepEqual(await readFile(file), before);
    const read = printed(at("picture.jpg.xmp"));
    assert.deepEqual(texts(read["XMP-dc:Subject"]), hardWords.tags);
    assert.equal(read["XMP-dc:Description"], hardWords.description);
    assert.equal((await one("picture.jpg", beside)).state, "same");
    await one("picture.jpg", takeBack);
    assert.ok(!(await readdir(root)).includes("picture.jpg.xmp"));
  });

  test("of another program keeps what it says, also when ours is taken back", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    await drawAs(root, "jpg");
    exiftool(at("picture.jpg.xmp"), "-XMP-dc:Subject=theirs", "-XMP-xmp:Rating=4", "-XMP-crs:Exposure2012=1");
    const before = allPrinted(at("picture.jpg.xmp"));
    await put("picture.jpg", hardRecord());
    await one("picture.jpg", beside);
    assert.deepEqual(texts(printed(at("picture.jpg.xmp"))["XMP-dc:Subject"]), ["theirs", ...hardWords.tags]);
    await one("picture.jpg", takeBack);
    assert.deepEqual(allPrinted(at("picture.jpg.xmp")), before);
  });

  test("takes what a format cannot hold, and says why", async (t) => {
    const { at, put, one } = await writingScene(t);
    await writeFile(
      at("a.svg"),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    await put("a.svg", hardRecord());
    const { state, place, because } = await one("a.svg", embed);
    assert.deepEqual([state, place, because?.reason], ["changed", "sidecar", "formatUnfit"]);
    assert.deepEqual(texts(printed(at("a.svg.xmp"))["XMP-dc:Subject"]), hardWords.tags);
  });
});
