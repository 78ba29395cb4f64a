/** Searching with a model that is slow to answer: words go on without it, its vector is used when it comes, stale queries are closed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { PatientEmbedder } from "../../src/extension/core/search/patientEmbedder.ts";
import { failureOf } from "../../src/shared/failures.ts";

const { signal } = new AbortController();
const vector = Float32Array.of(1, 0);
const reasonOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "answered",
    (thrown: unknown) => failureOf(thrown).reason,
  );

/** A model that answers when it is told to. */
function slowModel() {
  const asked: { readonly text: string; readonly stop: AbortSignal; readonly answer: () => void }[] = [];
  const opened = Promise.withResolvers<{ readonly key: string; readonly dimensions: number }>();
  const model: Embedder = {
    model: "slow",
    open: () => opened.promise,
    embedDocuments: async () => [],
    embedQuery: (text, stop) => {
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
      stop.addEventListener("abort", () => reject(new DOMException("left", "AbortError")));
      asked.push({ text, stop, answer: () => resolve(vector) });
      return promise;
    },
  };
  return { model, asked, load: () => opened.resolve({ key: "slow", dimensions: 2 }) };
}

describe("an embedder for searching", () => {
  test("answers at once where the model does", async () => {
    const { model, asked } = slowModel();
    const embedder = new PatientEmbedder(model, () => assert.fail("nothing was late"), 60_000);
    const answer = embedder.embedQuery("dog", signal);
    asked[0]?.answer();
    assert.equal(await answer, vector);
  });

  test("gives up waiting and not asking: a late vector is told, and the same query asks nothing more", async () => {
    const { model, asked } = slowModel();
    const late = Promise.withResolvers<void>();
    const embedder = new PatientEmbedder(model, late.resolve, 1);
    assert.equal(await reasonOf(embedder.embedQuery("dog", signal)), "embedderUnavailable");
    asked[0]?.answer();
    await late.promise;
    assert.equal(await embedder.embedQuery("dog", signal), vector);
    assert.equal(asked.length, 1);
  });

  test("another query closes the late request of the one before", async () => {
    const { model, asked } = slowModel();
    const embedder = new PatientEmbedder(model, () => undefined, 1);
    await reasonOf(embedder.embedQuery("do", signal));
    await reasonOf(embedder.embedQuery("dog", signal));
    assert.deepEqual(
      asked.map(({ text, stop }) => [text, stop.aborted]),
      [
        ["do", true],
        ["dog", false],
      ],
    );
  });

  test("a search that is stopped closes its request", async () => {
    const { model, asked } = slowModel();
    const embedder = new PatientEmbedder(model, () => undefined, 60_000);
    const stop = new AbortController();
    const reason = reasonOf(embedder.embedQuery("dog", stop.signal));
    stop.abort();
    assert.equal(await reason, "aborted");
    assert.equal(asked[0]?.stop.aborted, true);
  });

  test("a model that is being loaded is waited for by nobody, and told when it is there", async () => {
    const { model, load } = slowModel();
    const late = Promise.withResolvers<void>();
    const embedder = new PatientEmbedder(model, late.resolve, 1);
    assert.equal(await reasonOf(embedder.open(signal)), "embedderUnavailable");
    load();
    await late.promise;
    assert.equal((await embedder.open(signal)).key, "slow");
  });

  test("a failure of the model is passed on, and one that comes late is nobody's", async () => {
    const { model } = slowModel();
    const failing: Embedder = { ...model, embedQuery: () => Promise.reject(new Error("broken")) };
    const embedder = new PatientEmbedder(failing, () => assert.fail("nothing came"), 60_000);
    assert.equal(await reasonOf(embedder.embedQuery("dog", signal)), "internal");
  });
});
