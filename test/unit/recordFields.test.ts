/** Fields of a record as they come from a file that anybody may have written. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { soundFields } from "../../src/extension/adapters/records/recordFields.ts";

const measured = { kind: "photo", colours: ["red", "grey"], dHash: "0123456789abcdef" };
const facts = { width: 4, height: 3, format: "png", takenAt: "2024-05-01T10:00:00", ...measured };

describe("the facts of a record in a file", () => {
  test("are read whole", () => {
    assert.deepEqual(soundFields({ facts }), { facts });
  });

  test("of an older version lack what it did not measure", () => {
    const older = { width: 4, height: 3, format: "png" };
    assert.deepEqual(soundFields({ facts: older }), { facts: older });
  });

  test("lose those of another shape, and keep the others", () => {
    const odd = { ...facts, kind: "hologram", colours: ["red", "octarine"], dHash: "<script>", camera: 5, later: 1 };
    const { kind: _kind, colours: _colours, dHash: _dHash, ...kept } = facts;
    assert.deepEqual(soundFields({ facts: odd }), { facts: { ...kept, later: 1 } });
  });

  test("count only with size and format", () => {
    assert.deepEqual(soundFields({ facts: { ...facts, width: "4" } }), {});
    assert.deepEqual(soundFields({ facts: [] }), {});
  });
});
