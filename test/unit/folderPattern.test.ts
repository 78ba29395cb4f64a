/** A folder that is excluded is left out, with all below it, and no other is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { globTest } from "../../src/extension/adapters/scanner/exclusion.ts";
import { patternOfFolder, wordsOfPattern } from "../../src/extension/core/folderPattern.ts";

const names = [
  "City",
  "old (2)",
  "a[b]",
  "what?",
  "a*b",
  "{x,y}",
  "!no",
  "+(a)",
  "C$H",
  "it's",
  "@(q)",
  "Größe",
  "#1",
  "a.b",
  "100%",
  " x",
];

for (const name of names)
  test(`the pattern of “${name}” means that folder alone`, () => {
    const isExcluded = globTest([patternOfFolder(`in/${name}`)]) ?? (() => false);
    assert.ok(isExcluded(`in/${name}`));
    for (const other of names.filter((one) => one !== name)) assert.ok(!isExcluded(`in/${other}`), other);
    for (const other of [name, `in/x${name}`, `in/${name}x`, "in/b", "in/x", "in/aab"])
      if (other !== `in/${name}`) assert.ok(!isExcluded(other), other);
    assert.equal(wordsOfPattern(patternOfFolder(`in/${name}`)), `in/${name}`);
  });

test("a pattern that somebody wrote for more than one folder is shown as it is", () => {
  assert.equal(wordsOfPattern("**/raw/**"), "**/raw/**");
});
