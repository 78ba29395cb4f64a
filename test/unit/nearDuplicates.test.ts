/** Groups of pictures that show the same: what belongs together, what does not, and what it costs. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { findNearDuplicates, type Picture } from "../../src/extension/core/search/nearDuplicates.ts";
import { pseudoRandom } from "../fixtures/drawnImages.ts";

const signal = new AbortController().signal;
const base = 0xa5c3_9e17_6b2d_f048n;

/** A hash in which these bits of the base are turned. */
function turned(...bits: readonly number[]): string {
  const hash = bits.reduce((changed, bit) => changed ^ (1n << BigInt(bit)), base);
  return hash.toString(16).padStart(16, "0");
}

function picture(id: string, dHash: string, change: Partial<Picture> = {}): Picture {
  return { id, dHash, contentKey: "", width: 400, height: 300, bytes: 1000, ...change };
}

const groupsOf = async (pictures: readonly Picture[]): Promise<readonly (readonly string[])[]> =>
  (await findNearDuplicates(pictures, signal)).groups.map(({ ids }) => ids);

describe("pictures that show the same", () => {
  test("are together up to six bits, wherever those stand, and apart from the seventh on", async () => {
    for (const first of [0, 7, 16, 40, 55]) {
      const six = [0, 1, 2, 3, 4, 5].map((step) => (first + step * 11) % 64);
      assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned(...six))]), [["a", "b"]]);
      const seven = [...six, (first + 3) % 64];
      assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned(...seven))]), []);
    }
  });

  test("begin with the best copy: the one with the most pixels, then with the most bytes", async () => {
    const pictures = [
      picture("small", turned()),
      picture("large", turned(1), { width: 4000, height: 3000 }),
      picture("larger file", turned(2), { width: 4000, height: 3000, bytes: 5000 }),
      picture("unknown size", turned(3), { width: 0, height: 0, bytes: 9000 }),
    ];
    const { groups } = await findNearDuplicates(pictures, signal);
    assert.deepEqual(groups, [
      { ids: ["larger file", "large", "small", "unknown size"], spareBytes: 1000 + 1000 + 9000 },
    ]);
  });

  test("are no chain: each is near to the best copy itself", async () => {
    const steps = Array.from({ length: 12 }, (_, step) =>
      picture(`step ${step}`, turned(...Array.from({ length: step * 4 }, (_bit, bit) => bit)), { bytes: 1000 - step }),
    );
    const groups = await groupsOf(steps);
    const numbers = groups.map((ids) => ids.map((id) => Number(id.slice(5))));
    assert.ok(numbers.length > 2);
    for (const [best = 0, ...others] of numbers) for (const other of others) assert.equal(Math.abs(other - best), 1);
  });

  test("join the nearer of two groups", async () => {
    const pictures = [
      picture("a", turned(), { bytes: 9 }),
      picture("b", turned(0, 1, 2, 3, 4, 5, 6, 7), { bytes: 8 }),
      picture("c", turned(0, 1, 2, 3, 4, 5), { bytes: 7 }),
    ];
    assert.deepEqual(await groupsOf(pictures), [["b", "c"]]);
  });

  test("have sides in nearly the same relation, where both are known", async () => {
    const wide = { width: 600, height: 300 };
    const none = { width: 0, height: 0 };
    assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned(), wide)]), []);
    assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned(), none)]), [["a", "b"]]);
    const cut = { width: 392, height: 300 };
    assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned(1), cut)]), [["a", "b"]]);
  });

  test("are told by their content where nobody looked at them, and take the looks of a copy that was looked at", async () => {
    const same = { contentKey: "p9:aa" };
    const pictures = [picture("b", "", same), picture("a", turned(), same), picture("c", turned(5))];
    assert.deepEqual(await groupsOf(pictures), [["b", "a", "c"]]);
    const unlooked = [picture("a", "", same), picture("b", "", same), picture("c", "", { contentKey: "p9:bb" })];
    const { groups, unseen } = await findNearDuplicates([...unlooked, picture("d", "")], signal);
    assert.deepEqual([groups.map(({ ids }) => ids), unseen], [[["a", "b"]], 4]);
  });

  test("need more than a plain hash: such pictures are together only where their content is the same", async () => {
    const plain = ["0000000000000000", "0000000000000001", "ffffffffffffffff", "fffffffffffffeff", "8000000000000001"];
    const pictures = plain.flatMap((dHash, n) => [picture(`a${n}`, dHash), picture(`b${n}`, dHash)]);
    const { groups, plain: count } = await findNearDuplicates(pictures, signal);
    assert.deepEqual([groups, count], [[], 10]);
    const identical = pictures.map((one) => ({ ...one, contentKey: one.dHash }));
    assert.equal((await groupsOf(identical)).length, plain.length);
  });

  test("have to be the nearer, the less their hashes tell", async () => {
    const eight = "0101010101010101";
    assert.deepEqual(await groupsOf([picture("a", eight), picture("b", "0101010101010107")]), [["a", "b"]]);
    assert.deepEqual(await groupsOf([picture("a", eight), picture("b", "010101010101010f")]), []);
  });

  test("are not looked for by what is no hash", async () => {
    const hostile = [
      "",
      "0",
      "a5c39e176b2df04",
      "a5c39e176b2df0488",
      "g5c39e176b2df048",
      " a5c39e176b2df04",
      "0x".repeat(8),
    ];
    const pictures = hostile.flatMap((dHash, n) => [picture(`a${n}`, dHash), picture(`b${n}`, dHash)]);
    const { groups, unseen } = await findNearDuplicates(pictures, signal);
    assert.deepEqual([groups, unseen], [[], pictures.length]);
    assert.deepEqual(await groupsOf([picture("a", turned()), picture("b", turned().toUpperCase())]), [["a", "b"]]);
  });

  test("come in the order of the room that they take up", async () => {
    const other = (BigInt(`0x${turned()}`) ^ 0xffff_0000_ffff_0000n).toString(16).padStart(16, "0");
    const small = [picture("a", turned()), picture("b", turned(1))];
    const large = [picture("c", other, { bytes: 8000 }), picture("d", other, { bytes: 7000 })];
    assert.deepEqual(await groupsOf([...small, ...large]), [
      ["c", "d"],
      ["a", "b"],
    ]);
  });
});

