/** Writing to the real catalog: kills, large numbers, hostile values, rows that no index knows yet. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, test, type TestContext } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import type { CatalogDocument } from "../../src/extension/core/catalogPort.ts";
import type { Condition } from "../../src/extension/core/search/condition.ts";
import { documentOf, filterOf, idsOf, leaf, queryOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;

async function openedIn(context: TestContext, directory: string): Promise<{ catalog: LanceCatalog; fresh: boolean }> {
  const catalog = new LanceCatalog({ directory, log: quietLog().log });
  context.after(() => catalog.close());
  return { catalog, ...(await catalog.open(signal)) };
}

/** Conditions for these tags, and for these words. */
function tagged(names: readonly string[]): Condition[] {
  return names.map((name) => leaf({ field: "tag", name }));
}

function spoken(texts: readonly string[]): Condition[] {
  return texts.map((text) => leaf({ field: "words", text }));
}

async function freshCatalog(context: TestContext): Promise<LanceCatalog> {
  return (await openedIn(context, path.join(await temporaryFolder(context), "catalog"))).catalog;
}

/** Runs the writer, kills it hard once so many rounds were acknowledged, and answers with the last of them. */
function writeUntilKilled(directory: string, firstRound: number, rounds: number, delayMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = path.join(import.meta.dirname, "..", "fixtures", "catalogWriter.ts");
    const writer = spawn(process.execPath, [script, directory, String(firstRound)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let last = -1;
    let acknowledged = 0;
    createInterface({ input: writer.stdout }).on("line", (line) => {
      last = Number(line);
      acknowledged++;
      if (acknowledged === rounds) setTimeout(() => writer.kill("SIGKILL"), delayMs);
    });
    writer.once("error", reject);
    writer.once("close", (_code, killedBy) =>
      killedBy === "SIGKILL" ? resolve(last) : reject(new Error("The writer ended by itself.")),
    );
  });
}

