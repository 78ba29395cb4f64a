/** The readers of image files and of the metadata in them meet hostile and broken bytes: they answer, soon, and with nothing dangerous. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { bytesOf } from "../../src/extension/core/imageFile/bytes.ts";
import { readExif } from "../../src/extension/core/imageFile/exif.ts";
import { fileMetadataOf } from "../../src/extension/core/imageFile/fileMetadata.ts";
import type { Inflate, MetadataBlocks } from "../../src/extension/core/imageFile/imageParts.ts";
import { readIptc } from "../../src/extension/core/imageFile/iptc.ts";
import { readParts } from "../../src/extension/core/imageFile/readParts.ts";
import { samplesOf } from "../../src/extension/core/imageFile/samples.ts";
import { decodePacket, decodeText, decodeUtf16 } from "../../src/extension/core/imageFile/textEncoding.ts";
import { parseXmp } from "../../src/extension/core/imageFile/xmp.ts";

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");
const noInflate: Inflate = () => undefined;
const namespaces =
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"';

function packet(inside: string, attributes = ""): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${namespaces}><rdf:Description rdf:about=""${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`;
}

function subjects(...words: readonly string[]): string {
  return `<dc:subject><rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join("")}</rdf:Bag></dc:subject>`;
}

function metadataOf(blocks: MetadataBlocks) {
  return fileMetadataOf(blocks, [], md5);
}

/** Numbers that look random and are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("an XMP packet", () => {
  test("gives lists, attributes and the default language of alternatives", () => {
    const title =
      '<dc:title><rdf:Alt><rdf:li xml:lang="de">Turm</rdf:li><rdf:li xml:lang="x-default">Tower</rdf:li></rdf:Alt></dc:title>';
    const properties = parseXmp(
      packet(subjects("a &amp; b", "&#x1F30A;", "<![CDATA[<i>]]>") + title, ' xmp:Rating="3"'),
    );
    assert.deepEqual(properties.get("dc:subject"), ["a & b", "🌊", "<i>"]);
    assert.deepEqual(properties.get("dc:title"), ["Tower"]);
    assert.deepEqual(properties.get("xmp:Rating"), ["3"]);
  });

  test("may call its namespaces by other names", () => {
    const renamed = packet(subjects("word")).replaceAll("dc:", "q:").replace("xmlns:dc", "xmlns:q");
    assert.deepEqual(parseXmp(renamed.replace("xmlns:q=", "xmlns:q=")).get("dc:subject"), ["word"]);
  });

  test("with a document type says nothing, so that no entity is ever expanded", () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${packet(subjects("&b;"))}`;
    assert.equal(parseXmp(bomb).size, 0);
    assert.deepEqual(parseXmp(packet(subjects("&b;"))).get("dc:subject"), ["&b;"]);
  });

  test("speaks of the picture alone: descriptions inside of values do not count", () => {
    const inner = `<xmp:History><rdf:Seq><rdf:li><rdf:Description>${subjects("inner")}</rdf:Description></rdf:li></rdf:Seq></xmp:History>`;
    assert.equal(parseXmp(packet(inner)).has("dc:subject"), false);
  });

  test("names places where it was taken and that it shows, in every form of a structure", async () => {
    const ext = ' xmlns:iptcExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"';
    const name = '<rdf:Alt><rdf:li xml:lang="x-default">North pier</rdf:li></rdf:Alt>';
    const forms = [
      `<iptcExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><iptcExt:City>Rørvig</iptcExt:City><iptcExt:LocationName>${name}</iptcExt:LocationName></rdf:li></rdf:Bag></iptcExt:LocationCreated>`,
      '<iptcExt:LocationShown><rdf:Bag><rdf:li iptcExt:City="Hundested" iptcExt:CountryName="Denmark"/><rdf:li><rdf:Description><iptcExt:Sublocation>Kikhavn</iptcExt:Sublocation></rdf:Description></rdf:li></rdf:Bag></iptcExt:LocationShown>',
      '<xmp:Other><rdf:Bag><rdf:li iptcExt:City="Nowhere"/></rdf:Bag></xmp:Other>',
    ];
    const { placeNames } = await metadataOf({ xmp: Buffer.from(packet(forms.join(""), ext)) });
    assert.deepEqual(placeNames, ["North pier", "Kikhavn", "Rørvig", "Hundested", "Denmark"]);
  });

  for (const [what, hostile] of [
    ["a tag without an end", "<a".repeat(300_000)],
    ["one name that never ends", `<${"a".repeat(900_000)}`],
    ["attributes without values", packet("", ` ${"a ".repeat(300_000)}`)],
    ["a quote that never ends", `<a b="${"c=' ".repeat(200_000)}`],
    ["elements without end", "<a>".repeat(200_000)],
    ["a hundred thousand keywords", packet(subjects(...Array.from({ length: 100_000 }, (_, i) => `k${i}`)))],
    ["a keyword of a megabyte", packet(subjects("x".repeat(1_000_000)))],
    ["only ampersands", packet(subjects("&".repeat(500_000)))],
    ["closing tags alone", "</a>".repeat(200_000)],
  ] as const)
    test(`of ${what} is read to some end, and what it says is bounded`, async () => {
      const { keywords } = await metadataOf({ xmp: Buffer.from(hostile) });
      assert.ok(keywords.length <= 200);
      assert.ok(keywords.every((keyword) => keyword.length <= 130));
    });

  test("is read in the encoding that it is in", async () => {
    const text = packet(subjects("Käse", "灯台"));
    const swapped = Buffer.from(text, "utf16le").swap16();
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(text, "utf16le"),
      swapped,
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]),
    ])
      assert.deepEqual((await metadataOf({ xmp: bytes })).keywords, ["Käse", "灯台"]);
    const latin = Buffer.from(packet(subjects("Käse", "b")), "latin1");
    assert.deepEqual((await metadataOf({ xmp: latin })).keywords, ["Käse", "b"]);
  });

  test("cannot smuggle control characters, direction marks or halves of characters into a view", async () => {
    const evil = packet(subjects("a\u202Eb", "c\u0000d", "&#xD800;e", "&#7;f", "x")).replace("\u0000", "&#0;");
    assert.deepEqual((await metadataOf({ xmp: Buffer.from(evil) })).keywords, ["ab", "cd", "e", "f", "x"]);
  });
});

describe("other blocks", () => {
  test("text is UTF-8 where that is valid, else Western European, and ends at a zero byte", () => {
    assert.equal(decodeText(Buffer.from("Grüße\0rest")), "Grüße");
    assert.equal(decodeText(Buffer.from("Grüße", "latin1")), "Grüße");
    assert.equal(decodeUtf16(Buffer.from("Größe ü\0x", "utf16le")), "Größe ü");
    assert.equal(decodePacket(new Uint8Array(0)), "");
  });

  test("IPTC ends at the first fault and takes no length on trust", () => {
    const field = (number: number, text: string): Buffer =>
      Buffer.concat([Buffer.from([0x1c, 2, number, 0, Buffer.byteLength(text)]), Buffer.from(text)]);
    const good = Buffer.concat([field(25, "one"), field(90, "Town")]);
    assert.deepEqual(readIptc(good), { keywords: ["one"], place: { city: "Town" } });
    assert.deepEqual(readIptc(Buffer.concat([good, Buffer.from([0x1c, 2, 25, 0x7f, 0xff, 1])])).keywords, ["one"]);
    assert.deepEqual(readIptc(Buffer.concat([Buffer.from([0x1c, 2, 25, 0x80, 4, 0, 0, 0, 9]), good])).keywords, []);
  });

  test("EXIF whose directories lead in a circle, out of the block or nowhere is read to some end", async () => {
    const tiff = Buffer.alloc(64);
    tiff.write("II*\0", "latin1");
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(2, 8);
    for (const [row, tag] of [34665, 34853].entries()) {
      tiff.writeUInt16LE(tag, 10 + 12 * row);
      tiff.writeUInt16LE(4, 12 + 12 * row);
      tiff.writeUInt32LE(1, 14 + 12 * row);
      tiff.writeUInt32LE(row === 0 ? 8 : 0xffffffff, 18 + 12 * row);
    }
    tiff.writeUInt32LE(8, 34);
    assert.deepEqual(await readExif(bytesOf(tiff)), {});
    assert.equal(await readParts(bytesOf(tiff), noInflate), undefined);
  });

  test("compressed text of a PNG is expanded to a bound and no further", async () => {
    const chunk = (type: string, content: Buffer): Buffer => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(content.length);
      head.write(type, 4, "latin1");
      return Buffer.concat([head, content, Buffer.alloc(4)]);
    };
    const bomb = Buffer.concat([
      Buffer.from("XML:com.adobe.xmp\0\x01\0\0\0", "latin1"),
      deflateSync(Buffer.alloc(9_000_000)),
    ]);
    const file = Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("iTXt", bomb),
      chunk("IDAT", Buffer.from([1])),
      chunk("IEND", Buffer.alloc(0)),
    ]);
    const asked: number[] = [];
    const parts = await readParts(bytesOf(file), (_bytes, maxBytes) => {
      asked.push(maxBytes);
      return undefined;
    });
    assert.deepEqual(asked, [1024 * 1024]);
    assert.equal(parts?.xmp, undefined);
  });
});

test("stray bytes between the segments of a JPEG are passed over, as decoders do", async () => {
  const whole = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#123456" } })
    .withXmp(packet(subjects("one", "two")))
    .jpeg()
    .toBuffer();
  const second = 4 + whole.readUInt16BE(4);
  const stray = Buffer.from([0, 14, 0xff, 0, 0xff]);
  const parts = await readParts(
    bytesOf(Buffer.concat([whole.subarray(0, second), stray, whole.subarray(second)])),
    noInflate,
  );
  assert.deepEqual((await metadataOf(parts ?? {})).keywords, ["one", "two"]);
  const lost = Buffer.concat([whole.subarray(0, second), Buffer.alloc(5_000), whole.subarray(second)]);
  assert.equal(await readParts(bytesOf(lost), noInflate), undefined);
});

test(
  "files of every format with any bytes changed are read to some end, and ranges stay inside of them",
  { timeout: 60_000 },
  async () => {
    const random = randomFrom(20_261);
    const pixels = Buffer.from(Uint8Array.from({ length: 48 * 32 * 3 }, () => Math.floor(random() * 256)));
    for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
      const whole = await sharp(pixels, { raw: { width: 48, height: 32, channels: 3 } })
        .withXmp(packet(subjects("one", "two")))
        .withExif({ IFD0: { ImageDescription: "words", Copyright: "me" } })
        .toFormat(format)
        .toBuffer();
      for (let round = 0; round < 400; round++) {
        const bytes = Buffer.from(whole);
        const changes = 1 + Math.floor(random() * 8);
        // heads and tables stand at the beginning and the end
        for (let change = 0; change < changes; change++) {
          const reach = random() < 0.7 ? Math.min(400, bytes.length) : bytes.length;
          const at = Math.floor(random() * reach);
          bytes[random() < 0.8 ? at : bytes.length - 1 - at] = random() < 0.3 ? 0xff : Math.floor(random() * 256);
        }
        const cut = random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
        const parts = await readParts(bytesOf(cut), noInflate);
        if (!parts) continue;
        assert.ok(
          parts.picture.every(({ at, length }) => at >= 0 && length >= 0 && at + length <= cut.length),
          format,
        );
        await samplesOf(bytesOf(cut), parts.picture);
        await metadataOf(parts);
      }
    }
  },
);
