/** The table of metadata changes: what it says, and that nothing in it acts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { planMetadata } from "../../src/extension/core/metadata/plan.ts";
import { fieldsOf } from "../../src/extension/core/metadata/fields.ts";
import { previewText, type PreviewWords } from "../../src/extension/core/metadata/previewText.ts";
import { imageIn, libraryFolder } from "../fixtures/records.ts";

const words: PreviewWords = {
  title: "Preview",
  summary: ["One line"],
  columns: ["Image", "What"],
  places: { file: "File", sidecar: "Sidecar" },
  fields: {
    subject: "Keywords",
    tagsList: "TagsList",
    hierarchy: "Hierarchy",
    iptcKeywords: "IPTC",
    description: "Description",
    altText: "Alt",
    iptcCaption: "Caption",
    exifDescription: "EXIF",
  },
  kept: (field) => `${field} stays`,
  more: (count) => `${count} more`,
};
const nothing = { lists: {}, texts: {}, hasIptc: false, hasMoreIptc: false, iptcFrame: {} };
const image = (name: string) => imageIn(libraryFolder("/pictures"), name);

test("the table names the fields that get the same words once, and says which text stays", () => {
  const wanted = { lists: { subject: ["a"], tagsList: ["a"] }, texts: { description: "Ours" } };
  const found = { ...nothing, texts: { description: "Theirs" } };
  const plan = planMetadata(wanted, found, undefined, fieldsOf("gif"), (text) => text);
  const text = previewText([{ image: image("p.gif"), state: "changed", place: "file", plan }], words);
  assert.match(text, /\*\*Keywords, TagsList\*\*<br>\+ a<br>Description stays \|$/mu);
});

test("signs of names, words and failures stand for themselves", () => {
  const evil = "[x](command:y) <img src=x> | `z`";
  const wanted = { lists: { subject: [evil] }, texts: {} };
  const plan = planMetadata(wanted, nothing, undefined, fieldsOf("gif"), (text) => text);
  const failure = { reason: "writeFailed", message: evil } as const;
  const text = previewText([{ image: image(`${evil}.gif`), state: "changed", place: "file", plan, failure }], words);
  const row = text.split("\n").find((line) => line.includes("img")) ?? "";
  assert.equal(row.split("|").length, 4);
  assert.ok(!/[[\]`]|<img|command:/u.test(row), row);
});

test("under its name stands where it is written and why not into the file, without the folders again", () => {
  const wanted = { lists: { subject: ["a"] }, texts: {} };
  const plan = planMetadata(wanted, nothing, undefined, fieldsOf(undefined), (text) => text);
  const because = { reason: "formatUnfit", message: "/pictures/City/p.svg: no words fit there." } as const;
  const outcome = { image: image("City/p.svg"), state: "changed", place: "sidecar", because, plan } as const;
  const text = previewText([outcome], words).replaceAll("&#46;", ".").replaceAll("&#47;", "/").replaceAll("&#58;", ":");
  assert.match(text, /^\| City\/p\.svg<br>→ Sidecar<br>p\.svg: no words fit there\. \| /mu);
});

test("an image of which there is nothing to say has no row", () => {
  const plan = planMetadata(nothing, nothing, undefined, fieldsOf("gif"), (text) => text);
  assert.ok(!previewText([{ image: image("p.gif"), state: "same", place: "file", plan }], words).includes("|"));
});
