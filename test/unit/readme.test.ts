/** The README's tables are those of package.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
// @ts-expect-error -- a script without types
import { withTables } from "../../scripts/readmeTables.mjs";

const root = path.join(import.meta.dirname, "../..");

test("the README's tables of commands, settings and keys are those of package.json; if not: node scripts/readmeTables.mjs", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const make = withTables as (readme: string) => string;
  assert.equal(make(readme), readme);
  for (const name of ["commands", "settings", "keys"]) assert.ok(readme.includes(`<!-- ${name} -->`), name);
});
