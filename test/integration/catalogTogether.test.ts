/** Two programs that open one catalog at once, before there is any: one makes it, the other waits and takes what was made. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;

for (const laterMs of [0, 3, 10, 30])
  test(`a catalog that another makes since ${laterMs} ms is neither made twice nor set aside`, async (t) => {
    const directory = path.join(await temporaryFolder(t), "catalog");
    const { log, lines } = quietLog();
    const [one, other] = [new LanceCatalog({ directory, log }), new LanceCatalog({ directory, log })];
    t.after(() => Promise.all([one.close(), other.close()]));
    await Promise.all([one.open(signal), sleep(laterMs).then(() => other.open(signal))]);
    await one.upsert([documentOf("a")], signal);
    await other.upsert([documentOf("b")], signal);
    const counts = [one, other].map(async (catalog) => (await catalog.rows(["one"], signal)).length);
    assert.deepEqual([await Promise.all(counts), lines], [[2, 2], []]);
  });
