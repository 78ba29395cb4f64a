/** Reviewing over real records and a real catalog: what a machine said before comes back, and files, catalog and rows agree. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import type { Engine, ImageRef } from "../../src/extension/core/ports.ts";
import { filterOf, leaf, queryOf } from "../fixtures/catalogDocuments.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const silent = (): void => undefined;
const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };

/** An engine that says this word of every picture. */
function engineOf(word: string): Engine {
  const facts = { width: 1, height: 1, format: "png" };
  const image = { facts, jpeg: new Uint8Array(), jpegWidth: 1, jpegHeight: 1, dHash: "0".repeat(16) };
  return {
    kind: "ollama",
    model: word,
    promptKey: "",
    concurrency: 1,
    prepare: () => Promise.resolve({ kind: "jpeg", image }),
    look: async ({ steps }, _prepared, onEvent) => {
      const answer = { description: `A ${word}.`, tags: [word, "picture"], text: word.toUpperCase(), alt: word };
      for (const step of steps) onEvent({ type: "step", step, answer });
    },
    checkHealth: async () => undefined,
  };
}

async function scene(t: TestContext, words: readonly string[]) {
  // ended before its folder is removed
  let close = async (): Promise<void> => undefined;
  t.after(() => close());
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root, { recursive: true });
  for (const name of ["a", "b"]) await writeFile(path.join(root, `${name}.png`), `not looked at: ${name}`);
  const open = async () => {
    const library = openLibrary(root, path.join(base, "state"));
    close = () => library.close();
    await library.workshop.open([library.folder], never);
    await library.workshop.reconcile(library.folder, options, never);
    return library;
  };
  let { workshop, catalog, folder } = await open();
  const image = (name: string): ImageRef =>
    [...workshop.library.inOrder()]
      .flatMap((id) => workshop.library.image(id) ?? [])
      .find((one) => one.path === `${name}.png`) ?? assert.fail(`${name} is gone.`);
  for (const word of words) {
    workshop.queue.add(workshop.library.inOrder(), { again: true });
    await workshop.run(engineOf(word), () => 0);
  }
  /** What is known of an image, the same in its record, index file, catalog and row. */
  const told = async (name: string) => {
    await workshop.settle();
    const { id } = image(name);
    const record = (await workshop.record(image(name), never)) ?? assert.fail();
    const [document] = await catalog.documents([id], never);
    const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as Readonly<
      Record<
        string,
        { readonly description: string; readonly tags: readonly string[]; readonly text_content: string } | undefined
      >
    >;
    const entry = index[`${name}.png`] ?? { description: "", tags: [], text_content: "" };
    const { description, tags, text, alt, former } = record;
    assert.deepEqual([entry.description, entry.tags, entry.text_content], [description, tags, text], "the index file");
    assert.deepEqual([document?.description, document?.tags, document?.alt], [description, tags, alt], "the catalog");
    const row = workshop.library.get(id);
    assert.deepEqual([document?.state, document?.reviewed], [row?.state, row?.reviewed], "the row");
    return { description, state: row?.state, reviewed: row?.reviewed, former: former?.description };
  };
  /** The images that the catalog calls reviewed. */
  const found = async () => {
    await workshop.settle();
    const where = leaf({ field: "reviewed" });
    const hits = await catalog.textSearch(queryOf(""), filterOf({ folderKeys: [folder.key], where }), 10, never);
    return hits.map(({ id }) => workshop.library.get(id)?.path);
  };
  const reopen = async (): Promise<void> => {
    await close();
    ({ workshop, catalog, folder } = await open());
  };
  return { image, told, found, reopen, editing: () => workshop.editing };
}

describe("a review", () => {
  test("accepts: the mark is found and outlives a restart", async (t) => {
    const { image, told, found, reopen, editing } = await scene(t, ["cat", "dog"]);
    assert.deepEqual(await told("a"), { description: "A dog.", state: "tagged", reviewed: "", former: "A cat." });
    await editing().edit(image("a"), { isReviewed: true }, never);
    const accepted = { description: "A dog.", state: "tagged", reviewed: "yes", former: undefined };
    assert.deepEqual(await told("a"), accepted);
    assert.deepEqual(await found(), ["a.png"]);
    await reopen();
    assert.deepEqual(await told("a"), accepted);
    assert.deepEqual(await found(), ["a.png"]);
    assert.equal((await told("b")).former, "A cat.");
  });

  test("accepts with an edit as one step, which is taken back and done again as one", async (t) => {
    const { image, told, editing } = await scene(t, ["cat"]);
    await editing().edit(image("a"), { description: "Tom.", isReviewed: true }, never);
    const accepted = { description: "Tom.", state: "edited", reviewed: "yes", former: undefined };
    assert.deepEqual(await told("a"), accepted);
    await editing().undo(silent, never);
    assert.deepEqual(await told("a"), { description: "A cat.", state: "tagged", reviewed: "", former: undefined });
    await editing().redo(silent, never);
    assert.deepEqual(await told("a"), accepted);
  });

  test("rejects: what stood before comes back, or the image is untagged; each is taken back and done again", async (t) => {
    const again = await scene(t, ["cat", "dog"]);
    await again.editing().reject(again.image("a"), never);
    const back = { description: "A cat.", state: "tagged", reviewed: "yes", former: undefined };
    assert.deepEqual(await again.told("a"), back);
    await again.editing().undo(silent, never);
    assert.deepEqual(await again.told("a"), { description: "A dog.", state: "tagged", reviewed: "", former: "A cat." });
    await again.editing().redo(silent, never);
    assert.deepEqual(await again.told("a"), back);

    const first = await scene(t, ["cat"]);
    await first.editing().reject(first.image("b"), never);
    const nothing = { description: "", state: "untagged", reviewed: "", former: undefined };
    assert.deepEqual(await first.told("b"), nothing);
    assert.equal((await first.told("a")).description, "A cat.");
    await first.editing().undo(silent, never);
    assert.equal((await first.told("b")).description, "A cat.");
  });
});
