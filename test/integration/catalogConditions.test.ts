/** Conditions over more images than are named to LanceDB one by one: the ranked answers hold them, and miss nothing. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import type { CatalogDocument } from "../../src/extension/core/catalogPort.ts";
import type { Condition } from "../../src/extension/core/search/condition.ts";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { holds } from "../fakes/conditionsInMemory.ts";
import { documentOf, filterOf, idsOf, queryOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const kinds = ["photo", "screenshot", "icon"] as const;

/** Every other image is of the night, every third a dog, every fifth both in one tag. */
const library: readonly CatalogDocument[] = Array.from({ length: 4_000 }, (_, n) =>
  documentOf(`i${n}`, {
    path: `${n % 40}/${n}.jpg`,
    description: [n % 2 === 0 ? "night" : "day", n % 3 === 0 ? "dog" : "cat", n % 400 === 0 ? "comet" : ""].join(" "),
    tags: n % 5 === 0 ? ["dog night", `t${n % 7}`] : [`t${n % 7}`],
    text: n % 4 === 0 ? "EXIT 50%" : "",
    kind: kinds[n % 3] ?? "photo",
    width: 100 + n,
  }),
);

describe("costly conditions", () => {
  test("leave out what does not fulfil them and nothing else, whatever the limit", async (t) => {
    const catalog = new LanceCatalog({
      directory: path.join(await temporaryFolder(t), "catalog"),
      log: quietLog().log,
    });
    t.after(() => catalog.close());
    await catalog.open(signal);
    await catalog.upsert(library, signal);
    await catalog.optimise(signal);
    const queries = ["-night", '"dog night"', "text:50%", "tag:t1* OR w>4000", "-(night kind:photo)", "+comet"];
    for (const query of queries) {
      const where = parseQuery(query).where as Condition;
      const expected = library.filter((document) => holds(document, where));
      const isDog = (document: CatalogDocument): boolean => /dog/.test(document.description + document.tags.join());
      const dogs = new Set(idsOf(expected.filter(isDog)));
      const find = async (words: string, limit: number): Promise<string[]> =>
        idsOf(await catalog.textSearch(queryOf(words), filterOf({ where }), limit, signal));
      const all = await find("dog", 10_000);
      assert.equal(new Set(all).size, all.length, query);
      assert.deepEqual(all.filter((id) => dogs.has(id)).length, dogs.size, query);
      assert.ok(
        all.every((id) => expected.some((document) => document.id === id)),
        query,
      );
      const few = await find("dog", 15);
      assert.equal(few.length, Math.min(15, dogs.size), query);
      assert.ok(
        few.every((id) => dogs.has(id)),
        query,
      );
      assert.equal((await find("", 10_000)).length, expected.length, query);
    }
  });
});
