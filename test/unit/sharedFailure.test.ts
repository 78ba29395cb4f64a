/** One sentence for images that all failed of the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedFailure } from "../../src/extension/core/metadata/sharedFailure.ts";

const missing = { reason: "exiftoolMissing", message: "Perl is missing." } as const;
const full = { reason: "diskFull", message: "The disk is full." } as const;

test("what all failed of is said as itself, beside images that did not fail", () => {
  assert.equal(sharedFailure([{ failure: missing }, {}, { failure: { ...missing } }]), missing);
});

test("failures of different kinds, or none at all, have nothing in common", () => {
  assert.equal(sharedFailure([{ failure: missing }, { failure: full }]), undefined);
  assert.equal(sharedFailure([{}, {}]), undefined);
});
