/** A scan so long that a second thread helps with it: every image has its own stamp, whoever read it, and a helper may fail. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { FolderScanner } from "../../src/extension/adapters/scanner/folderScanner.ts";
import { walk } from "../../src/extension/adapters/scanner/walk.ts";
import type { ScanOptions } from "../../src/extension/core/scanning.ts";
import { never } from "../fixtures/records.ts";

const plain: ScanOptions = { exclude: [], useGitignore: false, under: "" };
const folders = 20;
const imagesInFolder = 300;

describe("a long scan", () => {
  let root = "";
  before(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), "image-tagger-long-scan-"));
    for (let f = 0; f < folders; f++) {
      await mkdir(path.join(root, `${f}`));
      const numbers = Array.from({ length: imagesInFolder }, (_, i) => f * imagesInFolder + i);
      // as many bytes as its number says
      await Promise.all(numbers.map((n) => writeFile(path.join(root, `${f}`, `${n}.png`), Buffer.alloc(n))));
    }
  });
  after(() => rm(root, { recursive: true, force: true }));

  test("finds every image with its own stamp, the first time and again", async () => {
    const scanner = new FolderScanner();
    for (let round = 0; round < 3; round++) {
      const { images, problems } = await scanner.scan(root, plain, never);
      assert.equal(images.length, folders * imagesInFolder);
      assert.deepEqual(problems, []);
      const wrong = images.filter(({ path: name, stamp }) => stamp.size !== Number.parseInt(path.basename(name), 10));
      assert.deepEqual(wrong, []);
      assert.ok(images.every(({ stamp }) => stamp.mtimeMs > 0));
    }
  });

  test("reads for itself what a helper claimed and never finished", () => {
    let claimed = 0;
    const { paths, stamps, problems } = walk(
      root,
      plain,
      ({ claims }) => void (claimed = Atomics.add(claims, 0, 1) + 1),
    );
    assert.equal(claimed, 1);
    assert.deepEqual(problems, []);
    const sizes = paths.map((_, i) => stamps[2 * i]);
    assert.deepEqual(
      sizes,
      paths.map((name) => Number.parseInt(path.basename(name), 10)),
    );
  });

  test("ends at a stop, and finds everything afterwards", async () => {
    const scanner = new FolderScanner();
    const stop = new AbortController();
    const scanning = scanner.scan(root, plain, stop.signal);
    stop.abort();
    await assert.rejects(scanning, { reason: "aborted" });
    const { images } = await scanner.scan(root, plain, never);
    assert.equal(images.length, folders * imagesInFolder);
  });
});
