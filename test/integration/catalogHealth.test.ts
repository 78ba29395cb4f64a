/** The catalog opens whatever was done to its files, and says when everything has to be read again. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { documentOf, filterOf, idsOf, queryOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const stamps = { folderKey: "one", folder: "", stamps: "1:1" };

interface Prepared {
  readonly directory: string;
  readonly lines: readonly string[];
  /** Opens the catalog again; closed when the test ends. */
  readonly reopen: () => Promise<{ catalog: LanceCatalog; fresh: boolean }>;
}

/** A closed catalog of thirty dogs with vectors, the last ten written on their own. */
async function prepared(context: TestContext): Promise<Prepared> {
  const directory = path.join(await temporaryFolder(context), "catalog");
  const { log, lines } = quietLog();
  const open: LanceCatalog[] = [];
  context.after(() => Promise.all(open.map((catalog) => catalog.close())));
  const reopen: Prepared["reopen"] = async () => {
    const catalog = new LanceCatalog({ directory, log });
    open.push(catalog);
    return { catalog, ...(await catalog.open(signal)) };
  };
  const { catalog } = await reopen();
  const documents = Array.from({ length: 30 }, (_, index) => documentOf(`d${index}`, { description: `dog ${index}` }));
  await catalog.upsert(documents.slice(0, 20), signal);
  await catalog.putFolders([stamps], signal);
  await catalog.upsert(documents.slice(20), signal);
  await catalog.putVectors(
    "topics",
    documents.map(({ id, recordHash }, index) => ({ id, recordHash, vector: Float32Array.of(1, index) })),
    signal,
  );
  await catalog.close();
  return { directory, lines, reopen };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function newestManifest(table: string): Promise<string> {
  const versions = path.join(table, "_versions");
  const [newest] = (await readdir(versions)).filter((name) => name.endsWith(".manifest")).sort();
  assert.ok(newest);
  return path.join(versions, newest);
}

/** Name, size, time and content of every file, and the times of the folders. */
async function snapshot(folder: string): Promise<string[]> {
  const lines = [`. ${(await stat(folder)).mtimeMs}`];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const at = path.join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await stat(at);
    const hash = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(at))
          .digest("hex")
      : "folder";
    lines.push(`${at} ${size} ${mtimeMs} ${hash}`);
  }
  return lines.sort();
}

async function countOf(catalog: LanceCatalog): Promise<number> {
  return (await catalog.rows(["one"], signal)).length;
}

