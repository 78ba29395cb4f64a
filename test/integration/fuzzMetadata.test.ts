/** The readers of image files and of the words in them, a hundred thousand damaged inputs: all are read to an end, none throws, all answers are bounded. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import sharp from "sharp";
import { bytesOf } from "../../src/extension/core/imageFile/bytes.ts";
import { orientationOf } from "../../src/extension/core/imageFile/exif.ts";
import { fileMetadataOf } from "../../src/extension/core/imageFile/fileMetadata.ts";
import type { Inflate, MetadataBlocks } from "../../src/extension/core/imageFile/imageParts.ts";
import { photoshopBlocks } from "../../src/extension/core/imageFile/photoshop.ts";
import { readParts } from "../../src/extension/core/imageFile/readParts.ts";
import { samplesOf } from "../../src/extension/core/imageFile/samples.ts";
import type { FileMetadata } from "../../src/shared/model.ts";
import { below, damaged, damagedBytes, oneOf, seeded } from "../fixtures/mutations.ts";

const inputsEach = 25_000;
const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");
const inflate: Inflate = (bytes, maxOutputLength) => {
  try {
    return inflateSync(bytes, { maxOutputLength });
  } catch {
    return undefined; // as where files are read
  }
};

const xmp = `<?xpacket begin="\uFEFF"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:Rating="4"><dc:subject><rdf:Bag><rdf:li>one &amp; two</rdf:li><rdf:li><![CDATA[three]]></rdf:li></rdf:Bag></dc:subject><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Tower</rdf:li></rdf:Alt></dc:title><e:LocationShown><rdf:Bag><rdf:li e:City="Town"/></rdf:Bag></e:LocationShown></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

function iptc(): Buffer {
  const field = (record: number, number: number, content: string | Buffer): Buffer => {
    const bytes = Buffer.from(content);
    return Buffer.concat([Buffer.from([0x1c, record, number, bytes.length >> 8, bytes.length & 255]), bytes]);
  };
  return Buffer.concat([
    field(1, 90, "\u001B%G"),
    ...["Käse", "灯台"].map((word) => field(2, 25, word)),
    field(2, 55, "20240501"),
    field(2, 60, "101112+0000"),
    field(2, 90, "Town"),
    field(2, 120, "A caption".repeat(20)),
  ]);
}

/** A resource block of Photoshop around the records, and the sum of them. */
function photoshop(records: Buffer): Buffer {
  const block = (id: number, content: Buffer): Buffer => {
    const head = Buffer.from("8BIM\0\0\0\0\0\0\0\0", "latin1");
    head.writeUInt16BE(id, 4);
    head.writeUInt32BE(content.length, 8);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  return Buffer.concat([block(0x0404, records), block(0x0425, createHash("md5").update(records).digest())]);
}

function assertBounded(metadata: FileMetadata): void {
  const {
    keywords,
    hierarchy = [],
    placeNames = [],
    caption = "",
    altText = "",
    title = "",
    rating = 1,
    place,
  } = metadata;
  for (const list of [keywords, hierarchy, placeNames])
    assert.ok(list.length <= 200 && list.every((word) => word !== "" && word.length <= 130 && word.isWellFormed()));
  assert.ok(caption.length <= 16_000 && altText.length <= 1_000 && title.length <= 201);
  assert.ok(rating === -1 || (rating >= 1 && rating <= 5));
  assert.ok(!place || (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180));
}

/** Answers how many of the damaged blocks still said something. */
async function telling(makeBlocks: (random: () => number) => MetadataBlocks): Promise<number> {
  const random = seeded(20_261_123);
  let count = 0;
  for (let i = 0; i < inputsEach; i++) {
    const metadata = await fileMetadataOf(makeBlocks(random), [], md5);
    assertBounded(metadata);
    if (Object.keys(metadata).length > 1 || metadata.keywords.length > 0) count++;
  }
  return count;
}

describe("of a hundred thousand damaged inputs", { timeout: 300_000 }, () => {
  test("XMP is read in both packets and every encoding", async () => {
    const count = await telling((random) => {
      const packet = (): Buffer => Buffer.from(damaged(xmp, random), oneOf(random, ["utf8", "utf16le", "latin1"]));
      return { xmp: packet(), moreXmp: packet() };
    });
    assert.ok(count > 5_000, String(count));
  });

  test("IPTC is read with and without the blocks around it", async () => {
    const records = iptc();
    const whole = photoshop(records);
    const count = await telling((random) =>
      random() < 0.5
        ? { iptc: damagedBytes(records, random) }
        : photoshopBlocks([damagedBytes(whole, random), damagedBytes(whole, random)]),
    );
    assert.ok(count > 5_000, String(count));
  });

  test("EXIF is read, and how the picture is turned is one of eight", async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: "#123456" } });
    const exif = {
      IFD0: { ImageDescription: "words", Make: "Canon", Model: "EOS" },
      IFD2: { DateTimeOriginal: "2024:05:01 10:11:12" },
      IFD3: { GPSLatitudeRef: "S", GPSLatitude: "48/1 30/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "11/1 0/1 0/1" },
    };
    const file = await picture.withExif(exif).jpeg().toBuffer();
    const start = file.indexOf("Exif\0\0") + 6;
    const block = file.subarray(start, start + file.readUInt16BE(file.indexOf("Exif") - 2) - 8);
    const count = await telling((random) => ({ exif: bytesOf(damagedBytes(block, random)) }));
    assert.ok(count > 5_000, String(count));
    const random = seeded(5);
    for (let i = 0; i < 1_000; i++) {
      const turned = await orientationOf(bytesOf(damagedBytes(block, random)));
      assert.ok(turned >= 1 && turned <= 8);
    }
  });

  test("files of every format are read, and all pieces lie inside of them", async () => {
    const random = seeded(20_261);
    const pixels = Buffer.from(Uint8Array.from({ length: 24 * 16 * 3 }, () => below(random, 256)));
    const files: Buffer[] = [];
    for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
      const picture = sharp(pixels, { raw: { width: 24, height: 16, channels: 3 } }).withXmp(xmp);
      files.push(
        await picture
          .withExif({ IFD0: { Copyright: "me" } })
          .toFormat(format)
          .toBuffer(),
      );
    }
    let [read, refused] = [0, 0];
    for (let i = 0; i < inputsEach; i++) {
      const bytes = damagedBytes(files[i % files.length] ?? pixels, random);
      const parts = await readParts(bytesOf(bytes), inflate);
      if (!parts) {
        refused++;
        continue;
      }
      read++;
      assert.ok(parts.picture.every(({ at, length }) => at >= 0 && length >= 0 && at + length <= bytes.length));
      await samplesOf(bytesOf(bytes), parts.picture);
      assertBounded(await fileMetadataOf(parts, [], md5));
    }
    assert.ok(read > 5_000 && refused > 1_000, `${read} read, ${refused} refused`);
  });
});
