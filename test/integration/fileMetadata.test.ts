/** What another program wrote into files of every format and into sidecars is read, and changes no content key. */
import assert from "node:assert/strict";
import { mkdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { readFileMetadata, sidecarNames } from "../../src/extension/adapters/images/fileMetadata.ts";
import { contentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";
import { drawAs, exiftool, madeFormats, withoutExiftool, writtenArgs } from "../fixtures/metadataFiles.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const written = {
  keywords: ["Lighthouse", "Käse & Brot", "灯台 🌊"],
  hierarchy: ["Places|Coast|Lighthouse"],
  title: "Old light",
  caption: "A “tower” by the sea,\nseen <from> the dunes",
  altText: "A white tower on a cliff",
  placeNames: ["North pier", "Rørvig", "Denmark"],
  creator: "Ann Ågård",
  copyright: "© Ann",
  takenAt: "2019-07-08T21:14:45",
  camera: "Canon EOS R5",
  place: { latitude: 55.95, longitude: -11.5 },
  rating: 4,
};

describe("metadata that exiftool wrote", { skip: withoutExiftool }, () => {
  for (const format of madeFormats) {
    test(`is read from ${format}, and the content key stays`, async (t) => {
      const file = await drawAs(await temporaryFolder(t), format);
      const before = await contentKeyOf(file, never);
      assert.match(before, /^p\d+:/);
      exiftool(file, ...writtenArgs);
      assert.deepEqual(await readFileMetadata(file, [], never), written);
      assert.equal(await contentKeyOf(file, never), before);
      exiftool(file, "-all=");
      assert.equal(await contentKeyOf(file, never), before);
    });

    test(`stays readable where the pixels of ${format} change, and the content key changes`, async (t) => {
      const folder = await temporaryFolder(t);
      const [one, other] = [
        await drawAs(folder, format, 1, `a.${format}`),
        await drawAs(folder, format, 2, `b.${format}`),
      ];
      assert.notEqual(await contentKeyOf(one, never), await contentKeyOf(other, never));
    });
  }

  test("in EXIF and IPTC is read where there is no XMP, IPTC first", async (t) => {
    const file = await drawAs(await temporaryFolder(t), "jpg");
    exiftool(
      file,
      "-EXIF:ImageDescription=From EXIF",
      "-EXIF:XPKeywords=eins;zwei ü",
      "-EXIF:XPTitle=Titel",
      "-EXIF:Artist=Bob",
      "-EXIF:Make=NIKON CORPORATION",
      "-EXIF:Model=NIKON D90",
      "-EXIF:DateTimeOriginal=2010:01:02 03:04:05",
      "-GPS:GPSLatitude=48.5",
      "-GPS:GPSLatitudeRef=S",
      "-GPS:GPSLongitude=11.25",
      "-GPS:GPSLongitudeRef=W",
    );
    const onlyExif = await readFileMetadata(file, [], never);
    assert.deepEqual(onlyExif, {
      keywords: ["eins", "zwei ü"],
      title: "Titel",
      caption: "From EXIF",
      creator: "Bob",
      takenAt: "2010-01-02T03:04:05",
      camera: "NIKON D90",
      place: { latitude: -48.5, longitude: -11.25 },
    });
    exiftool(file, "-codedcharacterset=utf8", "-IPTC:Keywords=Grüße", "-IPTC:Keywords=東京", "-IPTC:City=Tokyo");
    exiftool(file, "-IPTC:Caption-Abstract=From IPTC");
    const { keywords, caption, placeNames } = await readFileMetadata(file, [], never);
    assert.deepEqual(
      { keywords, caption, placeNames },
      { keywords: ["Grüße", "東京"], caption: "From IPTC", placeNames: ["Tokyo"] },
    );
  });

  test("in the newer structures for places is read too", async (t) => {
    const file = await drawAs(await temporaryFolder(t), "jpg");
    exiftool(file, "-XMP-iptcExt:LocationCreatedCity=Málaga", "-XMP-iptcExt:LocationShownSublocation=Alcazaba");
    assert.deepEqual((await readFileMetadata(file, [], never)).placeNames, ["Alcazaba", "Málaga"]);
  });

  test("in IPTC without a mark of its encoding is Latin-1 where it is not UTF-8", async (t) => {
    const file = await drawAs(await temporaryFolder(t), "jpg");
    exiftool(file, "-charset", "iptc=latin1", "-IPTC:Keywords=Grüße", "-IPTC:City=Málaga");
    const { keywords, placeNames } = await readFileMetadata(file, [], never);
    assert.deepEqual({ keywords, placeNames }, { keywords: ["Grüße"], placeNames: ["Málaga"] });
  });

  test("counts for XMP before IPTC, unless a program that knows no XMP changed IPTC since they were in step", async (t) => {
    const file = await drawAs(await temporaryFolder(t), "jpg");
    exiftool(file, "-IPTC:Keywords=old", "-XMP-dc:Subject=from xmp");
    assert.deepEqual((await readFileMetadata(file, [], never)).keywords, ["from xmp"]);
    exiftool(file, "-IPTCDigest=new");
    assert.deepEqual((await readFileMetadata(file, [], never)).keywords, ["from xmp"]);
    exiftool(file, "-IPTC:Keywords=changed");
    assert.deepEqual((await readFileMetadata(file, [], never)).keywords, ["changed"]);
  });

  test("as XMP of more than one segment is read from a JPEG whole, and the content key stays", async (t) => {
    const folder = await temporaryFolder(t);
    const file = await drawAs(folder, "jpg");
    const before = await contentKeyOf(file, never);
    const story = "what is seen in it, ".repeat(4_500);
    await writeFile(path.join(folder, "story.txt"), story);
    exiftool(file, ...writtenArgs, `-XMP-dc:Description<=${path.join(folder, "story.txt")}`);
    const [start, more] = (await readFile(file)).toString("latin1").split("http://ns.adobe.com/xmp/extension/\0");
    assert.ok(
      !start?.includes("what is seen") && more?.includes("what is seen"),
      "the long words are in the second packet",
    );
    assert.deepEqual(await readFileMetadata(file, [], never), { ...written, caption: story.slice(0, 16_000) });
    assert.equal(await contentKeyOf(file, never), before);
  });

  test("in a sidecar counts before what is in the file, and the image's own sidecar before the shared one", async (t) => {
    const folder = await temporaryFolder(t);
    const file = await drawAs(folder, "jpg", 1, "a.jpg");
    exiftool(file, "-XMP-dc:Subject=inside", "-XMP-dc:Title=Inside");
    exiftool(path.join(folder, "a.xmp"), "-XMP-dc:Subject=shared", "-XMP-dc:Description=Shared");
    const names = sidecarNames(file);
    assert.deepEqual(names, ["a.jpg.xmp", "a.xmp"]);
    const shared = await readFileMetadata(file, names, never);
    assert.deepEqual(shared, { keywords: ["shared"], title: "Inside", caption: "Shared", sidecars: ["a.xmp"] });
    exiftool(path.join(folder, "a.jpg.xmp"), "-XMP-dc:Subject=own");
    const own = await readFileMetadata(file, names, never);
    assert.deepEqual([own.keywords, own.caption, own.sidecars], [["own"], "Shared", ["a.jpg.xmp", "a.xmp"]]);
  });

  test("in a sidecar is all that a drawing has, and it has its own words too", async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, "d.svg");
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>arrow</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF>`;
    const head = `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">`;
    await writeFile(
      file,
      `${head}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><metadata>${rdf}</metadata></svg>`,
    );
    assert.deepEqual((await readFileMetadata(file, [], never)).keywords, ["arrow"]);
    exiftool(path.join(folder, "d.svg.xmp"), "-XMP-dc:Subject=plan");
    assert.deepEqual((await readFileMetadata(file, sidecarNames(file), never)).keywords, ["plan"]);
  });

  test("that turns the picture is another content: the picture looks different", async (t) => {
    const file = await drawAs(await temporaryFolder(t), "jpg");
    const before = await contentKeyOf(file, never);
    exiftool(file, "-n", "-EXIF:Orientation=6");
    assert.notEqual(await contentKeyOf(file, never), before);
  });

  test("of an animation leaves its content key, still or moving pictures of both formats", async (t) => {
    const folder = await temporaryFolder(t);
    for (const format of ["gif", "webp"] as const) {
      const file = path.join(folder, `moving.${format}`);
      const frames = Buffer.alloc(8 * 24 * 3, 90).fill(200, 8 * 8 * 3, 16 * 8 * 3);
      const raw = { width: 8, height: 24, channels: 3, pageHeight: 8 } as const;
      await sharp(frames, { raw })
        .toFormat(format, { loop: 0, delay: [100, 100, 100] })
        .toFile(file);
      const before = await contentKeyOf(file, never);
      exiftool(file, ...writtenArgs);
      assert.deepEqual(await readFileMetadata(file, [], never), written);
      assert.equal(await contentKeyOf(file, never), before);
    }
  });
});