describe("looking for them", () => {
  /** Random hashes, every tenth with a copy that differs by up to three bits: fewer than any of them tells. */
  function manyPictures(count: number): { readonly pictures: Picture[]; readonly copies: ReadonlyMap<string, string> } {
    const next = pseudoRandom(7);
    const half = (): string => {
      // one number follows from the other: without mixing their bits whole rows of hashes would be near to each other
      let bits = Math.floor(next() * 2 ** 32);
      for (let n = 0; n < 2; n++) bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
      return ((bits ^ (bits >>> 16)) >>> 0).toString(16).padStart(8, "0");
    };
    const pictures: Picture[] = [];
    const copies = new Map<string, string>();
    while (pictures.length < count) {
      const dHash = half() + half();
      const id = `p${pictures.length}`;
      pictures.push(picture(id, dHash));
      if (pictures.length % 10 !== 0) continue;
      let bits = BigInt(`0x${dHash}`);
      for (let n = 0; n < 3; n++) bits ^= 1n << BigInt(Math.floor(next() * 64));
      pictures.push(picture(`copy of ${id}`, bits.toString(16).padStart(16, "0"), { bytes: 10 }));
      copies.set(`copy of ${id}`, id);
    }
    return { pictures, copies };
  }

  test("costs a few hundred steps a picture, of 100,000 too, and finds every copy", async () => {
    const { pictures, copies } = manyPictures(100_000);
    const { groups, steps, cut } = await findNearDuplicates(pictures, signal);
    const groupOf = new Map(groups.flatMap(({ ids }, group) => ids.map((id) => [id, group])));
    const lost = [...copies].filter(
      ([copy, id]) => groupOf.get(copy) === undefined || groupOf.get(copy) !== groupOf.get(id),
    );
    assert.deepEqual([copies.size > 9_000, lost.flat(), cut], [true, [], 0]);
    // random hashes meet by chance now and then
    assert.ok(groups.length < copies.size + 20, `${groups.length} groups`);
    assert.ok(steps < 300 * pictures.length, `${steps} steps`);
  });

  test("is bounded where hashes are made to meet, and says how many were not compared with all", async () => {
    const next = pseudoRandom(3);
    // the bits of one part are the same in all, the others random: they meet there and are not alike
    const pictures = Array.from({ length: 6_000 }, (_, n) => {
      const bits = Array.from({ length: 64 }, (_bit, bit) => (bit % 4 === 0 ? "1" : next() < 0.5 ? "0" : "1"));
      return picture(
        `p${n}`,
        BigInt(`0b${bits.join("")}`)
          .toString(16)
          .padStart(16, "0"),
      );
    });
    const { steps, cut } = await findNearDuplicates(pictures, signal);
    assert.ok(cut > 3_000);
    assert.ok(steps < 2_200 * pictures.length, `${steps} steps`);
  });

  test("lets other work in between, and ends when it is broken off", async () => {
    const { pictures } = manyPictures(20_000);
    const stop = new AbortController();
    let turns = 0;
    const timer = setInterval(() => {
      if (++turns === 2) stop.abort();
    }, 1);
    try {
      await assert.rejects(findNearDuplicates(pictures, stop.signal), { reason: "aborted" });
    } finally {
      clearInterval(timer);
    }
  });
});
