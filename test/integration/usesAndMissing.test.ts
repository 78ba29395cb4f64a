/** `used:` and `is:orphan` from the command line, over real documents and a record whose image was deleted. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import sharp from "sharp";
import { runCommand } from "../fixtures/commandLine.ts";

interface Hit {
  readonly path: string;
  readonly description: string;
  readonly missing?: true;
}

const documents: Readonly<Record<string, string>> = {
  "README.md": "# Title\n\n![Logo](./img/red%20logo.png?raw=true)\n",
  "docs/guide.adoc": ":imagesdir: ../img\nimage::BLUE.PNG[]\n",
  "docs/paper.tex": "\\includegraphics{../img/green}\n",
  "site/page.html": '<img srcset="/yellow.png 1x">',
  "node_modules/x/README.md": "![](../../img/grey.png)",
  ".hidden/README.md": "![](../img/grey.png)",
};
const images: Readonly<Record<string, string>> = {
  "img/red logo.png": "#ff0000",
  "img/blue.png": "#0000ff",
  "img/green.png": "#00aa00",
  "img/grey.png": "#888888",
  "site/public/yellow.png": "#ffee00",
  "img/gone.png": "#ff8800",
};

describe("searching for what is used and what is gone", () => {
  const base = mkdtempSync(path.join(os.tmpdir(), "image-tagger-test-"));
  const folder = path.join(base, "site");
  const storage = ["--storage", path.join(base, "storage")];

  /** All in one process, which takes its time to start. */
  async function find(...queries: readonly string[]): Promise<readonly (readonly Hit[])[]> {
    const file = path.join(base, "queries.txt");
    await writeFile(file, queries.join("\n"));
    const run = await runCommand(["search", folder, "--queries", file, "--mode", "text", ...storage]);
    assert.equal(run.code, 0, run.stderr);
    const lines = run.stdout.trim().split("\n");
    return lines.map((line) => {
      const { hits, error } = JSON.parse(line) as { readonly hits: readonly Hit[]; readonly error?: string };
      assert.equal(error, undefined, line);
      return hits;
    });
  }
  async function finds(expected: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const found = await find(...Object.keys(expected));
    const paths = found.map((hits) => hits.map((hit) => hit.path).sort());
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((query, at) => [query, paths[at]])), expected);
  }

  before(async () => {
    for (const [name, colour] of Object.entries(images)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await sharp({ create: { width: 32, height: 24, channels: 3, background: colour } }).toFile(file);
    }
    for (const [name, text] of Object.entries(documents)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const run = await runCommand(["tag", folder, "--engine", "builtin", "--embed-model", "none", ...storage]);
    assert.equal(run.code, 0, run.stderr);
  });
  after(() => rm(base, { recursive: true, force: true }));

  test("images that documents use, that none uses, and those of one document are told apart", async () => {
    await finds({
      "used:true": ["img/blue.png", "img/green.png", "img/red logo.png", "site/public/yellow.png"],
      "used:false": ["img/gone.png", "img/grey.png"],
      "used:readme": ["img/red logo.png"],
      "used:docs/ -used:paper.tex": ["img/blue.png"],
      "used:readme OR name:grey": ["img/grey.png", "img/red logo.png"],
      "is:orphan": [],
    });
  });

  test("a record whose image is gone is found by is:orphan alone, with what is known of it", async () => {
    await rename(path.join(folder, "img/gone.png"), path.join(base, "gone.png"));
    const [[gone, ...others] = []] = await find("is:orphan");
    assert.deepEqual([gone?.path, gone?.missing, others], ["img/gone.png", true, []]);
    assert.notEqual(gone?.description, "");
    const there = Object.keys(images).filter((name) => name !== "img/gone.png");
    await finds({
      "is:orphan name:gone": ["img/gone.png"],
      "is:orphan name:blue": [],
      "is:orphan folder:site": [],
      "is:orphan OR name:blue": ["img/blue.png", "img/gone.png"],
      "name:gone": [],
      "-is:orphan": there.sort(),
    });
    await rename(path.join(base, "gone.png"), path.join(folder, "img/gone.png"));
    await finds({ "is:orphan": [], "name:gone": ["img/gone.png"] });
  });
});
