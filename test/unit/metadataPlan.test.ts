/** What writing would change is worked out without touching what is another program's, and without forgetting what is ours. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldsOf } from "../../src/extension/core/metadata/fields.ts";
import { changedWords, noWords, planMetadata, type MetadataWords } from "../../src/extension/core/metadata/plan.ts";
import type { AddedMetadata } from "../../src/shared/model.ts";

const hash = (text: string): string => `#${text.length}${text[0] ?? ""}`;
const all = fieldsOf("jpeg");
const file = (words: Partial<MetadataWords>) => ({
  ...noWords,
  ...words,
  hasIptc: false,
  hasMoreIptc: false,
  iptcFrame: {},
});
const record = (description: string, tags: readonly string[]): MetadataWords => ({
  lists: { subject: tags },
  texts: { description },
});
const plan = (wanted: MetadataWords, found: Partial<MetadataWords>, earlier?: AddedMetadata) =>
  planMetadata(wanted, file(found), earlier, all, hash);

describe("a plan of what to write", () => {
  test("adds what is missing and knows it as ours at once", () => {
    const { change, added, meanwhile } = plan(record("A dog", ["dog", "Grass"]), { lists: { subject: ["grass"] } });
    assert.deepEqual(change.adds, { subject: ["dog"] });
    assert.deepEqual(added, { lists: { subject: ["dog"] }, texts: { description: hash("A dog") } });
    assert.equal(meanwhile, added);
  });

  test("remembers what it takes away until that is gone for certain", () => {
    const first = plan(record("An old one", ["old", "both"]), {});
    const found = changedWords(noWords, first.change);
    const second = plan(record("The new", ["both", "new"]), found, first.added);
    assert.deepEqual(second.change.removes, { subject: ["old"] });
    assert.deepEqual(second.added.lists, { subject: ["both", "new"] });
    assert.deepEqual(second.meanwhile.lists, { subject: ["both", "new", "old"] });
    // a crash came before the file was replaced, or after: both can be taken back
    for (const left of [found, changedWords(found, second.change)]) {
      const back = plan(noWords, left, second.meanwhile);
      assert.deepEqual(changedWords(left, back.change), noWords);
    }
  });

  test("of taking back remembers all until it is gone for certain", () => {
    const { change, added } = plan(record("A dog", ["dog"]), {});
    const back = plan(noWords, changedWords(noWords, change), added);
    assert.deepEqual(back.added, noWords);
    assert.deepEqual(back.meanwhile, added);
  });

  test("puts the frame of another program's IPTC back with the last of our words there", () => {
    const iptcFrame = { "IPTC:ApplicationRecordVersion": "0" };
    const found = { ...file({}), hasIptc: true, iptcFrame };
    const wanted: MetadataWords = { lists: { iptcKeywords: ["dog"] }, texts: {} };
    const { change, added } = planMetadata(wanted, found, undefined, all, hash);
    assert.deepEqual([change.iptcFrame, added.iptcFrame, added.madeIptc], [undefined, iptcFrame, undefined]);
    const later = { ...found, ...changedWords(found, change), iptcFrame: { "IPTC:EnvelopeRecordVersion": "4" } };
    assert.deepEqual(planMetadata(noWords, later, added, all, hash).change.iptcFrame, iptcFrame);
  });

  test("leaves another program's caption, and writes none beside it", () => {
    const { change, keeps } = plan(record("A dog", []), { texts: { iptcCaption: "Rex" } });
    assert.deepEqual([change.texts, keeps], [{}, []]);
  });

  test("takes what a camera writes into every picture for no caption, and leaves it", () => {
    for (const said of ["OLYMPUS DIGITAL CAMERA", "          ", "SONY DSC"]) {
      const { change } = plan(record("A dog", []), { texts: { exifDescription: said } });
      assert.deepEqual(change.texts, { description: "A dog" }, said);
    }
  });
});