describe("the health of the catalog", () => {
  test("an unchanged catalog opens with everything in it, and no file is written by opening, reading and idling", async (t) => {
    const { directory, reopen, lines } = await prepared(t);
    {
      const { catalog } = await reopen();
      await catalog.optimise(signal);
      await catalog.close();
    }
    const before = await snapshot(path.dirname(directory).concat("/catalog"));
    const besides = await readdir(path.dirname(directory));
    const { catalog, fresh } = await reopen();
    assert.equal(fresh, false);
    const rows = await catalog.rows(["one"], signal);
    const documents = await catalog.documents(
      rows.map(({ id }) => id),
      signal,
    );
    await catalog.textSearch(queryOf("dog"), filterOf(), 100, signal);
    await catalog.exactSearch(["dog"], filterOf(), 100, signal);
    await catalog.vectorSearch("topics", Float32Array.of(1, 0), filterOf(), 10, signal);
    await catalog.tagCounts(["one"], 10, signal);
    await catalog.upsert(documents, signal);
    await catalog.putFolders([stamps], signal);
    await catalog.remove(["none"], signal);
    await catalog.optimise(signal);
    await catalog.close();
    assert.equal(rows.length, 30);
    assert.deepEqual(await snapshot(directory), before);
    assert.deepEqual(await readdir(path.dirname(directory)), besides);
    assert.deepEqual(lines, []);
  });

  test("a truncated newest version is rolled back, and the folders have to be read again", async (t) => {
    const { directory, reopen, lines } = await prepared(t);
    await truncate(await newestManifest(path.join(directory, "images.lance")), 7);
    const { catalog, fresh } = await reopen();
    assert.equal(fresh, false);
    assert.equal(await countOf(catalog), 20);
    assert.deepEqual(await catalog.folders(["one"], signal), []);
    // the vectors of the lost rows are gone with them
    const hits = await catalog.vectorSearch("topics", Float32Array.of(1, 30), filterOf(), 100, signal);
    assert.equal(hits.length, 20);
    await catalog.upsert([documentOf("late", { description: "late dog" })], signal);
    assert.equal(await countOf(catalog), 21);
    assert.match(lines.join("\n"), /warn: The newest version of the table "images"/);
  });

  test("missing data files lead to a new catalog; the old one is set aside, and only the latest of those is kept", async (t) => {
    const { directory, reopen } = await prepared(t);
    for (let round = 0; round < 2; round++) {
      const data = await filesIn(path.join(directory, "images.lance", "data"));
      for (const file of data) await rm(file);
      const { catalog, fresh } = await reopen();
      assert.equal(fresh, true);
      assert.equal(await countOf(catalog), 0);
      await catalog.upsert([documentOf("1", { description: "dog" })], signal);
      await catalog.upsert([documentOf("2", { description: "cat" })], signal);
      assert.deepEqual(idsOf(await catalog.textSearch(queryOf("dog"), filterOf(), 9, signal)), ["1"]);
      await catalog.close();
    }
    const aside = (await readdir(path.dirname(directory))).filter((name) => name.includes(".corrupt-"));
    assert.equal(aside.length, 1);
  });

  test("taken back to before its first row, the catalog says that it is empty", async (t) => {
    const { directory, reopen } = await prepared(t);
    await rm(directory, { recursive: true });
    const { catalog } = await reopen();
    await catalog.upsert([documentOf("1")], signal);
    await catalog.close();
    await truncate(await newestManifest(path.join(directory, "images.lance")), 0);
    const again = await reopen();
    assert.deepEqual([again.fresh, await countOf(again.catalog)], [true, 0]);
  });

  test("garbage, an unknown version or no stamp at all lead to a new catalog", async (t) => {
    const { directory, reopen } = await prepared(t);
    for (const stamp of ["\u0000garbage{", '{"version":999}', "null", undefined]) {
      const file = path.join(directory, "catalog.json");
      if (stamp === undefined) await rm(file);
      else await writeFile(file, stamp);
      const { catalog, fresh } = await reopen();
      assert.equal(fresh, true, String(stamp));
      await catalog.close();
      const again = await reopen();
      assert.equal(again.fresh, false, String(stamp));
      await again.catalog.close();
    }
  });

  test("damaged vectors are dropped and lacking again; everything else stays", async (t) => {
    const { directory, reopen } = await prepared(t);
    const [vectors] = (await readdir(directory)).filter((name) => name.startsWith("vectors_"));
    assert.ok(vectors);
    for (const file of await filesIn(path.join(directory, vectors, "data"))) await rm(file);
    const { catalog, fresh } = await reopen();
    assert.equal(fresh, false);
    assert.equal(await countOf(catalog), 30);
    assert.equal((await catalog.lackingVectors("topics", ["one"], 100, signal)).length, 30);
  });

  test("missing index files lead to a catalog that answers", async (t) => {
    const { directory, reopen } = await prepared(t);
    await rm(path.join(directory, "images.lance", "_indices"), { recursive: true, force: true });
    const { catalog, fresh } = await reopen();
    if (fresh) await catalog.upsert([documentOf("d1", { description: "dog" })], signal);
    assert.ok((await catalog.textSearch(queryOf("dog"), filterOf(), 100, signal)).length > 0);
    assert.equal((await catalog.documents(["d1"], signal)).length, 1);
  });

  test("a stray file, a missing transaction folder and an empty folder do no harm", async (t) => {
    const { directory, reopen } = await prepared(t);
    await rm(path.join(directory, "images.lance", "_transactions"), { recursive: true, force: true });
    await writeFile(path.join(directory, "images.lance", "data", "stray.lance"), "x");
    await writeFile(path.join(directory, "notes.txt"), "x");
    const { catalog, fresh } = await reopen();
    assert.equal(fresh, false);
    assert.equal(await countOf(catalog), 30);
  });
});
