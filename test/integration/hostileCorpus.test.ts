/** The whole corpus of broken and dangerous files through the command line; `npm run soak` has the time for it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { runCommand, tagWithOllama } from "../fixtures/commandLine.ts";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const hostile = corpusFolder("hostile");
const isAsked = process.env["IMAGE_TAGGER_HOSTILE"] !== undefined;
const skip = isAsked ? skipWithout(hostile) : "it takes a minute: a part of npm run soak";

/** What is tagged or listed, by the end of its name. */
const image = /\.(?:png|jpe?g|webp|gif|svg|avif|tiff?|heic|bmp)$/iu;

test(
  "every file of the corpus is tagged or listed with a reason, and none is changed",
  { skip, timeout: 600_000 },
  async (t) => {
    const base = await temporaryFolder(t);
    execFileSync("python3", [path.join(hostile!, "make_hostile.py"), base], { stdio: "ignore" });
    const library = path.join(base, "generated");
    cpSync(path.join(hostile!, "third-party"), path.join(library, "third-party"), { recursive: true });
    const standIn = await startOllamaStandIn({ latencyMs: 1 });
    t.after(() => standIn.close());
    const storage = path.join(base, "storage");
    const before = hashes(base);
    const run = await runCommand(tagWithOllama(library, standIn.url, storage));
    assert.equal(run.code, 1, run.stderr);
    assert.doesNotMatch(run.stderr, /unhandled|^\s+at .*\.ts:|rejection/im);
    const told = new Map(run.json().flatMap((event) => (event.status ? [[event.path ?? "", event] as const] : [])));
    for (const { status, reason = "", path: at } of told.values())
      if (status === "failed") assert.match(reason, /^\S.{20,}\.$/su, at);
    const isHidden = (name: string): boolean => name.split("/").some((part) => /^(?:\.|node_modules$)/.test(part));
    const expected = [...before.keys()]
      .map((file) => path.relative(library, file))
      .filter((name) => !name.startsWith("..") && image.test(name) && !isHidden(name));
    assert.ok(expected.length > 450, `${expected.length} files`);
    assert.deepEqual(
      expected.filter((name) => !told.has(name)),
      [],
    );
    const after = hashes(base);
    for (const [file, hash] of before) assert.equal(after.get(file), hash, file);
    assert.ok(!existsSync(path.join(os.tmpdir(), "TAGGER_PWNED")), "nothing was run");
    for (const [file] of after)
      if (!before.has(file))
        assert.ok(!readFileSync(file).includes("CANARY-7f3a91"), `${file} holds what lies outside`);
    const looks = standIn.looks.length;
    await runCommand(tagWithOllama(library, standIn.url, storage));
    assert.equal(standIn.looks.length, looks, "the second run asks no model");
    t.diagnostic(`${told.size} files told of, ${looks} looked at`);
  },
);

/** All regular files below, links not followed, by their content; names of wrong bytes cannot be opened. */
function hashes(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) for (const [name, hash] of hashes(file)) found.set(name, hash);
    else if (entry.isFile() && lstatSync(file, { throwIfNoEntry: false }))
      found.set(file, createHash("sha256").update(readFileSync(file)).digest("hex"));
  }
  return found;
}
