/** Which tags may mean the same: spellings, forms, slips, tags of the same images; over a large library too. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { similarGroups, similarTags, type TagCount } from "../../src/extension/core/views/similarTags.ts";

const counted = (...tags: readonly string[]): TagCount[] => tags.map((tag) => ({ tag, count: 1 }));
const found = (tag: string, ...others: readonly string[]): string[] =>
  similarTags({ tag, count: 5 }, counted(tag, ...others)).map((one) => `${one.tag}: ${one.reason}`);

describe("tags that are similar to one", () => {
  test("case, hyphens, spaces and dots make another spelling, the tag itself is none", () => {
    assert.deepEqual(found("sail boat", "sail-boat", "Sailboat", "sail_boat", "Sail Boat", "boat"), [
      "Sailboat: spelling",
      "sail-boat: spelling",
      "sail_boat: spelling",
    ]);
  });
  test("plurals and another order of words are another form", () => {
    assert.deepEqual(found("car", "cars", "cat", "care"), ["cars: form"]);
    assert.deepEqual(found("red flowers", "flower red", "red flower"), ["flower red: form", "red flower: form"]);
    assert.deepEqual(found("sailboats", "sail boat"), ["sail boat: form"]);
  });
  test("a wrong letter or two that are swapped are found where the word is long enough", () => {
    assert.deepEqual(found("mountain", "montain", "moutnain", "fountain"), ["montain: letters", "moutnain: letters"]);
    assert.deepEqual(found("architecture", "arcitectur", "architect"), ["arcitectur: letters"]);
    assert.deepEqual(found("cat", "car", "cap"), []);
    assert.deepEqual(found("grey bottom right", "green bottom right", "grey botom right"), [
      "grey botom right: letters",
    ]);
  });
  test("numbers and signs are never meant nearly", () => {
    assert.deepEqual(found("summer 2023", "summer 2024", "summer2023"), ["summer2023: spelling"]);
    assert.deepEqual(found("c++", "c#", "c"), []);
  });
  test("tags of the same images are similar, whatever they are called; rare company is chance", () => {
    const all = [
      { tag: "sea", count: 10 },
      { tag: "ocean", count: 9 },
      { tag: "beach", count: 40 },
      { tag: "gull", count: 2 },
    ];
    const shared = [
      { tag: "sea", count: 10 },
      { tag: "ocean", count: 8 },
      { tag: "beach", count: 10 },
      { tag: "gull", count: 2 },
    ];
    assert.deepEqual(similarTags({ tag: "sea", count: 10 }, all, shared), [
      { tag: "ocean", count: 9, reason: "together", shared: 8 },
    ]);
  });
  test("words of other scripts and signs alone do no harm", () => {
    assert.deepEqual(found("🌊", "🔥", "---", "...", "海"), []);
    assert.deepEqual(found("дорога", "дорога", "дорогА", "город"), []);
  });
});

describe("groups of similar tags", () => {
  test("the most used one leads, and every other is similar to it", () => {
    const groups = similarGroups([
      { tag: "cars", count: 3 },
      { tag: "car", count: 9 },
      { tag: "Mountain", count: 2 },
      { tag: "montain", count: 1 },
      { tag: "sea", count: 7 },
    ]);
    assert.deepEqual(
      groups.map((group) => group.map(({ tag }) => tag)),
      [
        ["car", "cars"],
        ["Mountain", "montain"],
      ],
    );
  });
  test("twenty thousand tags cost no more than thirty times what four thousand do", () => {
    const spent = (count: number): number => {
      const tags = manyTags(count);
      const from = process.cpuUsage();
      const groups = similarGroups(tags);
      const { user, system } = process.cpuUsage(from);
      assert.ok(groups.length > 0);
      return user + system;
    };
    spent(1000);
    const [few, many] = [spent(4000), spent(20_000)];
    assert.ok(many < 30 * few + 500_000, `${few} µs for 4,000, ${many} µs for 20,000`);
  });
});

/** Words of random syllables, of which some are the plural of another. */
function manyTags(count: number): TagCount[] {
  let seed = 7;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const syllables = "ba ber cho da do el fi gar ha in jo ka li mor no or pe qua ri sta tu ul vin wa xi yo zen".split(
    " ",
  );
  return Array.from({ length: count }, (_, index) => {
    const word = Array.from({ length: 2 + next(3) }, () => syllables[next(syllables.length)]).join("");
    return { tag: index % 10 === 0 ? `${word}s` : word, count: next(100) };
  });
}
