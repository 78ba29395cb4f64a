/** What is remembered of models: speed measured here and verdicts of tests, per host and digest. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Engine, LookRequest, Prepared } from "../../src/extension/core/ports.ts";
import { measured } from "../../src/extension/core/tagging/measuredEngine.ts";
import { ModelNotes } from "../../src/extension/core/tagging/modelNotes.ts";
import { steps } from "../../src/shared/model.ts";

const here = { host: "http://127.0.0.1:11434", digest: "abc" };

/** A store that keeps what is written as text, as a real one does. */
function store(initial?: unknown) {
  const kept = { text: JSON.stringify(initial ?? null), writes: 0 };
  return {
    kept,
    read: (): unknown => JSON.parse(kept.text) as unknown,
    write: (notes: unknown): void => {
      kept.text = JSON.stringify(notes);
      kept.writes++;
    },
  };
}

describe("speed of a model", () => {
  test("is the middle of its looks, from the third on", () => {
    const notes = new ModelNotes(store());
    for (const seconds of [9, 2]) notes.addLook(here, seconds);
    assert.equal(notes.secondsPerImage(here), undefined);
    notes.addLook(here, 3);
    assert.equal(notes.secondsPerImage(here), 3);
    notes.addLook(here, 2.5);
    assert.equal(notes.secondsPerImage(here), 2.75);
  });

  test("forgets looks of long ago", () => {
    const notes = new ModelNotes(store());
    for (let index = 0; index < 30; index++) notes.addLook(here, 100);
    for (let index = 0; index < 30; index++) notes.addLook(here, 1);
    assert.equal(notes.secondsPerImage(here), 1);
  });

  test("belongs to one host and one digest, and outlasts a restart once it is saved", () => {
    const memory = store();
    const notes = new ModelNotes(memory);
    for (const seconds of [1, 1, 1]) notes.addLook({ ...here, host: "http://me:secret@10.0.0.7:1" }, seconds);
    assert.equal(memory.kept.writes, 0);
    notes.save();
    notes.save();
    assert.equal(memory.kept.writes, 1);
    assert.doesNotMatch(memory.kept.text, /secret/u);
    const later = new ModelNotes(memory);
    assert.equal(later.secondsPerImage({ ...here, host: "http://10.0.0.7:1" }), 1);
    assert.equal(later.secondsPerImage(here), undefined);
    assert.equal(later.secondsPerImage({ host: "http://10.0.0.7:1", digest: "pulled anew" }), undefined);
  });
});

describe("the verdict of a model's test", () => {
  const verdict = {
    kind: "doubtful",
    message: "It did not see the red square.",
    at: "2026-11-22T10:00:00Z",
  } as const;

  test("is kept at once, beside the speed", () => {
    const memory = store();
    const notes = new ModelNotes(memory);
    for (const seconds of [1, 2, 3]) notes.addLook(here, seconds);
    notes.setVerdict(here, verdict);
    const later = new ModelNotes(memory);
    assert.deepEqual(later.verdictOf(here), verdict);
    assert.equal(later.secondsPerImage(here), 2);
    assert.equal(later.verdictOf({ ...here, digest: "other" }), undefined);
  });

  test("is not there where what was kept is damaged", () => {
    const key = `${here.host} ${here.digest}`;
    for (const damaged of ["text", [1], { [key]: 7 }, { [key]: { seconds: "x", verdict: { kind: "maybe" } } }]) {
      const notes = new ModelNotes(store(damaged));
      assert.equal(notes.verdictOf(here), undefined);
      assert.equal(notes.secondsPerImage(here), undefined);
    }
  });

  test("goes with the models that were not used for longest, where there are too many", () => {
    const notes = new ModelNotes(store());
    notes.setVerdict(here, verdict);
    for (let index = 0; index < 100; index++) notes.addLook({ ...here, digest: String(index) }, 1);
    assert.equal(notes.verdictOf(here), undefined);
  });
});

describe("a measured engine", () => {
  const prepared = {} as Prepared;
  const request = (asked: LookRequest["steps"]): LookRequest => ({ file: "", path: "", steps: asked, known: {} });
  const engine = (look: Engine["look"]): Engine => ({
    kind: "ollama",
    model: "m",
    promptKey: "p",
    concurrency: 2,
    prepare: () => Promise.resolve(prepared),
    look,
    checkHealth: () => Promise.resolve(),
  });
  const never = new AbortController().signal;

  test("tells the time of looks that gave all steps, and of no others", async () => {
    const heard: number[] = [];
    const works = measured(
      engine(() => Promise.resolve()),
      (seconds) => heard.push(seconds),
    );
    await works.look(request(steps), prepared, () => undefined, never);
    await works.look(request(["text"]), prepared, () => undefined, never);
    const fails = measured(
      engine(() => Promise.reject(new Error("no"))),
      (seconds) => heard.push(seconds),
    );
    await assert.rejects(
      fails.look(request(steps), prepared, () => undefined, never),
      /no/u,
    );
    let rested = 0;
    const resting = { ...engine(() => Promise.resolve()), rest: () => Promise.resolve(void rested++) };
    await measured(resting, () => undefined).rest?.();
    assert.deepEqual([rested, "rest" in works], [1, false]);
    assert.equal(heard.length, 1);
    assert.ok((heard[0] ?? -1) >= 0);
    assert.deepEqual([works.kind, works.model, works.promptKey, works.concurrency], ["ollama", "m", "p", 2]);
  });
});
