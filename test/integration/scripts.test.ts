/** The project's own scripts: the command's first file, the sample gallery, the reading of packages. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import ExifReader from "exifreader";
import sharp from "sharp";
import { drawSamples } from "../../samples/drawSamples.ts";
import { copySamples } from "../e2e/workbench/prepared.ts";

const projectFolder = path.resolve(import.meta.dirname, "../..");
const oldNode = ["/usr/bin/node", "/usr/local/bin/node"].find((file) => existsSync(file));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runToEnd(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

async function majorOf(program: string): Promise<number> {
  const { stdout } = await runToEnd(program, ["--version"]);
  return Number(/^v(\d+)/.exec(stdout)?.[1] ?? 0);
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "scripts-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The stub as it is built, with a command beside it that tells its arguments. */
async function stubIn(folder: string): Promise<string> {
  const stub = path.join(folder, "cli.js");
  await cp(path.join(projectFolder, "scripts", "cliStub.cjs"), stub);
  await writeFile(path.join(folder, "cliMain.js"), "process.stdout.write(JSON.stringify(process.argv.slice(2)));");
  return stub;
}

test("the command says in one sentence that an old Node cannot run it, and exits with 2", async (t) => {
  if (!oldNode || (await majorOf(oldNode)) >= 22) return t.skip("no Node older than 22 on this machine");
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await runToEnd(oldNode, [await stubIn(folder), "status"]);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^image-tagger needs Node 22 or newer; this is Node \d+\.\d+\.\d+\. Install .+\n$/);
  });
});

test("the command's first file reads as plain old JavaScript", async () => {
  const source = readFileSync(path.join(projectFolder, "scripts", "cliStub.cjs"), "utf8");
  // the syntax of Node 12: what is newer would be an error before the sentence is said
  assert.doesNotMatch(source, /\?\?|\?\.|\bimport\b|\bawait\b|#[a-z]+\s*[=(]|node:/);
});

test("the command hands its arguments on under a new Node", async () => {
  await withFolder(async (folder) => {
    const { code, stdout } = await runToEnd(process.execPath, [await stubIn(folder), "tag", "a folder", "--json"]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), ["tag", "a folder", "--json"]);
  });
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

const digests = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesIn(folder).map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );

test("the sample gallery is the same bytes on every run, decodes, and stays small", async () => {
  await withFolder(async (first) => {
    await withFolder(async (second) => {
      const { files, bytes } = await drawSamples(first);
      // drawn by another run, or by another process of this one
      await copySamples(second);
      assert.deepEqual(digests(first), digests(second));
      assert.ok(files.length >= 24, `${files.length} pictures`);
      assert.ok(bytes < 3e6, `${bytes} bytes`);
    });
    const formats = new Set<string>();
    for (const file of filesIn(first)) {
      const { info } = await sharp(path.join(first, file)).raw().toBuffer({ resolveWithObject: true });
      assert.ok(info.width >= 100 && info.height >= 100, file);
      formats.add(path.extname(file));
    }
    assert.deepEqual([...formats].sort(), [".gif", ".jpeg", ".jpg", ".png", ".webp"]);
  });
});

test("the sample gallery carries camera, date, place and keywords as a photo program writes them", async () => {
  await withFolder(async (folder) => {
    await copySamples(folder);
    // oxlint-disable-next-line import/no-named-as-default-member -- the package has no named exports at run time
    const tags = ExifReader.load(readFileSync(path.join(folder, "Holidays 2024", "sunset over the sea.jpg")));
    assert.equal(tags["Model"]?.description, "X-T4");
    assert.equal(tags["DateTimeOriginal"]?.description, "2024:07:14 20:51:03");
    assert.equal(Number(tags["GPSLatitude"]?.description).toFixed(3), "36.721");
    assert.equal(tags["GPSLongitudeRef"]?.description, "West longitude");
    assert.equal(tags["subject"]?.description, "sunset, sea, evening");
  });
});
