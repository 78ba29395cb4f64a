/** Thumbnails: asked for in batches, aborted when out of view, asked again for another version. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ExpectedError } from "../../../src/shared/failures.ts";
import type { Thumbnail } from "../../../src/shared/protocol.ts";
import { ThumbnailSource } from "../../../src/webview/logic/thumbnailSource.ts";

interface Batch {
  readonly ids: readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly resolve: (thumbnails: readonly Thumbnail[]) => void;
  readonly reject: (error: Error) => void;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const images = (first: number, count: number): { id: string }[] =>
  Array.from({ length: count }, (_, n) => ({ id: `id${first + n}` }));

function underTest(): { source: ThumbnailSource; batches: Batch[] } {
  const batches: Batch[] = [];
  const source = new ThumbnailSource(
    ({ ids }, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new ExpectedError("aborted", "Stopped.")));
        batches.push({ ids, signal, resolve, reject });
      }),
    () => undefined,
  );
  return { source, batches };
}

const answer = ({ ids, resolve }: Batch): Promise<void> => {
  resolve(ids.map((id) => ({ id, uri: `uri-${id}` })));
  return settle();
};

describe("the thumbnails' source", () => {
  test("asks in batches, the first in view first, few at once", async () => {
    const { source, batches } = underTest();
    source.want(images(0, 200));
    assert.equal(batches.length, 3);
    assert.equal(batches[0]?.ids[0], "id0");
    assert.ok(batches.every(({ ids }) => ids.length <= 200));
    if (batches[0]) await answer(batches[0]);
    assert.equal(source.get("id0")?.uri, "uri-id0");
    assert.equal(batches.length, 4);
  });

  test("aborts a batch of which nothing is in view any more, and keeps one that still is", () => {
    const { source, batches } = underTest();
    source.want(images(0, 72));
    source.want(images(60, 72));
    assert.deepEqual(
      batches.slice(0, 3).map(({ signal }) => signal?.aborted),
      [true, true, false],
    );
    const asked = batches.filter(({ signal }) => signal?.aborted === false).flatMap(({ ids }) => ids);
    assert.equal(new Set(asked).size, asked.length, "nothing is asked for twice");
  });

  test("never asks twice for the same version, but again for another", async () => {
    const { source, batches } = underTest();
    source.want([{ id: "a", version: "1" }]);
    if (batches[0]) await answer(batches[0]);
    source.want([{ id: "a", version: "1" }]);
    assert.equal(batches.length, 1);
    source.want([{ id: "a", version: "2" }]);
    assert.equal(batches.length, 2);
    assert.equal(source.get("a")?.uri, "uri-a", "the old one stays until then");
  });

  test("keeps the failure of a call for a tooltip and tries again at the next change", async () => {
    const { source, batches } = underTest();
    source.want(images(0, 2));
    batches[0]?.reject(new ExpectedError("nativeCrashed", "The images room ended."));
    await settle();
    assert.equal(source.get("id1")?.failure?.message, "The images room ended.");
    assert.equal(batches.length, 1);
    source.forgetCallFailures();
    assert.equal(batches.length, 2);
  });

  test("treats an image that the answer left out as one without a thumbnail", async () => {
    const { source, batches } = underTest();
    source.want(images(0, 2));
    batches[0]?.resolve([{ id: "id1", uri: "u" }]);
    await settle();
    assert.deepEqual(source.get("id0"), { id: "id0" });
    assert.equal(batches.length, 1);
  });
});
