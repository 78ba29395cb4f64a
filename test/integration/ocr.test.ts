/** OCR with the real tesseract, offline: what is read, what is not, and how it ends. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { SharpImages } from "../../src/extension/adapters/images/sharpImages.ts";
import { installedOcrPaths } from "../../src/extension/adapters/ocr/ocrPaths.ts";
import { TesseractReader } from "../../src/extension/adapters/ocr/tesseractReader.ts";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { diagram, photoLike, redIcon, screenshot } from "../fixtures/drawnImages.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";

const signal = new AbortController().signal;
const { put } = suiteFolder();
const { log, lines } = quietLog();
const reader = new TesseractReader({ log });
const images = new SharpImages({ reader, log });
after(() => reader.close());
const normal = corpusFolder("normal");

async function textOf(path: string): Promise<string> {
  return (await images.analyse({ path, ocr: true }, signal)).text;
}

const spoken = ["Settings are saved", "Restart the server now", "Third line of words"];

describe("the text of a picture", () => {
  test("is read line by line from a light screenshot", async () => {
    assert.equal(await textOf(await put("light.png", await screenshot(spoken))), spoken.join("\n"));
  });

  test("is read from a dark screenshot", async () => {
    assert.equal(await textOf(await put("dark.png", await screenshot(spoken, { dark: true }))), spoken.join("\n"));
  });

  test("holds the labels of a diagram", async () => {
    const text = await textOf(await put("diagram.png", await diagram()));
    for (const label of ["Client", "Server", "Store"]) assert.ok(text.includes(label), `${label} in ${text}`);
  });

  test("is empty where there is none", async () => {
    assert.equal(
      await textOf(await put("noise.png", await (await photoLike({ width: 900, height: 600 })).png().toBuffer())),
      "",
    );
    assert.equal(await textOf(await put("icon.png", await redIcon())), "");
  });

  test("is a quotation word for word", { skip: skipWithout(normal) }, async () => {
    const text = await textOf(join(normal!, "scikit-image", "bw_text.png"));
    assert.match(
      text,
      /^Men may seem detestable as joint\nstock-companies and nations; knaves,\nfools, and murderers/u,
    );
  });

  test("is empty or nearly so for photos without text", { skip: skipWithout(normal) }, async () => {
    const photos = [
      "test-assets/silver_fir.jpg",
      "test-assets/wood_anemones.jpg",
      "scikit-image/coins.png",
      "scikit-image/chelsea.png",
      "metadata-extractor-images/Nikon E950.jpg",
      "Pillow/flower.jpg",
    ];
    const read = [];
    for (const name of photos) read.push(await textOf(join(normal!, name)));
    assert.deepEqual(
      read.filter((text) => text.length > 4),
      [],
    );
  });
});

describe("reading", () => {
  test("can be stopped in the middle of a picture, and the next one is read all the same", async () => {
    const path = await put("again.png", await screenshot(spoken));
    const stop = new AbortController();
    const call = images.analyse({ path, ocr: true }, stop.signal);
    setTimeout(() => stop.abort(), 150);
    await assert.rejects(call, { reason: "aborted" });
    assert.equal(await textOf(path), spoken.join("\n"));
  });

  test("that takes too long costs the text, not the picture", async () => {
    const impatient = new TesseractReader({ log, limitMs: 1 });
    const hasty = new SharpImages({ reader: impatient, log });
    const analysis = await hasty.analyse({ path: await put("hasty.png", await screenshot(spoken)), ocr: true }, signal);
    assert.equal(analysis.text, "");
    assert.equal(analysis.facts.width, 900);
    await impatient.close();
  });

  test("without its data says so in the log and gives no text", async () => {
    const paths = { ...installedOcrPaths(), dataFolder: join("nowhere", "at", "all") };
    const lame = new SharpImages({ reader: new TesseractReader({ log, paths }), log });
    const analysis = await lame.analyse({ path: await put("lame.png", await screenshot(spoken)), ocr: true }, signal);
    assert.equal(analysis.text, "");
    assert.match(lines.join("\n"), /tesseract could not be started/u);
  });

  test("is not begun when no text is asked for", async () => {
    let reads = 0;
    const counting = {
      read: async () => ({ text: `${reads++}`, confidence: 0, sureLines: [] }),
      close: async () => undefined,
    };
    const path = await put("unread.png", await screenshot(spoken));
    await new SharpImages({ reader: counting, log }).analyse({ path, ocr: false }, signal);
    assert.equal(reads, 0);
  });
});
