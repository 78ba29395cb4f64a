/** What is added, edited, deleted and embedded anew is seen by the very next search, with all indices there and before any is brought up to date. */
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import sharp from "sharp";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { assertFound, VisibleCatalog } from "../fixtures/visibleCatalog.ts";
import { openWindow } from "../fixtures/window.ts";

/** IMAGE_TAGGER_RECORDS asks for more: `npm run soak -- visibility` shows the same of 100,000. */
const records = Number(process.env["IMAGE_TAGGER_RECORDS"] ?? "3000");
const isLarge = records > 20_000;
const dimensions = isLarge ? 768 : 64;
const timeout = isLarge ? 30 * 60_000 : 120_000;

async function filled(context: TestContext): Promise<VisibleCatalog> {
  const directory = path.join(await temporaryFolder(context), "catalog");
  const catalog = new LanceCatalog({ directory, log: quietLog().log });
  context.after(() => catalog.close());
  await catalog.open(never);
  const world = new VisibleCatalog(catalog, "one", dimensions);
  await world.fill(records);
  return world;
}

describe(`changes among ${records} records are visible at once`, { timeout }, () => {
  test("in the catalog: by words, phrase, name, meaning and both, before and after it is optimised", async (t) => {
    const world = await filled(t);
    const { catalog } = world;
    const vectorOf = (number: number): Float32Array => world.vector(1_000_000 + number);

    const narwhal = world.document("added", "A narwhal dives.");
    await world.put(narwhal, vectorOf(1));
    const added = { word: "narwhal", vector: vectorOf(1), isThere: true };
    await assertFound(world, "added", added);

    const [edited, deleted, moved] = [world.documentAt(11), world.documentAt(22), world.documentAt(33)];
    await world.put(world.document(edited.id, "An armadillo rests."), vectorOf(2));
    const rewritten = { word: "armadillo", vector: vectorOf(2), isThere: true };
    await assertFound(world, edited.id, rewritten);
    const assertEdited = async (): Promise<void> => {
      assert.deepEqual(await world.find("number11x", "text"), [], "an old word finds nothing");
      assert.notEqual((await world.find("its old meaning", "meaning", world.vector(11)))[0], edited.id);
    };
    await assertEdited();

    await catalog.remove([deleted.id], never);
    const gone = { word: "number22x", vector: world.vector(22), isThere: false };
    await assertFound(world, deleted.id, gone);

    assert.ok(((await world.distance(moved.id, world.vector(33))) ?? 1) < 0.01);
    await world.putVector(moved, vectorOf(3));
    const assertMoved = async (): Promise<void> => {
      assert.equal((await world.find("its new meaning", "meaning", vectorOf(3)))[0], moved.id);
      const old = await world.distance(moved.id, world.vector(33));
      assert.ok(old === undefined || old > 0.1, `its old vector still counts: ${old}`);
    };
    await assertMoved();

    await catalog.optimise(never);
    await assertFound(world, "added", added);
    await assertFound(world, edited.id, rewritten);
    await assertEdited();
    await assertFound(world, deleted.id, gone);
    await assertMoved();

    // what the indices hold by now can be changed and deleted as well
    await catalog.remove(["added"], never);
    await assertFound(world, "added", { ...added, isThere: false });
    await world.put(narwhal, vectorOf(1));
    await assertFound(world, "added", added);
  });

  test("near spellings find what no index holds yet, where the conditions admit it, and nothing that has gone", async (t) => {
    const world = await filled(t);
    await world.catalog.upsert([world.document("added", "A chimpanzee waves.")], never);
    await world.catalog.upsert([world.document(world.documentAt(5).id, "The chimpanzee sleeps.")], never);
    assert.deepEqual((await world.find("chimpanze", "text")).toSorted(), ["added", "many5"]);
    assert.deepEqual(await world.find("shimpanzee", "text"), [], "the first letter has to be right, as in the index");
    assert.deepEqual(await world.find("chimpanze name:added*", "text"), ["added"]);
    await world.catalog.remove(["added"], never);
    assert.deepEqual(await world.find("chimpanze", "text"), ["many5"]);
    await world.catalog.optimise(never);
    assert.deepEqual(await world.find("chimpanze", "text"), ["many5"]);
  });

  test("in the program: from the file and the edit through library and catalog to the search", async (t) => {
    const folder = await temporaryFolder(t);
    const root = path.join(folder, "pictures");
    await mkdir(root);
    const picture = async (name: string, background: string): Promise<void> => {
      const bytes = await sharp({ create: { width: 24, height: 24, channels: 3, background } })
        .png()
        .toBuffer();
      await writeFile(path.join(root, name), bytes);
    };
    await picture("first.png", "#c03020");
    const window = await openWindow({
      own: path.join(folder, "own"),
      state: path.join(folder, "state"),
      roots: [root],
    });
    t.after(() => window.close());
    const { workshop, folders } = window;
    const world = new VisibleCatalog(workshop.catalog, folders[0]?.key ?? "", dimensions);
    await world.fill(records);
    const find = async (query: string): Promise<readonly string[]> => {
      // as a search of the editor does
      if (workshop.sync.waiting > 0) await workshop.sync.flush();
      const ids = await world.find(query, "text");
      return ids.map((id) => workshop.library.get(id)?.path ?? id);
    };
    const edit = async (name: string, description: string): Promise<void> => {
      const id = workshop.library.inOrder().find((one) => workshop.library.get(one)?.path === name) ?? "";
      const image = workshop.library.image(id);
      assert.ok(image);
      await workshop.edit(image, { description }, never);
    };

    await picture("second.png", "#3040c0");
    await window.look();
    assert.deepEqual(await find("name:second*"), ["second.png"]);
    await edit("second.png", "An okapi drinks.");
    assert.deepEqual(await find("okapi"), ["second.png"]);
    await edit("second.png", "A pangolin digs.");
    assert.deepEqual(await find("pangolin"), ["second.png"]);
    assert.deepEqual(await find("okapi"), []);
    await rm(path.join(root, "second.png"));
    await window.look();
    assert.deepEqual(await find("pangolin"), []);
    assert.deepEqual(await find("name:second*"), []);
  });
});
