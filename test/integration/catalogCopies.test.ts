/** Vectors that another catalog of the same folders holds are copied, not made again; the other catalog is only read. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import { OllamaEmbedder } from "../../src/extension/adapters/ollama/ollamaEmbedder.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn } from "../fakes/ollamaTypes.ts";
import { filterOf, idsOf } from "../fixtures/catalogDocuments.ts";
import { imageIn, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { changesSince, snapshot } from "../fixtures/snapshot.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { openWindow } from "../fixtures/window.ts";

let ollama: StandIn;
before(async () => {
  ollama = await startOllamaStandIn({});
});
after(() => ollama.close());

/**
 * Texts in the requests for vectors since the last call; the sentence that opens a model counts as well. A model that has many
 * records to embed is put to the test with parts of them, which counts too.
 */
function textsEmbedded(): number {
  const inputs = ollama.requests
    .filter((one) => one.path === "/api/embed")
    .map(({ body }) => body["input"] as string[]);
  ollama.forget();
  return inputs.flat().length;
}

interface Scene {
  readonly base: string;
  readonly state: string;
  /** Makes a folder with so many tagged pictures. */
  readonly folder: (name: string, count: number) => Promise<string>;
  /** A window whose catalog lies in a folder of that name; closed when the test ends. */
  readonly window: (name: string, roots: readonly string[], readerEntry?: string) => ReturnType<typeof openWindow>;
}

async function scene(t: TestContext): Promise<Scene> {
  const base = await temporaryFolder(t);
  const state = path.join(base, "state");
  const folder = async (name: string, count: number): Promise<string> => {
    const root = path.join(base, name);
    await mkdir(root);
    const store = recordStore(state);
    for (let at = 0; at < count; at++) {
      await writeFile(path.join(root, `p${at}.jpg`), `${name} ${at}`);
      const record = taggedRecord(`A picture of ${name} number ${at}`, ["t", `${name}${at}`]);
      await store.change(imageIn({ key: "", root, name }, `p${at}.jpg`), () => record, never);
    }
    await store.close();
    return root;
  };
  const window: Scene["window"] = async (name, roots, readerEntry) => {
    const own = path.join(base, "windows", name);
    await mkdir(own, { recursive: true });
    const opened = await openWindow({ own, state, roots, ...(readerEntry !== undefined && { readerEntry }) });
    t.after(() => opened.close());
    return opened;
  };
  textsEmbedded();
  return { base, state, folder, window };
}

type Opened = Awaited<ReturnType<Scene["window"]>>;

/** Gives vectors to all that lacks one, with an embedder that was just found; answers how many texts the model was sent. */
async function embed({ workshop }: Opened): Promise<number> {
  const embedder = new OllamaEmbedder({ host: ollama.url, model: "embeddinggemma" });
  await workshop.embed(embedder, () => undefined, never);
  return textsEmbedded();
}

async function nearest({ workshop, folders }: Opened, text: string): Promise<string[]> {
  const embedder = new OllamaEmbedder({ host: ollama.url, model: "embeddinggemma" });
  const { key } = await embedder.open(never);
  const filter = filterOf({ folderKeys: folders.map((folder) => folder.key) });
  const hits = await workshop.catalog.vectorSearch(key, await embedder.embedQuery(text, never), filter, 3, never);
  textsEmbedded();
  return idsOf(hits);
}

async function close(opened: Opened): Promise<void> {
  await opened.workshop.settle();
  await opened.close();
}