describe("writing to the catalog", () => {
  test("a process killed between and within upserts leaves every acknowledged row once and no half batch", async (t) => {
    const directory = path.join(await temporaryFolder(t), "catalog");
    let last = -1;
    for (const delayMs of [0, 3, 7, 12, 18]) {
      const first = last + 1;
      last = await writeUntilKilled(directory, first, 2, delayMs);
      assert.ok(last >= first + 1);
      const { catalog, fresh } = await openedIn(t, directory);
      assert.equal(fresh, false);
      const ids = (await catalog.rows(["one"], signal)).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      const dogs = await catalog.documents(
        Array.from({ length: 40 }, (_, index) => `i${index}`),
        signal,
      );
      assert.equal(new Set(dogs.map(({ description }) => description)).size, 1);
      // the round in flight may have been stored without being acknowledged
      const stored = Number(/\d+$/.exec(dogs[0]?.description ?? "")?.[0]);
      assert.ok(stored === last || stored === last + 1, `${stored} stored, ${last} acknowledged`);
      for (let round = 0; round <= last; round++) assert.ok(ids.includes(`new${round}`), `round ${round}`);
      await catalog.close();
      last = stored;
    }
  });

  test("stores and finds thirty rows with hostile names, tags and texts", async (t) => {
    const catalog = await freshCatalog(t);
    const hostile = hostileTexts.map((text, index) =>
      documentOf(`h${index}'"\\%_`, {
        path: `f'${index}/${text.replaceAll("/", "_")} marker${index}.png`,
        tags: [text, `mark ${index}`],
        description: `${text} word${index}x`,
        text,
        alt: text,
        failureMessage: text,
      }),
    );
    assert.equal(hostile.length, 30);
    await catalog.upsert(hostile, signal);
    const mended = (document: CatalogDocument): CatalogDocument =>
      JSON.parse(
        JSON.stringify(document, (_key, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value)),
      );
    assert.deepEqual(
      await catalog.documents(
        hostile.map(({ id }) => id),
        signal,
      ),
      hostile.map(mended),
    );
    for (const [index, { id, tags, path: at }] of hostile.entries()) {
      const find = async (word: string, filter = filterOf()): Promise<string[]> =>
        idsOf(await catalog.textSearch(queryOf("", { words: [word] }), filter, 5, signal));
      assert.equal((await find(`word${index}x`))[0], id);
      assert.equal((await find(`marker${index}`))[0], id);
      const under = at.slice(0, at.indexOf("/"));
      assert.deepEqual(
        await find(
          `word${index}x`,
          filterOf({ where: { all: [leaf({ field: "under", path: under }), ...tagged(tags.slice(1))] } }),
        ),
        [id],
      );
      await catalog.textSearch(
        queryOf("", { words: tags, conditionWords: tags }),
        filterOf({ where: { all: [...spoken(tags), { not: { any: spoken(tags) } }, ...tagged(tags)] } }),
        5,
        signal,
      );
      await catalog.exactSearch(tags, filterOf({ where: { not: { any: tagged(tags) } } }), 5, signal);
    }
    await catalog.remove(
      hostile.map(({ id }) => id),
      signal,
    );
    assert.deepEqual(await catalog.rows(["one"], signal), []);
  });

  test("finds rows that the index does not hold yet, and not what they said before", async (t) => {
    const catalog = await freshCatalog(t);
    const find = async (words: string, filter = filterOf()): Promise<string[]> =>
      idsOf(await catalog.textSearch(queryOf(words), filter, 50, signal)).sort();
    await catalog.upsert(
      Array.from({ length: 30 }, (_, index) => documentOf(`c${index}`, { tags: ["cat"] })),
      signal,
    );
    await catalog.optimise(signal);
    await catalog.upsert(
      [documentOf("late", { description: "a red dog by the lake" }), documentOf("c7", { tags: ["kitten"] })],
      signal,
    );
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await find("dogs"), ["late"]);
      assert.deepEqual(await find("lake red"), ["late"]);
      assert.deepEqual(await find("", filterOf({ where: { all: spoken(["red dog"]) } })), ["late"]);
      assert.deepEqual(await find("kitten"), ["c7"]);
      assert.equal((await find("cat")).length, 29);
      await catalog.optimise(signal);
    }
    assert.deepEqual(await find("laki"), ["late"]);
  });

  test("takes twenty thousand documents in one call and gives their rows in another", async (t) => {
    const catalog = await freshCatalog(t);
    const many = Array.from({ length: 20_000 }, (_, index) =>
      documentOf(`m${index}`, {
        path: `${index % 50}/${index}.jpg`,
        tags: [`tag${index % 100}`],
        description: `picture ${index}`,
      }),
    );
    await catalog.upsert(many, signal);
    await catalog.optimise(signal);
    const rows = await catalog.rows(["one"], signal);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 20_000);
    const hits = await catalog.textSearch(
      queryOf("picture"),
      filterOf({ where: { all: [leaf({ field: "under", path: "7" }), ...tagged(["tag7"])] } }),
      20_000,
      signal,
    );
    assert.equal(hits.length, 200);
    assert.equal((await catalog.textSearch(queryOf("picture"), filterOf(), 15_000, signal)).length, 15_000);
    await catalog.remove(
      many.slice(0, 15_000).map(({ id }) => id),
      signal,
    );
    assert.equal((await catalog.rows(["one"], signal)).length, 5000);
  });

  test("an index of vectors finds what a scan finds, through filters and after changes", async (t) => {
    const catalog = await freshCatalog(t);
    let seed = 11;
    const random = (): number => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff) * 2 - 1;
    // a length that is no multiple of eight, and points around fifty centres
    const centres = Array.from({ length: 50 }, () => Float32Array.from({ length: 100 }, random));
    const near = (index: number): Float32Array =>
      (centres[index % 50] ?? new Float32Array(100)).map((x) => x + random() / 2);
    const documents = Array.from({ length: 3000 }, (_, index) =>
      documentOf(`v${index}`, { tags: [index % 100 === 0 ? "rare" : "common"] }),
    );
    const vectors = documents.map(({ id, recordHash }, index) => ({ id, recordHash, vector: near(index) }));
    await catalog.upsert(documents, signal);
    await catalog.putVectors("topics", vectors, signal);
    const queries = Array.from({ length: 20 }, (_, index) => near(index * 7));
    const search = (query: Float32Array, filter = filterOf()): Promise<readonly { id: string }[]> =>
      catalog.vectorSearch("topics", query, filter, 10, signal);
    const scanned = await Promise.all(queries.map((query) => search(query)));
    await catalog.optimise(signal);
    let same = 0;
    for (const [index, query] of queries.entries()) {
      const expected = new Set(idsOf(scanned[index] ?? []));
      same += idsOf(await search(query)).filter((id) => expected.has(id)).length;
      assert.equal((await search(query, filterOf({ where: { all: tagged(["rare"]) } }))).length, 10);
    }
    assert.ok(same >= 198, `${same} of 200`);
    const [first] = vectors;
    assert.ok(first);
    await catalog.upsert([documentOf("late", { description: "x" })], signal);
    const late = { id: "late", recordHash: documentOf("late", { description: "x" }).recordHash, vector: first.vector };
    await catalog.putVectors("topics", [late], signal);
    await catalog.remove([first.id], signal);
    assert.equal(idsOf(await search(first.vector))[0], "late");
    await catalog.optimise(signal);
    assert.equal(idsOf(await search(first.vector))[0], "late");
  });

  test("keeps the vectors of the latest two embedders", async (t) => {
    const catalog = await freshCatalog(t);
    const document = documentOf("1", { description: "dog" });
    await catalog.upsert([document], signal);
    for (const key of ["first", "second", "third"]) {
      await catalog.putVectors(key, [{ ...document, vector: Float32Array.of(1, 2) }], signal);
    }
    const lacks = async (key: string): Promise<number> =>
      (await catalog.lackingVectors(key, ["one"], 9, signal)).length;
    assert.deepEqual([await lacks("first"), await lacks("second"), await lacks("third")], [1, 0, 0]);
  });
});

const hostileTexts: readonly string[] = [
  "it's",
  "''; DROP TABLE images; --",
  '"quoted"',
  "back\\slash",
  "100%_like",
  "tab\there",
  "line\nbreak",
  "nul\u0000byte",
  "🐶🏳️‍🌈",
  "lone \ud83d high",
  "lone \udc36 low",
  "東京タワーの夜景",
  "Crème Brûlée",
  "e\u0301 combining",
  "مرحبا بالعالم",
  "שלום עולם",
  "हिन्दी भाषा",
  "สวัสดีชาวโลก",
  "고양이 사진",
  "Ελληνικά ΟΔΟΣ",
  "\u202Eright to left",
  "zero\u200Bwidth",
  "* ~ ^ [ ( { ? +",
  "AND OR NOT foo:bar",
  "null",
  "true",
  "$(rm -rf x)",
  "<script>alert(1)</script>",
  "x".repeat(3000),
  "a,b;c|d",
];
