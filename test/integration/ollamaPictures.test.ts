/** What leaves for the server is always a JPEG that was made for it: never a file's own bytes, whatever its format. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { ollamaEngine } from "../../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { steps } from "../../src/shared/model.ts";
import { copySamples } from "../e2e/workbench/prepared.ts";
import { imagesBelow } from "../e2e/demo/records.ts";
import { hashOf } from "../fakes/ollamaSight.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const { signal } = new AbortController();

/** The samples, and one file of every other format, animation and odd size that is taken in. */
async function drawAll(folder: string): Promise<readonly string[]> {
  await copySamples(folder);
  const files = imagesBelow(folder);
  const other = path.join(folder, "other");
  await mkdir(other);
  const red = sharp({ create: { width: 300, height: 200, channels: 4, background: "#d0202080" } });
  const small = sharp({ create: { width: 9, height: 300, channels: 3, background: "#2020d0" } });
  const made: readonly (readonly [string, Promise<Uint8Array>])[] = [
    ["one.avif", red.clone().avif({ effort: 0 }).toBuffer()],
    ["one.tiff", red.clone().tiff().toBuffer()],
    ["lossless.webp", red.clone().webp({ lossless: true }).toBuffer()],
    ["narrow.png", small.clone().png().toBuffer()],
    ["turned.jpg", small.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ];
  for (const [name, bytes] of made) await writeFile(path.join(other, name), await bytes);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><circle cx="40" cy="30" r="20"/></svg>';
  await writeFile(path.join(other, "drawing.svg"), svg);
  return [...files, ...made.map(([name]) => path.join(other, name)), path.join(other, "drawing.svg")];
}

test("every format goes out as a JPEG without metadata, also to a server that takes no WebP, and is seen", async (t) => {
  const files = await drawAll(await temporaryFolder(t));
  const formats = new Set(files.map((file) => path.extname(file)));
  assert.deepEqual([...formats].sort(), [".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tiff", ".webp"]);
  const { room, images } = openImagesRoom();
  const standIn = await startOllamaStandIn({ version: "0.31.0" });
  try {
    const engine = ollamaEngine({ host: standIn.url, model: "gemma3:4b", images, clock: systemClock });
    for (const file of files) {
      const request = { file, path: path.basename(file), steps, known: {} };
      const prepared = await engine.prepare(request, signal);
      await engine.look(request, prepared, () => undefined, signal);
    }
  } finally {
    await standIn.close();
    await room.close();
  }
  assert.equal(standIn.looks.length, files.length);
  for (const [at, { images: sent }] of standIn.looks.entries()) {
    const file = files[at] ?? "";
    const [picture] = sent;
    assert.equal(picture?.head, "ffd8ff", file);
    assert.equal(picture.hasMetadata, false, file);
    assert.notEqual(picture.hash, hashOf(readFileSync(file)), file);
  }
});
