/** Which records another engine, model, prompt or vocabulary would write differently, and which are nobody's but a person's. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import type { Engine, LibraryFolder } from "../../src/extension/core/ports.ts";
import { needsTagging, type ImageRow } from "../../src/extension/core/rows.ts";
import { isStale, recipeKey, type Recipe } from "../../src/extension/core/tagging/recipe.ts";
import type { Vocabulary } from "../../src/extension/core/tagging/vocabulary.ts";
import { parseVocabulary } from "../../src/extension/core/tagging/vocabularyFile.ts";
import { canStandIn } from "../../src/extension/core/twins.ts";
import { Workshop, type WorkshopParts } from "../../src/extension/core/workshop.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { taggedRecord } from "../fixtures/records.ts";

const photos: LibraryFolder = { key: "P", root: "/photos", name: "photos" };
const plain: LibraryFolder = { key: "O", root: "/plain", name: "plain" };

function vocabularyOf(content: object): Vocabulary {
  const reading = parseVocabulary(JSON.stringify(content), shortHash);
  assert.ok("vocabulary" in reading);
  return reading.vocabulary;
}

const words = vocabularyOf({ tags: ["sea"] });
const otherWords = vocabularyOf({ tags: ["sea", "sky"] });

function rowOf(folder: LibraryFolder, name: string, made: Partial<ImageRow>): ImageRow {
  return {
    id: `${folder.key}:${name}`,
    folderKey: folder.key,
    path: `${name}.jpg`,
    size: 1,
    mtimeMs: 1,
    contentKey: "",
    state: "tagged",
    recordHash: "",
    factsKey: "",
    by: "ollama",
    model: "A",
    recipe: recipeKey("p1", ""),
    failureReason: "",
    failureMessage: "",
    metadataKey: "-",
    sidecars: "",
    reviewed: "",
    ...made,
  };
}

/** A mixed library: only photos have a vocabulary, and all of them were tagged with it. */
const rows: readonly ImageRow[] = [
  rowOf(plain, "person only", { state: "edited", by: "", model: "", recipe: "" }),
  rowOf(plain, "imported", { by: "imported", model: "", recipe: "" }),
  rowOf(plain, "untagged", { state: "untagged", by: "", model: "", recipe: "" }),
  rowOf(plain, "interrupted", { state: "interrupted" }),
  rowOf(plain, "failed", { state: "failed" }),
  rowOf(plain, "built-in", { by: "builtin", model: "0.1.0", recipe: recipeKey("", "") }),
  rowOf(plain, "model A", {}),
  rowOf(plain, "model A edited", { state: "edited" }),
  rowOf(plain, "model A of old", { recipe: "" }),
  rowOf(plain, "model B", { model: "B" }),
  rowOf(plain, "A elsewhere", { by: "openai" }),
  rowOf(photos, "photo A", { recipe: recipeKey("p1", words.key) }),
  rowOf(photos, "photo A of old", { recipe: "" }),
  rowOf(photos, "photo B", { model: "B", recipe: recipeKey("p1", words.key) }),
  rowOf(photos, "imported photo", { by: "imported", model: "", recipe: "" }),
];

function workshopOf(): Workshop {
  const parts = { catalog: new MemoryCatalog(), hash: shortHash, clock: { now: () => 0 } };
  const workshop = new Workshop(parts as unknown as WorkshopParts);
  workshop.library.setFolders([photos, plain]);
  workshop.library.put(rows);
  workshop.setVocabulary(photos.key, words);
  return workshop;
}

const modelA = { engine: "ollama", model: "A", promptKey: "p1" } as const;

function staleIn(workshop: Workshop): readonly string[] {
  const names = workshop.staleIds().map((id) => id.slice(2));
  workshop.library.dispose();
  return names.toSorted();
}

