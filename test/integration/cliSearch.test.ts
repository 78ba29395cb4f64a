/** `image-tagger index` and `search` as processes, on the sample gallery and on index files of other programs. */
import assert from "node:assert/strict";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { mkdtempSync } from "node:fs";
import os from "node:os";
import { copySamples } from "../e2e/workbench/prepared.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { runCommand, type PrintedEvent } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { changesSince, snapshot } from "../fixtures/snapshot.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

interface Hit {
  readonly path: string;
  readonly score: number;
  readonly why: readonly { readonly field: string; readonly words?: readonly string[]; readonly strength: number }[];
  readonly description: string;
  readonly tags: readonly string[];
}

/** Searches with `--json`; the one line of output is the array of hits. */
async function find(folder: string, query: string, ...more: readonly string[]): Promise<readonly Hit[]> {
  const run = await runCommand(["search", folder, query, ...more, "--json"]);
  assert.equal(run.code, 0, run.stderr);
  return JSON.parse(run.stdout) as readonly Hit[];
}

describe("search on the sample gallery, tagged by the built-in engine", () => {
  const base = mkdtempSync(path.join(os.tmpdir(), "image-tagger-test-"));
  const folder = path.join(base, "gallery");
  const storage = ["--storage", path.join(base, "storage")];

  before(async () => {
    await copySamples(folder);
    const run = await runCommand(["tag", folder, "--engine", "builtin", "--embed-model", "none", ...storage]);
    assert.equal(run.code, 0, run.stderr);
  });
  after(() => rm(base, { recursive: true, force: true }));

  test("finds the drawn screenshot first by a word that stands in it", async () => {
    const [first] = await find(folder, "Privacy", ...storage);
    assert.match(first?.path ?? "", /settings dialog\.png$/);
    assert.ok(
      first?.why.some(({ field, words }) => field === "text" && words?.length),
      JSON.stringify(first?.why),
    );
  });

  test("finds a red icon among the first three by colour and kind", async () => {
    const hits = await find(folder, "red icon", ...storage);
    assert.ok(
      hits.slice(0, 3).some((hit) => hit.path.endsWith("close-red.png")),
      hits.map((hit) => hit.path).join(", "),
    );
  });

  test("answers paths relative to the folder, scores that fall, and strengths between 0 and 1", async () => {
    const hits = await find(folder, "yellow chart", ...storage);
    assert.ok(hits.length > 2);
    for (const [i, hit] of hits.entries()) {
      assert.ok((await stat(path.join(folder, hit.path))).isFile());
      assert.ok(i === 0 || hit.score <= (hits[i - 1]?.score ?? 0));
      assert.deepEqual(Object.keys(hit), ["path", "score", "why", "description", "tags"]);
      for (const { strength } of hit.why) assert.ok(strength >= 0 && strength <= 1);
    }
    assert.equal((await find(folder, "yellow", "--limit", "1", ...storage)).length, 1);
  });

  test("writes nothing when it searches an unchanged folder", async () => {
    const before = await snapshot(base);
    await find(folder, "red", ...storage);
    assert.deepEqual(await changesSince(before, base), []);
  });

  test("a line of a file of queries ends with a line feed alone, whatever else stands in it", async () => {
    const lines = ["red\u2028icon", "", "blue\ricon", "\u0085", "last"];
    const file = path.join(base, "odd queries.txt");
    await writeFile(file, `${lines.join("\r\n")}\n`);
    const run = await runCommand(["search", folder, "--queries", file, ...storage, "--mode", "text", "--json"]);
    assert.deepEqual(
      run.json().map(({ query }) => query),
      lines,
    );
  });

  test("answers one line for each line of a file of queries, in order, also for empty and broken ones", async () => {
    const file = path.join(base, "queries.txt");
    await writeFile(file, 'red icon\n\n"not closed\nzzzznothing\n');
    const run = await runCommand(["search", folder, "--queries", file, ...storage, "--json"]);
    assert.equal(run.code, 0, run.stderr);
    const lines = run.json() as readonly (PrintedEvent & { query: string; ms: number; hits: readonly Hit[] })[];
    assert.deepEqual(
      lines.map(({ query }) => query),
      ["red icon", "", '"not closed', "zzzznothing"],
    );
    assert.deepEqual([lines[0]?.hits.length !== 0, lines[1]?.hits, lines[3]?.hits], [true, [], []]);
    for (const { ms } of lines) assert.equal(typeof ms, "number");
  });

  test("finds by what was measured when the images were tagged", async () => {
    const paths = async (query: string): Promise<readonly string[]> =>
      (await find(folder, query, "--limit", "500", ...storage)).map((hit) => hit.path);
    const all = await paths("is:tagged");
    const icons = await paths("kind:icon");
    assert.ok(icons.length > 0 && icons.length < all.length);
    const red = await paths("kind:icon color:red");
    assert.ok(red.some((found) => found.includes("close-red")) && red.length < icons.length, red.join());
    const others = await paths("is:tagged -(kind:icon color:red)");
    assert.deepEqual([...red, ...others].toSorted(), all.toSorted());
  });

  test("exits with 0 and an empty list where nothing is found", async () => {
    assert.deepEqual(await find(folder, "zzzzznothing", ...storage), []);
  });

  test("shows a deleted image no more and finds a renamed one under its new name", async () => {
    const [first] = await find(folder, "butterfly", ...storage);
    await rename(path.join(folder, first?.path ?? ""), path.join(folder, "Nature/moved insect.webp"));
    await runCommand(["index", folder, "--embed-model", "none", ...storage]);
    const hits = await find(folder, "butterfly", ...storage);
    assert.ok(hits.some((hit) => hit.path === "Nature/moved insect.webp"));
    assert.ok(!hits.some((hit) => hit.path === first?.path));
  });

  test("finds everything again when the catalog was deleted", async () => {
    await rm(path.join(base, "storage/catalog"), { recursive: true });
    assert.match((await find(folder, "red icon", ...storage))[0]?.path ?? "", /close-red/);
  });
});