test("XMP that libvips wrote is read from every format", async (t) => {
  const folder = await temporaryFolder(t);
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>Käse</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: "#a05030" } }).withXmp(xmp);
  for (const format of ["jpeg", "png", "webp", "tiff", "avif"] as const) {
    const file = path.join(folder, `picture.${format}`);
    await picture.clone().toFormat(format).toFile(file);
    assert.deepEqual((await readFileMetadata(file, [], never)).keywords, ["Käse"], format);
  }
});

test("a link, a pipe or a folder in the place of a sidecar says nothing", async (t) => {
  const folder = await temporaryFolder(t);
  const file = await drawAs(folder, "png", 1, "a.png");
  await writeFile(path.join(folder, "elsewhere"), "<x/>");
  await symlink(path.join(folder, "elsewhere"), path.join(folder, "a.png.xmp"));
  await mkdir(path.join(folder, "a.xmp"));
  assert.deepEqual(await readFileMetadata(file, sidecarNames(file), never), { keywords: [] });
});

test("one byte changed in the middle of a picture changes its content key, where the length stays", async (t) => {
  const folder = await temporaryFolder(t);
  const file = path.join(folder, "large.png");
  const noise = Buffer.from(
    Uint8Array.from({ length: 400 * 400 * 3 }, (_, i) => (Math.imul(i, 2654435761) >>> 20) & 255),
  );
  await sharp(noise, { raw: { width: 400, height: 400, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toFile(file);
  const before = await contentKeyOf(file, never);
  noise[noise.length >> 1] = (noise[noise.length >> 1] ?? 0) ^ 1;
  await sharp(noise, { raw: { width: 400, height: 400, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toFile(file);
  assert.notEqual(await contentKeyOf(file, never), before);
});

test("a file that was only touched keeps its content key, and one that is cut off gets the key of a whole file", async (t) => {
  const file = await drawAs(await temporaryFolder(t), "png");
  const before = await contentKeyOf(file, never);
  await utimes(file, 1, 1);
  assert.equal(await contentKeyOf(file, never), before);
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 20));
  assert.equal((await contentKeyOf(file, never)).split(":")[0], String((await stat(file)).size));
});