describe("the stale records of a mixed library", () => {
  test("are none while nobody knows what would be used", () => {
    assert.deepEqual(staleIn(workshopOf()), []);
  });

  test("are those of another engine and another model", () => {
    const workshop = workshopOf();
    workshop.setRecipe(modelA);
    assert.deepEqual(staleIn(workshop), ["A elsewhere", "built-in", "model B", "photo B"]);
  });

  test("are exactly the others after the model was changed", () => {
    const workshop = workshopOf();
    workshop.setRecipe({ ...modelA, model: "B" });
    assert.deepEqual(staleIn(workshop), [
      "A elsewhere",
      "built-in",
      "model A",
      "model A edited",
      "model A of old",
      "photo A",
      "photo A of old",
    ]);
  });

  test("after the prompt was changed are all of the model but those that do not know their prompt", () => {
    const workshop = workshopOf();
    workshop.setRecipe({ ...modelA, promptKey: "p2" });
    assert.deepEqual(staleIn(workshop), [
      "A elsewhere",
      "built-in",
      "model A",
      "model A edited",
      "model B",
      "photo A",
      "photo B",
    ]);
  });

  test("after the vocabulary of one folder was changed or taken away are the model's of that folder", () => {
    for (const vocabulary of [otherWords, undefined]) {
      const workshop = workshopOf();
      workshop.setRecipe(modelA);
      workshop.setVocabulary(photos.key, vocabulary);
      assert.deepEqual(staleIn(workshop), ["A elsewhere", "built-in", "model B", "photo A", "photo B"]);
    }
  });

  test("are the same after a change of the vocabulary file that changes no meaning", () => {
    const workshop = workshopOf();
    workshop.setRecipe(modelA);
    const { revision } = workshop.library;
    workshop.setVocabulary(photos.key, vocabularyOf({ banned: [], tags: ["sea"] }));
    assert.equal(workshop.library.revision, revision);
    assert.deepEqual(staleIn(workshop), ["A elsewhere", "built-in", "model B", "photo B"]);
  });

  test("are no model's where the built-in analysis stands in, whatever its version", () => {
    const workshop = workshopOf();
    workshop.setRecipe({ engine: "builtin", model: "0.2.0", promptKey: "" });
    assert.deepEqual(staleIn(workshop), []);
    workshop.setVocabulary(plain.key, words);
    assert.deepEqual(staleIn(workshop), ["built-in"]);
  });

  test("are told to the views at once, and an unchanged recipe is no news", () => {
    const workshop = workshopOf();
    const { library } = workshop;
    const before = library.revision;
    workshop.setRecipe(modelA);
    assert.equal(library.revision, before + 1);
    workshop.setRecipe({ ...modelA });
    assert.equal(library.revision, before + 1);
    library.dispose();
  });

  test("are never taken by plain tagging", () => {
    const workshop = workshopOf();
    workshop.setRecipe({ ...modelA, model: "C", promptKey: "p9" });
    workshop.setVocabulary(plain.key, otherWords);
    const stale = new Set(workshop.staleIds());
    const taken = workshop.idsToTag("ollama", undefined);
    workshop.library.dispose();
    // the built-in analysis is upgraded because a model is in use now, not because it is stale
    assert.deepEqual(
      taken.filter((id) => stale.has(id)),
      ["O:built-in"],
    );
    for (const row of rows) {
      if (isStale(row, { ...modelA, model: "C", vocabularyKey: "" }) && row.by !== "builtin")
        assert.equal(needsTagging(row, "ollama"), false, row.path);
    }
  });
});

describe("the same picture elsewhere", () => {
  const engine = { promptKey: "p1" } as Engine;
  const twin = { ...taggedRecord("A dog.", ["dog"]), prompt: "p1", vocabulary: "" };

  test("stands in only where it was made with the same prompt and words, and is not doubted", () => {
    assert.equal(canStandIn(twin, engine, undefined), true);
    assert.equal(canStandIn({ ...twin, prompt: "p2" }, engine, undefined), false);
    assert.equal(canStandIn(twin, engine, words), false);
    assert.equal(canStandIn({ ...twin, vocabulary: words.key }, engine, words), true);
    assert.equal(canStandIn({ ...twin, vocabulary: words.key }, engine, undefined), false);
    assert.equal(canStandIn({ ...twin, doubt: "sameAnswer" }, engine, undefined), false);
    const { prompt: _prompt, vocabulary: _vocabulary, ...old } = twin;
    assert.deepEqual([canStandIn(old, engine, undefined), canStandIn(old, engine, words)], [true, false]);
  });
});

test("a record whose author is a person is never stale", () => {
  const now: Recipe = { ...modelA, vocabularyKey: "" };
  assert.equal(isStale(rowOf(plain, "x", { by: "person" }), { ...now, model: "Z" }), false);
});