describe("index", () => {
  test("reads index files of another program, embeds what lacks a vector, and does neither twice", async (t) => {
    const base = await temporaryFolder(t);
    const folder = path.join(base, "pictures");
    const [first = "", second = ""] = await drawGallery(folder, 3);
    const index = {
      [first]: {
        description: "A harbour in the evening",
        tags: "boats, water",
        text_content: null,
        is_processed: true,
      },
      [second]: {
        description: "Two goats on a meadow",
        tags: ["goat"],
        text_content: "",
        is_processed: true,
        tags_ru: ["коза"],
      },
    };
    await writeFile(path.join(folder, "image_metadata.json"), JSON.stringify(index));
    const standIn = await startOllamaStandIn();
    t.after(() => standIn.close());
    const options = [
      "--host",
      standIn.url,
      "--embed-model",
      "embeddinggemma",
      "--storage",
      path.join(base, "storage"),
      "--json",
    ];
    const run = await runCommand(["index", folder, ...options]);
    assert.equal(run.code, 0, run.stderr);
    const { seconds: _seconds, ...rest } = run.json()[0] ?? {};
    assert.deepEqual(rest, { event: "done", images: 3, records: 2, embedded: 2, undecodable: 0 });
    assert.equal((await runCommand(["index", folder, ...options])).json()[0]?.["embedded"], 0);
    assert.equal(standIn.looks.length, 0, "index tags nothing");

    const hits = await find(folder, "goats on a meadow", ...options.slice(0, -1));
    assert.equal(hits[0]?.path, second);
    assert.ok(hits[0]?.why.some(({ field }) => field === "meaning"));
    const before = standIn.requests.length;
    assert.equal((await find(folder, "boats", "--mode", "text", ...options.slice(0, -1)))[0]?.path, first);
    assert.equal(standIn.requests.length, before, "text mode contacts no host");
    const meaning = await find(folder, "harbour evening", "--mode", "meaning", ...options.slice(0, -1));
    assert.ok(meaning[0]?.why.some(({ field }) => field === "meaning"));
  });

  test("meaning search without an embedding model cannot run and says what to do", async (t) => {
    const base = await temporaryFolder(t);
    await drawGallery(base, 1);
    const run = await runCommand(["search", base, "x", "--mode", "meaning", "--storage", path.join(base, "s")]);
    assert.equal(run.code, 2);
    assert.match(run.stderr, /ollama/i);
  });

  test("counts files that cannot be decoded once a tagging found out, and still exits with 0", async (t) => {
    const base = await temporaryFolder(t);
    const folder = path.join(base, "pictures");
    await drawGallery(folder, 1);
    await writeFile(path.join(folder, "old.heic"), "not decodable here");
    const options = ["--storage", path.join(base, "storage"), "--embed-model", "none", "--json"];
    const run = await runCommand(["index", folder, ...options]);
    assert.deepEqual([run.code, run.json()[0]?.["images"], run.json()[0]?.["undecodable"]], [0, 2, 1]);
  });
});

test("the doctor tells of engine, pictures, catalog and folder, each with its remedy", async (t) => {
  const base = await temporaryFolder(t);
  await drawGallery(base, 1);
  const run = await runCommand(["doctor", base, "--storage", path.join(base, "storage"), "--json"]);
  assert.equal(run.code, 0, run.stderr);
  const findings = JSON.parse(run.stdout) as readonly { check: string; verdict: string; message: string }[];
  const verdicts = new Map(findings.map(({ check, verdict }) => [check, verdict]));
  assert.deepEqual(
    [verdicts.get("ollama"), verdicts.get("pictures"), verdicts.get("catalog"), verdicts.get("folder")],
    ["note", "ok", "ok", "ok"],
  );
  assert.match(findings.find(({ check }) => check === "ollama")?.message ?? "", /ollama serve/);
  assert.equal(await readFile(path.join(base, "image_metadata.json"), "utf8").catch(() => "none"), "none");
});
