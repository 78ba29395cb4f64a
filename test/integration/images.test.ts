/** Decoding with the real sharp: what is made of pictures, and by which name each bad file fails. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { SharpImages } from "../../src/extension/adapters/images/sharpImages.ts";
import { ExpectedError, type Reason } from "../../src/shared/failures.ts";
import { corpusFolder, imagesBelow, skipWithout } from "../fixtures/corpus.ts";
import { blankPng, photoLike, redIcon } from "../fixtures/drawnImages.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";

const signal = new AbortController().signal;
const noReader = { read: async () => ({ text: "", confidence: 0, sureLines: [] }), close: async () => undefined };
const { log, lines } = quietLog();
const images = new SharpImages({ reader: noReader, log });
const maxSidePx = 896;
const { path: folder, put: file } = suiteFolder();

async function failsWith(path: string, reason: Reason): Promise<void> {
  await assert.rejects(images.prepare({ path, maxSidePx }, signal), (error: unknown) => {
    assert.ok(error instanceof ExpectedError);
    assert.equal(error.reason, reason, error.message);
    return true;
  });
}

describe("preparing an image for an engine", () => {
  test("fits a large picture inside the given side and applies its orientation", async () => {
    const jpeg = await (
      await photoLike({ width: 1200, height: 600 })
    )
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const path = await file("turned.jpg", jpeg);
    const prepared = await images.prepare({ path, maxSidePx: 400 }, signal);
    assert.deepEqual([prepared.facts.width, prepared.facts.height], [600, 1200]);
    assert.deepEqual([prepared.jpegWidth, prepared.jpegHeight], [200, 400]);
    const sent = await sharp(prepared.jpeg).metadata();
    assert.deepEqual(
      [sent.format, sent.width, sent.height, sent.orientation, sent.exif],
      ["jpeg", 200, 400, undefined, undefined],
    );
  });

  test("does not enlarge a small picture, but gives a tiny one 32 pixels a side", async () => {
    const small = await file("small.png", await (await photoLike({ width: 90, height: 60 })).png().toBuffer());
    const tiny = await file("tiny.png", await (await photoLike({ width: 5, height: 5 })).png().toBuffer());
    const thin = await file("thin.png", await (await photoLike({ width: 3000, height: 2 })).png().toBuffer());
    const sizes = [];
    for (const path of [small, tiny, thin]) {
      const { jpeg } = await images.prepare({ path, maxSidePx }, signal);
      const { width, height } = await sharp(jpeg).metadata();
      sizes.push([width, height]);
    }
    assert.deepEqual(sizes, [
      [90, 60],
      [32, 32],
      [896, 32],
    ]);
  });

  test("lays transparent pictures on white", async () => {
    const { jpeg } = await images.prepare({ path: await file("icon.png", await redIcon()), maxSidePx }, signal);
    const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    assert.ok(Math.min(...data.subarray(0, 3)) > 225, `the corner is nearly white: ${data.subarray(0, 3).join(" ")}`);
  });

  test("writes the thumbnail on the way, in a folder that did not exist, and leaves no temporary file", async () => {
    const path = await file("with-thumb.jpg", await (await photoLike({ width: 1000, height: 500 })).jpeg().toBuffer());
    const to = join(folder, "thumbs", "ab", "x.webp");
    await images.prepare({ path, maxSidePx, thumbnail: { to, sizePx: 320 } }, signal);
    const made = await sharp(await readFile(to)).metadata();
    assert.deepEqual([made.format, made.width, made.height], ["webp", 320, 160]);
    assert.deepEqual(await readdir(join(folder, "thumbs", "ab")), ["x.webp"]);
  });

  test("still prepares the image when the thumbnail cannot be written, and says so in the log", async () => {
    const path = await file("no-thumb.png", await redIcon());
    const to = join(path, "below-a-file", "x.webp");
    const prepared = await images.prepare({ path, maxSidePx, thumbnail: { to, sizePx: 320 } }, signal);
    assert.equal(prepared.facts.format, "png");
    assert.match(lines.join("\n"), /thumbnail/u);
  });

  test("gives a copy at another size and quality nearly the same perceptual hash, and another picture a far one", async () => {
    const picture = await (await photoLike({ width: 800, height: 500, seed: 3 })).png().toBuffer();
    const copy = await sharp(picture).resize(300).jpeg({ quality: 50 }).toBuffer();
    const hashes = [];
    for (const [name, content] of [
      ["a.png", picture],
      ["b.jpg", copy],
      ["c.png", await redIcon(256)],
    ] as const) {
      hashes.push((await images.prepare({ path: await file(name, content), maxSidePx }, signal)).dHash);
    }
    assert.match(hashes[0]!, /^[0-9a-f]{16}$/u);
    assert.ok(distance(hashes[0]!, hashes[1]!) <= 8, `copy: ${distance(hashes[0]!, hashes[1]!)}`);
    assert.ok(distance(hashes[0]!, hashes[2]!) > 12, `other: ${distance(hashes[0]!, hashes[2]!)}`);
  });

  test("draws a small SVG at the size that is asked for", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><rect width="24" height="24" fill="#00f"/></svg>';
    const prepared = await images.prepare({ path: await file("a.svg", Buffer.from(svg)), maxSidePx: 480 }, signal);
    assert.deepEqual([prepared.facts.width, prepared.facts.format, prepared.jpegWidth], [24, "svg", 480]);
  });

  test("tells avif from other heif, and counts the frames of an animated gif", async () => {
    const red = sharp({ create: { width: 40, height: 40, channels: 3, background: "red" } });
    const avif = await images.prepare({ path: await file("a.avif", await red.avif().toBuffer()), maxSidePx }, signal);
    assert.equal(avif.facts.format, "avif");
    const blue = sharp({ create: { width: 40, height: 40, channels: 3, background: "blue" } });
    const frames = [await red.png().toBuffer(), await blue.png().toBuffer()];
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const animated = await images.prepare({ path: await file("a.gif", gif), maxSidePx }, signal);
    assert.equal(animated.facts.frames, 2);
    assert.equal(avif.facts.frames, undefined);
  });
});

describe("a file that is no good image", () => {
  test("that is missing is notFound", () => failsWith(join(folder, "nowhere.png"), "notFound"));

  test("that is empty, a directory, or of another type is undecodable", async () => {
    await failsWith(await file("empty.jpg", new Uint8Array()), "undecodable");
    await mkdir(join(folder, "folder.png"));
    await failsWith(join(folder, "folder.png"), "undecodable");
    await failsWith(await file("text.jpg", Buffer.from("this is no picture")), "undecodable");
  });

  test(
    "that is a pipe fails at once instead of waiting for a writer",
    { skip: process.platform === "win32" },
    async () => {
      const path = join(folder, "pipe.png");
      execFileSync("mkfifo", [path]);
      await failsWith(path, "undecodable");
    },
  );

  test("that is cut off is undecodable", async () => {
    for (const [name, encode] of [
      ["cut.jpg", "jpeg"],
      ["cut.png", "png"],
      ["cut.webp", "webp"],
    ] as const) {
      const whole = await (await photoLike({ width: 400, height: 300 })).toFormat(encode).toBuffer();
      const path = await file(name, whole);
      await truncate(path, Math.floor(whole.length / 2));
      await failsWith(path, "undecodable");
    }
  });

  test("that has 400 million pixels is tooLarge", async () => {
    await failsWith(await file("bomb.png", blankPng(20_000)), "tooLarge");
  });

  test("whose content is a type that we do not load is undecodable, whatever its name", async () => {
    const ppm = Buffer.concat([Buffer.from("P6\n2 2\n255\n"), Buffer.alloc(12, 200)]);
    await failsWith(await file("really-ppm.png", ppm), "undecodable");
  });

  test("whose extension lies decodes all the same", async () => {
    const path = await file("png.jpg", await redIcon());
    assert.equal((await images.prepare({ path, maxSidePx }, signal)).facts.format, "png");
  });

  test("is named in the message, without its control characters", async () => {
    const path = join(folder, "evil\u202e\nname.png");
    await assert.rejects(images.prepare({ path, maxSidePx }, signal), (error: unknown) => {
      assert.ok(error instanceof ExpectedError);
      assert.match(error.message, /evil/u);
      assert.doesNotMatch(error.message, /[\n\u202e]/u);
      return true;
    });
  });
});

test("a stop before the decode rejects as aborted", async () => {
  const path = await file("stopped.png", await redIcon());
  await assert.rejects(images.prepare({ path, maxSidePx }, AbortSignal.abort()), { reason: "aborted" });
});

describe("facts out of the file", () => {
  const normal = corpusFolder("normal");
  const factsOf = async (name: string) =>
    (await images.prepare({ path: join(normal!, name), maxSidePx: 200 }, signal)).facts;

  test("hold date, camera and IPTC keywords", { skip: skipWithout(normal) }, async () => {
    const facts = await factsOf("Pillow/iptc.jpg");
    assert.equal(facts.takenAt, "2006-07-08T21:14:45");
    assert.equal(facts.camera, "Nokia N70-1");
    assert.deepEqual(facts.keywords?.slice(0, 3), ["HvK", "2006", "summer"]);
  });

  test("hold the GPS place in decimal degrees", { skip: skipWithout(normal) }, async () => {
    const { place } = await factsOf("metadata-extractor-images/HTC Desire.jpg");
    assert.ok(place && Math.abs(place.latitude - 45.5007) < 0.001 && Math.abs(place.longitude - 9.1103) < 0.001);
  });

  test(
    "hold XMP keywords and captions, and count the frames of an animated PNG",
    { skip: skipWithout(normal) },
    async () => {
      assert.deepEqual((await factsOf("image/simple_xmp.webp")).keywords, ["sunset", "mountains", "nature"]);
      assert.equal((await factsOf("test-assets/mongolels.jpg")).caption, "Mongol Els");
      assert.equal((await factsOf("image/ball.png")).frames, 20);
    },
  );

  test("survive hostile metadata", async () => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>good\u202e&#7;bad</rdf:li>
      <rdf:li>${"long ".repeat(100)}</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const jpeg = await (await photoLike({ width: 60, height: 60 })).withXmp(xmp).jpeg().toBuffer();
    const { facts } = await images.prepare({ path: await file("hostile-xmp.jpg", jpeg), maxSidePx }, signal);
    for (const keyword of facts.keywords ?? []) {
      assert.doesNotMatch(keyword, /[\p{Cc}\u202e]/u);
      assert.ok(keyword.length <= 64);
    }
  });
});

test(
  "every picture of the normal corpus prepares",
  { skip: skipWithout(corpusFolder("normal")), timeout: 120_000 },
  async () => {
    const failures: string[] = [];
    const all = imagesBelow(corpusFolder("normal")!);
    for (const path of all) {
      try {
        const prepared = await images.prepare({ path, maxSidePx }, signal);
        assert.ok(Math.min(prepared.jpegWidth, prepared.jpegHeight) >= 32);
        assert.ok(Math.max(prepared.jpegWidth, prepared.jpegHeight) <= maxSidePx);
      } catch (error) {
        failures.push(`${path}: ${String(error)}`);
      }
    }
    assert.ok(all.length > 50);
    assert.deepEqual(failures, []);
  },
);

function distance(a: string, b: string): number {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;
}
