/** Whatever is typed: the query language takes it, in time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { now } from "../fixtures/queryCases.ts";
import { spoken } from "../fixtures/spokenConditions.ts";

describe("any text at all", () => {
  test("is understood, with problems inside it", () => {
    let seed = 5;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    const pieces = [
      '"',
      "+",
      "-",
      ":",
      "OR",
      " ",
      "tag:",
      "is:",
      "w>",
      "dog",
      "夜",
      "\ud83d",
      "'",
      "\\",
      "\n",
      "“",
      "*",
    ];
    pieces.push(
      "(",
      ")",
      ",",
      "date:",
      "..",
      "2024",
      "size:",
      "1mb",
      "colur:",
      "（",
      "：",
      "OR ",
      " (",
      "folder:/",
      "=",
    );
    for (let round = 0; round < 20_000; round++) {
      const query = Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join("");
      const { problems, where } = parseQuery(query, now);
      if (where) spoken(where);
      for (const { at, length } of problems)
        assert.ok(at >= 0 && length > 0 && at + length <= query.length, JSON.stringify(query));
    }
  });

  test("takes work in proportion to its length", () => {
    const units = [
      "(",
      ")",
      '"',
      "a",
      "tag:a OR ",
      "-(",
      "a,",
      "tag:a,",
      'tag:"',
      "((a) ",
      "夜",
      "w>1 ",
      "((((tag:a OR ",
    ];
    // the thread's own time: others may keep the machine busy
    const timeOf = (query: string): number => {
      const times = Array.from({ length: 5 }, () => {
        const before = process.threadCpuUsage();
        parseQuery(query, now, Number.POSITIVE_INFINITY);
        const { user, system } = process.threadCpuUsage(before);
        return user + system;
      });
      return Math.min(...times);
    };
    for (const unit of units) {
      const short = timeOf(unit.repeat(500));
      const long = timeOf(unit.repeat(4_000));
      // eight times the length: squares would need sixty-four times as long
      assert.ok(long < Math.max(short, 500) * 32, `${unit}: ${short} µs and ${long} µs`);
    }
  });
});
