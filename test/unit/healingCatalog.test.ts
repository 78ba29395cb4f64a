/** A catalog that was lost is opened and filled again, and the call that met it is answered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { healingCatalog } from "../../src/extension/core/healingCatalog.ts";
import type { Catalog } from "../../src/extension/core/catalogPort.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { never } from "../fixtures/records.ts";

function losable(fresh: boolean) {
  const calls: string[] = [];
  let isLost = true;
  const catalog = {
    open: async () => {
      calls.push("open");
      isLost = calls.length === 1;
      return { fresh };
    },
    rows: async () => {
      calls.push("rows");
      if (isLost) throw new ExpectedError("catalogUnavailable", "lost");
      return [];
    },
  } as unknown as Catalog;
  let refills = 0;
  return { calls, healed: healingCatalog(catalog, () => refills++), refills: () => refills };
}

test("a call that finds the catalog lost opens it, has it filled and is tried again", async () => {
  const { calls, healed, refills } = losable(true);
  await healed.open(never);
  assert.deepEqual(await healed.rows(["k"], never), []);
  assert.deepEqual([calls, refills()], [["open", "rows", "open", "rows"], 1]);
});

test("a catalog that is whole when it is opened again is not filled", async () => {
  const { healed, refills } = losable(false);
  await healed.open(never);
  await healed.rows(["k"], never);
  assert.equal(refills(), 0);
});

test("a catalog that was never opened fails as it does", async () => {
  const { calls, healed } = losable(true);
  await assert.rejects(healed.rows(["k"], never), /lost/);
  assert.deepEqual(calls, ["rows"]);
});
