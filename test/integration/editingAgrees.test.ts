/** After each kind of edit, and after taking it back and doing it again, the index file, the catalog and what views show say the same. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import type { BatchEdit } from "../../src/extension/core/editing/batchEdit.ts";
import { RecordEditing } from "../../src/extension/core/editing/recordEditing.ts";
import type { Engine, ImageRef } from "../../src/extension/core/ports.ts";
import { GridLists } from "../../src/extension/core/views/gridList.ts";
import { gridPage } from "../../src/extension/core/views/gridPage.ts";
import { recordView } from "../../src/extension/core/views/recordView.ts";
import type { Workshop } from "../../src/extension/core/workshop.ts";
import type { RecordEdit } from "../../src/shared/model.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const silent = (): void => undefined;
const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };

/** What is edited, through which method; `isTagged`: a machine looks at the images again before it or behind it. */
interface Kind {
  readonly name: string;
  readonly method: "edit" | "editMany" | "reject";
  /** What is set in the edit. */
  readonly sets: readonly (keyof RecordEdit | keyof BatchEdit)[];
  readonly run: (workshop: Workshop, images: readonly ImageRef[]) => Promise<unknown>;
  /** What the first image says then; what is absent is as before. */
  readonly says: Partial<Words>;
  readonly isTagged?: "before" | "after";
}

interface Words {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt: string;
}

const one = (name: string, edit: RecordEdit, says: Partial<Words> = edit): Kind => ({
  name,
  method: "edit",
  sets: Object.keys(edit) as (keyof RecordEdit)[],
  run: async (workshop, [first]) => workshop.editing.edit(first ?? assert.fail(), edit, never),
  says,
});
const many = (name: string, batch: BatchEdit, says: Partial<Words>): Kind => ({
  name,
  method: "editMany",
  sets: Object.keys(batch) as (keyof BatchEdit)[],
  run: async (workshop, images) => workshop.editing.editMany(images, batch, silent, never),
  says,
});

const kinds: readonly Kind[] = [
  one("a description", { description: "A cat on a roof" }),
  one("tags", { tags: ["roof", "cat"] }),
  one("text", { text: "No entry" }),
  one("alt text", { alt: "Cat on roof" }),
  one("all of it emptied", { description: "", tags: [], text: "", alt: "" }),
  many("tags added to many", { addTags: ["holiday"] }, { tags: ["dog", "view", "holiday"] }),
  many("tags removed from many", { removeTags: ["VIEW"] }, { tags: ["dog"] }),
  many("a tag renamed", { renameTags: [{ from: "dog", to: "hound" }] }, { tags: ["hound", "view"] }),
  many(
    "tags merged",
    {
      renameTags: [
        { from: "dog", to: "animal" },
        { from: "view", to: "animal" },
      ],
    },
    { tags: ["animal"] },
  ),
  many(
    "a tag replaced by others",
    {
      renameTags: [
        { from: "view", to: "a" },
        { from: "view", to: "b" },
      ],
    },
    { tags: ["dog", "a", "b"] },
  ),
  many("a tag deleted", { removeTags: ["dog"] }, { tags: ["view"] }),
  many(
    "words replaced",
    { replace: { find: "dog", by: "hound", matchCase: true } },
    { description: "A hound, a view" },
  ),
  many(
    "whole words replaced",
    { replace: { find: "A", by: "The", matchCase: true, wholeWord: true } },
    { description: "The dog, a view" },
  ),
  many(
    "words replaced in any case",
    { replace: { find: "a ", by: "the ", matchCase: false } },
    { description: "the dog, the view" },
  ),
  one("a record found right", { isReviewed: true }, {}),
  {
    name: "a machine's words rejected",
    method: "reject",
    sets: [],
    run: async (workshop, [first]) => workshop.editing.reject(first ?? assert.fail(), never),
    // what a person wrote stays
    says: { tags: ["dog", "view"] },
    isTagged: "before",
  },
  { ...one("tags that a machine is asked about again", { tags: ["mine"] }), isTagged: "after" },
];