describe("vectors of another catalog of the same folders", () => {
  test("are taken over without asking the model when a window becomes a workspace of two folders", async (t) => {
    const { folder, window } = await scene(t);
    const one = await folder("one", 30);
    const first = await window("single", [one]);
    assert.ok((await embed(first)) >= 31);
    const [best] = await nearest(first, "one number 7");
    await close(first);
    const both = await window("workspace", [one, await folder("two", 0)]);
    assert.equal(await embed(both), 0);
    assert.equal((await nearest(both, "one number 7"))[0], best);
    assert.match(both.lines.join("\n"), /30 vectors were copied/);
  });

  test("leave only what is new to the model", async (t) => {
    const { folder, window, state } = await scene(t);
    const one = await folder("one", 5);
    const first = await window("single", [one]);
    await embed(first);
    await close(first);
    const store = recordStore(state);
    const changed = imageIn({ key: "", root: one, name: "one" }, "p3.jpg");
    await store.change(changed, (now) => ({ ...now, description: "Something else" }), never);
    await store.close();
    const both = await window("workspace", [one, await folder("two", 2)]);
    // two of the second folder, the changed one, and the sentence that shows the length of the vectors
    assert.equal(await embed(both), 4);
  });

  test("cost no request at reopening, not even one that opens the model", async (t) => {
    const { folder, window } = await scene(t);
    const one = await folder("one", 3);
    const first = await window("single", [one]);
    await embed(first);
    await close(first);
    const again = await window("single", [one]);
    assert.equal(await embed(again), 0);
  });

  test("are read while their owner goes on writing, and nothing of it is changed by that", async (t) => {
    const { folder, window, base } = await scene(t);
    const one = await folder("one", 10);
    const owner = await window("owner", [one]);
    await embed(owner);
    await owner.workshop.settle();
    const before = await snapshot(path.join(base, "windows/owner"));
    const reader = await window("reader", [one]);
    assert.equal(await embed(reader), 0);
    assert.deepEqual(await changesSince(before, path.join(base, "windows/owner")), []);
    const third = await window("third", [one]);
    const image = imageIn(owner.folders[0]!, "p1.jpg");
    const writing = (async () => {
      for (let at = 0; at < 10; at++) {
        await owner.workshop.edit(image, { description: `Edited ${at}` }, never);
        await owner.workshop.sync.flush();
      }
    })();
    await embed(third);
    await writing;
    assert.equal((await owner.workshop.catalog.rows([owner.folders[0]!.key], never)).length, 10);
    const key = third.folders[0]!.key;
    assert.equal((await third.workshop.catalog.rows([key], never)).length, 10);
  });

  test("are made anew where the other catalog is damaged, which stays as it is", async (t) => {
    const { folder, window, base } = await scene(t);
    const one = await folder("one", 4);
    const first = await window("damaged", [one]);
    await embed(first);
    await close(first);
    const vectors = (await readdir(first.directory)).find((name) => name.startsWith("vectors_")) ?? "";
    const data = path.join(first.directory, vectors, "data");
    for (const name of await readdir(data)) await truncate(path.join(data, name), 50);
    const before = await snapshot(path.join(base, "windows/damaged"));
    const second = await window("second", [one]);
    assert.equal(await embed(second), 5);
    assert.deepEqual(await changesSince(before, path.join(base, "windows/damaged")), []);
    assert.match(second.lines.join("\n"), /warn: Vectors of .*damaged.* were not copied/);
    assert.equal((await nearest(second, "one number 2")).length, 3);
  });

  test("whose reading kills its process are left alone from then on; the own catalog goes on", async (t) => {
    const { folder, window, base } = await scene(t);
    const one = await folder("one", 70);
    const first = await window("deadly", [one]);
    await embed(first);
    await close(first);
    const second = await window("second", [one], path.join(import.meta.dirname, "../fixtures/dyingReader.ts"));
    assert.ok((await embed(second)) >= 71);
    assert.equal(await readFile(path.join(base, "windows/deadly/deaths"), "utf8"), "readVectors\n");
    assert.equal((await second.workshop.catalog.rows([second.folders[0]!.key], never)).length, 70);
    assert.deepEqual(await readdir(path.join(base, "windows/second")), ["catalog"]);
  });

  test("of folders that are not open here are not looked at, and the note of a deleted catalog goes", async (t) => {
    const { folder, window, state } = await scene(t);
    const [one, two] = [await folder("one", 2), await folder("two", 2)];
    const [first, second] = [await window("first", [one]), await window("second", [two])];
    await embed(first);
    await embed(second);
    assert.doesNotMatch(second.lines.join("\n"), /copied/);
    const notes = async (): Promise<number> => (await readdir(path.join(state, "catalogs"))).length;
    assert.equal(await notes(), 2);
    await close(first);
    await rm(first.directory, { recursive: true });
    const third = await window("third", [one]);
    assert.equal(await embed(third), 3);
    assert.equal(await notes(), 2);
  });
});

describe("the vectors of a catalog that is made anew", () => {
  test("come from the one before, which then goes", async (t) => {
    const { folder, window } = await scene(t);
    const one = await folder("one", 6);
    const opened = await window("own", [one]);
    await embed(opened);
    await opened.workshop.sync.flush();
    await opened.renewable.renew(never);
    await opened.workshop.open([], never);
    await opened.workshop.open(opened.folders, never);
    await opened.look();
    const parent = path.dirname(opened.directory);
    assert.equal((await readdir(parent)).length, 2);
    assert.equal(await embed(opened), 0);
    assert.deepEqual(await readdir(parent), ["catalog"]);
    assert.equal((await opened.workshop.catalog.rows([opened.folders[0]!.key], never)).length, 6);
  });

  test("were never gone where the making was called off", async (t) => {
    const { folder, window } = await scene(t);
    const one = await folder("one", 6);
    const opened = await window("own", [one]);
    await embed(opened);
    await opened.workshop.sync.flush();
    const bringBack = await opened.renewable.renew(never);
    assert.deepEqual(await opened.workshop.catalog.rows([opened.folders[0]!.key], never), []);
    await bringBack();
    assert.equal((await opened.workshop.catalog.rows([opened.folders[0]!.key], never)).length, 6);
    assert.equal(await embed(opened), 0);
    assert.ok(existsSync(path.join(opened.directory, "catalog.json")));
    assert.deepEqual(await readdir(path.dirname(opened.directory)), ["catalog"]);
  });
});
