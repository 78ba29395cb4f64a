/** Several programs that write to one catalog: rows are added in turn, none is there twice, and a dead writer's turn is taken over. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { loadLance } from "../../src/extension/adapters/catalog/lance.ts";
import { WriterTurns } from "../../src/extension/adapters/catalog/writerTurns.ts";
import { documentOf, filterOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;

async function openedTwice(t: TestContext) {
  const directory = path.join(await temporaryFolder(t), "catalog");
  const { log } = quietLog();
  const catalogs = [new LanceCatalog({ directory, log }), new LanceCatalog({ directory, log })] as const;
  t.after(() => Promise.all(catalogs.map((catalog) => catalog.close())));
  for (const catalog of catalogs) await catalog.open(signal);
  return { directory, catalogs };
}

/** Rows as they lie in the table, double ones included. */
async function rowsIn(directory: string, table: string): Promise<number> {
  const { lancedb } = await loadLance();
  const connection = await lancedb.connect(directory);
  try {
    return await (await connection.openTable(table)).countRows();
  } finally {
    connection.close();
  }
}

describe("two programs with one catalog", () => {
  test("that store the same new images at once leave each of them once, with one vector", async (t) => {
    const { directory, catalogs } = await openedTwice(t);
    for (let round = 0; round < 12; round++) {
      const documents = Array.from({ length: 8 }, (_, at) => documentOf(`r${round}-${at}`, { description: `${at}` }));
      const vectors = documents.map(({ id, recordHash }) => ({ id, recordHash, vector: Float32Array.of(1, 0) }));
      await Promise.all(catalogs.map((catalog) => catalog.upsert(documents, signal)));
      await Promise.all(catalogs.map((catalog) => catalog.putVectors("e", vectors, signal)));
      await Promise.all(
        catalogs.map((catalog) => catalog.putFolders([{ folderKey: "one", folder: `${round}`, stamps: "1" }], signal)),
      );
    }
    assert.equal(await rowsIn(directory, "images"), 96);
    assert.equal(await rowsIn(directory, "folders"), 12);
    const [vectors = ""] = (await readdir(directory)).filter((name) => name.startsWith("vectors_"));
    assert.equal(await rowsIn(directory, path.basename(vectors, ".lance")), 96);
    for (const catalog of catalogs) {
      assert.equal((await catalog.vectorSearch("e", Float32Array.of(1, 0), filterOf(), 500, signal)).length, 96);
      assert.equal(await catalog.lackingVectorCount("e", ["one"], signal), 0);
    }
    assert.deepEqual(
      (await readdir(directory)).filter((name) => name.endsWith(".busy")),
      [],
    );
  });
});

describe("the turns of writers", () => {
  test("never overlap, however many wait", async (t) => {
    const directory = await temporaryFolder(t);
    let inside = 0;
    let most = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside--;
      done++;
    };
    await Promise.all(Array.from({ length: 25 }, () => new WriterTurns(directory).run(work)));
    assert.deepEqual([most, done], [1, 25]);
    assert.equal((await readdir(directory)).length, 1);
  });

  test("pass on where the writer died, and are given back where the work fails", async (t) => {
    const directory = await temporaryFolder(t);
    const dead = { host: os.hostname(), pid: 2 ** 22 + 1, started: "1" };
    await writeFile(path.join(directory, "writer-7.busy"), JSON.stringify(dead));
    const turns = new WriterTurns(directory);
    await assert.rejects(
      turns.run(() => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.deepEqual(await readdir(directory), ["writer-8.free"]);
    assert.equal(await turns.run(async () => 1), 1);
    assert.deepEqual(await readdir(directory), ["writer-9.free"]);
  });
});