/** An engine that says the same of every picture. */
const engine: Engine = {
  kind: "ollama",
  model: "m",
  promptKey: "",
  concurrency: 1,
  prepare: () => {
    const facts = { width: 1, height: 1, format: "png" };
    const image = { facts, jpeg: new Uint8Array(), jpegWidth: 1, jpegHeight: 1, dHash: "0".repeat(16) };
    return Promise.resolve({ kind: "jpeg", image });
  },
  look: async ({ steps }, _prepared, onEvent) => {
    for (const step of steps)
      onEvent({
        type: "step",
        step,
        answer: { description: "A machine's", tags: ["machine"], text: "", alt: "Machine" },
      });
  },
  checkHealth: async () => undefined,
};

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root, { recursive: true });
  for (let at = 0; at < 3; at++) await writeFile(path.join(root, `picture ${at}.png`), `not looked at: ${at}`);
  const library = openLibrary(root, path.join(base, "state"));
  const { workshop, folder, catalog } = library;
  // ended before its folder is removed
  t.after(() => library.close());
  await workshop.open([folder], never);
  await workshop.reconcile(folder, options, never);
  const images = workshop.library.inOrder().flatMap((id) => workshop.library.image(id) ?? []);
  const lists = new GridLists(workshop.library, () => assert.fail("Nothing is searched."));

  /** What the three say of the images, compared; answers the words of the first. */
  const agree = async (when: string): Promise<Words> => {
    await workshop.settle();
    const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as Readonly<
      Record<string, { readonly description: string; readonly tags: readonly string[]; readonly text_content: string }>
    >;
    const documents = await catalog.documents(
      images.map(({ id }) => id),
      never,
    );
    const query = { search: "", sort: "path", states: [], folder: "" } as const;
    const parts = {
      library: workshop.library,
      labels: lists.labels,
      progressOf: () => undefined,
      isStale: () => false,
    };
    const page = gridPage(await lists.list(query, never), 0, 10, parts);
    assert.equal(page.items.length, images.length, when);
    for (const image of images) {
      const row = workshop.library.get(image.id) ?? assert.fail();
      const record = await workshop.record(image, never);
      const view = recordView(row, record, lists.labels, undefined, false, undefined);
      const words = { description: view.description, tags: view.tags, text: view.text, alt: view.alt };
      const document =
        documents.find(({ id }) => id === image.id) ?? assert.fail(`${image.path} is not in the catalog.`);
      const { description, tags, text, alt } = document;
      assert.deepEqual({ description, tags, text, alt }, words, `${when}: the catalog of ${image.path}`);
      // a record that says nothing has no entry
      const entry = index[image.path] ?? { description: "", tags: [], text_content: "" };
      const inFile = { description: entry.description, tags: entry.tags, text: entry.text_content };
      const shown = { description: view.description, tags: view.tags, text: view.text };
      assert.deepEqual(inFile, shown, `${when}: the index file of ${image.path}`);
      const card = page.items.find(({ id }) => id === image.id);
      const states = [card?.state, document.state, view.state];
      assert.deepEqual(states, [row.state, row.state, row.state], `${when}: the states of ${image.path}`);
    }
    const first = await workshop.record(images[0] ?? assert.fail(), never);
    const { description, tags, text, alt } = first ?? assert.fail();
    return { description, tags, text, alt };
  };
  return { workshop, images, agree };
}

test("index file, catalog and views agree after each kind of edit, after taking it back and doing it again", async (t) => {
  const { workshop, images, agree } = await scene(t);
  const { editing } = workshop;
  const words = { description: "A dog, a view", tags: ["dog", "view"], text: "Keep out", alt: "Dog" };
  const tag = async (): Promise<void> => {
    const ids = images.map(({ id }) => id);
    workshop.queue.add(ids, { again: true });
    await workshop.run(engine, () => 0);
  };
  for (const { name, isTagged, run, says } of kinds) {
    for (const image of images) await editing.edit(image, words, never);
    if (isTagged === "before") await tag();
    const start = await agree(`before ${name}`);
    assert.deepEqual(start, isTagged === "before" ? { ...words, tags: [...words.tags, "machine"] } : words);
    await run(workshop, images);
    const after = { ...start, ...says };
    assert.deepEqual(await agree(name), after);
    if (isTagged === "after") {
      await tag();
      assert.ok((await agree(`tagged after ${name}`)).tags.includes("mine"), "a person's tag stays");
    }
    await editing.undo(silent, never);
    const undone = await agree(`${name}, taken back`);
    if (isTagged === "after") assert.equal(undone.description, start.description);
    else assert.deepEqual(undone, start);
    await editing.redo(silent, never);
    const redone = await agree(`${name}, done again`);
    if (isTagged !== "after") assert.deepEqual(redone, after);
  }
});

test("every kind of edit that editing offers is compared", () => {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(RecordEditing.prototype))
    .filter(([name, property]) => name !== "constructor" && !("get" in property && property.get))
    .map(([name]) => name);
  const changesNothing = ["onChanged", "count"];
  const compared = [...new Set<string>(kinds.map(({ method }) => method)), "undo", "redo"];
  assert.deepEqual(methods.filter((name) => !changesNothing.includes(name)).sort(), compared.sort());
  // the types see to it that a new field is named here
  const fields: Record<keyof BatchEdit | keyof RecordEdit, true> = {
    description: true,
    tags: true,
    text: true,
    alt: true,
    isReviewed: true,
    addTags: true,
    removeTags: true,
    renameTags: true,
    replace: true,
  };
  assert.deepEqual([...new Set(kinds.flatMap(({ sets }) => sets))].sort(), Object.keys(fields).sort());
});
