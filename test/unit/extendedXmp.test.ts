/** XMP of a JPEG file that is too long for one segment: its pieces are put together, in any order, and hostile ones say nothing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bytesOf } from "../../src/extension/core/imageFile/bytes.ts";
import { fileMetadataOf } from "../../src/extension/core/imageFile/fileMetadata.ts";
import { readParts } from "../../src/extension/core/imageFile/readParts.ts";

const guid = "0123456789ABCDEF0123456789ABCDEF";

function packet(inside: string, attributes = ""): Buffer {
  return Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/"${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}

function words(...list: readonly string[]): string {
  return `<dc:subject><rdf:Bag>${list.map((word) => `<rdf:li>${word}</rdf:li>`).join("")}</rdf:Bag></dc:subject>`;
}

function segment(...content: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(content);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(whole.length + 2, 2);
  return Buffer.concat([head, whole]);
}

/** A segment with a part of the packet; `total` and `offset` are what it says of itself. */
function piece(more: Buffer, from: number, to: number, total = more.length, offset = from, of = guid): Buffer {
  const place = Buffer.alloc(8);
  place.writeUInt32BE(total);
  place.writeUInt32BE(offset, 4);
  return segment(Buffer.from(`http://ns.adobe.com/xmp/extension/\0${of}`), place, more.subarray(from, to));
}

/** What a file with these segments says, the first packet before them. */
async function read(first: Buffer, ...segments: readonly Buffer[]) {
  const start = segment(Buffer.from("http://ns.adobe.com/xap/1.0/\0"), first);
  const file = Buffer.concat([Buffer.from([0xff, 0xd8]), start, ...segments, Buffer.from([0xff, 0xda, 0, 2, 1, 2])]);
  const parts = await readParts(bytesOf(file), () => undefined);
  assert.ok(parts);
  const { keywords, caption } = await fileMetadataOf(parts, [], () => "");
  return { keywords, caption };
}

const first = packet("<dc:description>short</dc:description>", ` xmpNote:HasExtendedXMP="${guid}"`);
const more = packet(
  `${words("Käse", "灯台")}<dc:description>from the second one</dc:description>`,
  ` dc:source="${"x".repeat(150_000)}"`,
);
const third = Math.ceil(more.length / 3);
const pieces = [piece(more, 0, third), piece(more, third, 2 * third), piece(more, 2 * third, more.length)] as const;
const onlyFirst = { keywords: [], caption: "short" };

describe("extended XMP", () => {
  test("is read from all its pieces, and the first packet goes before it", async () => {
    assert.deepEqual(await read(first, ...pieces), { keywords: ["Käse", "灯台"], caption: "short" });
  });

  test("may come in any order, a piece twice, and its name in small letters or as an element", async () => {
    const named = packet(
      `<dc:description>short</dc:description><xmpNote:HasExtendedXMP>${guid.toLowerCase()}</xmpNote:HasExtendedXMP>`,
    );
    const [a, b, c] = pieces;
    for (const order of [
      [c, a, b],
      [b, c, b, a],
    ])
      assert.deepEqual((await read(named, ...order)).keywords, ["Käse", "灯台"]);
  });

  for (const [what, segments] of [
    ["lacks a piece", [pieces[0], pieces[2]]],
    ["has a piece that says another length", [pieces[0], piece(more, third, 2 * third, 9), pieces[2]]],
    ["has pieces that overlap", [pieces[0], piece(more, third, 2 * third, more.length, third - 5), pieces[2]]],
    ["ends behind its own length", [piece(more, 0, third, third - 1)]],
    ["would have four gigabytes", [piece(more, 0, third, 0xffff_ffff)]],
    ["has no length", [piece(more, 0, third, 0)]],
    ["belongs to another packet", [piece(more, 0, third, third, 0, guid.replace("0", "F"))]],
    ["is in more pieces than anybody writes", Array.from({ length: 400 }, (_, i) => piece(more, i, i + 1, 400))],
  ] as const)
    test(`that ${what} says nothing, and the first packet is read all the same`, async () => {
      assert.deepEqual(await read(first, ...segments), onlyFirst);
    });

  test("that no packet names says nothing", async () => {
    assert.deepEqual(await read(packet("<dc:description>short</dc:description>"), ...pieces), onlyFirst);
  });
});
