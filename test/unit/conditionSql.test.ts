/** Conditions as SQL: whatever a query says, nothing of it stands outside a quoted text. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conditionSql } from "../../src/extension/adapters/catalog/sql.ts";
import type { Condition } from "../../src/extension/core/search/condition.ts";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { leaf } from "../fixtures/catalogDocuments.ts";

function sqlOf(query: string): string {
  return conditionSql((parseQuery(query).where ?? { all: [] }) as Condition);
}

describe("the SQL of a condition", () => {
  test("says the same as the condition", () => {
    assert.equal(sqlOf("tag:it's"), "array_has(tagKeys, 'it''s')");
    assert.equal(sqlOf("name:50%_?*"), "fileKey LIKE '50\\%\\__%' ESCAPE '\\'");
    assert.equal(sqlOf("w>1000"), "(width > 0 AND width >= 1001)");
    assert.equal(sqlOf("rating:rejected"), "(rating >= -1 AND rating < 0)");
    assert.equal(sqlOf("date:2024"), "(day >= '2024-01-01' AND day < '2025-01-01')");
    assert.equal(sqlOf("type:png OR is:failed"), "(format = 'png' OR state IN ('failed'))");
    assert.equal(sqlOf("is:tagged -is:reviewed"), "(state IN ('tagged', 'edited') AND NOT reviewed = 'yes')");
    assert.equal(sqlOf("folder:/Photos"), "starts_with(folderPath, '/photos/')");
    assert.equal(sqlOf("has:alt -kind:icon"), "(array_has(has, 'alt') AND NOT kind = 'icon')");
  });

  test("negates leaves and not brackets", () => {
    assert.equal(sqlOf("-(tag:a (tag:b OR -tag:c))"), sqlOf("-tag:a OR (-tag:b tag:c)"));
    assert.equal(conditionSql({ not: { all: [] } }), "false");
    assert.equal(conditionSql({ not: { any: [] } }), "true");
  });

  test("nests no deeper for a long list", () => {
    const sql = conditionSql({
      any: Array.from({ length: 5_000 }, (_, index) => leaf({ field: "tag", name: `${index}` })),
    });
    let [depth, deepest] = [0, 0];
    for (const letter of sql.replaceAll(/'[^']*'/g, "")) {
      depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    assert.ok(deepest < 8, String(deepest));
    assert.equal(sql.match(/array_has/g)?.length, 5_000);
  });

  test("holds what was typed only within quotes", () => {
    const known = new Set(
      `all any array_has array_to_string concat contains starts_with tagKeys has colours textKey folderPath fileKey nameKey
       modelKey allWords day size width height format kind state by LIKE ESCAPE IN AND OR NOT true false`.split(/\s+/),
    );
    const pieces = [
      "'",
      "''",
      "\\",
      "%",
      "_",
      "*",
      "?",
      ") OR 1=1 --",
      "\0",
      "\n",
      ";",
      '"',
      "zzz",
      "/*",
      "夜",
      "\ud83d",
    ];
    const fields = ["tag:", "folder:", "name:", "text:", "model:", "-tag:", "+", "folder:/"];
    let seed = 9;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let round = 0; round < 5_000; round++) {
      const value = Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]).join("");
      const query = `${fields[random(fields.length)]}${random(2) === 0 ? `"${value.replaceAll('"', "")}"` : value}`;
      const outside = sqlOf(query).replaceAll(/'(?:[^']|'')*'/g, "");
      const words = outside.match(/[A-Za-z_]\w*/g) ?? [];
      assert.deepEqual(
        words.filter((word) => !known.has(word)),
        [],
        query,
      );
      assert.match(outside, /^[\w\s(),=<>]*$/, query);
    }
  });
});
