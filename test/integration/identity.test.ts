/** Who a picture is: its record goes with its content, wherever and however the file went. */
import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { imageIn, libraryFolder, never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { openWindow } from "../fixtures/window.ts";

type Opened = Awaited<ReturnType<typeof openWindow>>;

/** Folders with pictures, and windows on them; contents of one length, so that no size gives anything away. */
async function scene(t: TestContext, files: Readonly<Record<string, string>>) {
  const base = await temporaryFolder(t);
  const at = (name: string): string => path.join(base, name);
  let writtenSeconds = 1_700_000_000;
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), content.padEnd(40, "."));
    // written within one tick of the clock two files of one size would look alike
    await utimes(at(name), writtenSeconds, writtenSeconds++);
  }
  const roots = [...new Set(Object.keys(files).map((name) => name.split("/")[0] ?? ""))].map(at);
  const open = async (own = "window", mine = roots): Promise<Opened> => {
    await mkdir(at(own), { recursive: true });
    const opened = await openWindow({ own: at(own), state: at("state"), roots: mine });
    t.after(() => opened.close());
    return opened;
  };
  return { at, open, roots };
}

/** Describes a picture by a person's word, and writes everything to the disk. */
async function describeAs(opened: Opened, name: string, description: string): Promise<void> {
  const [folderName = "", ...rest] = name.split("/");
  const folder = opened.folders.find((one) => one.name === folderName);
  assert.ok(folder);
  await opened.workshop.edit(opened.workshop.library.imageAt(folder, rest.join("/")), { description }, never);
  await opened.workshop.settle();
}

/** What is said of the picture now: by the row's state and by the record. */
async function saidOf(opened: Opened, name: string): Promise<string> {
  const [folderName = "", ...rest] = name.split("/");
  const folder = opened.folders.find((one) => one.name === folderName);
  assert.ok(folder);
  const image = opened.workshop.library.imageAt(folder, rest.join("/"));
  const row = opened.workshop.library.get(image.id);
  if (!row) return "not there";
  if (row.state === "untagged") return "untagged";
  return (await opened.workshop.record(image, never))?.description ?? "";
}

const both = { "one/a.jpg": "first", "one/b.jpg": "second" };

/** Does it while the window is open, and in another test while it is closed. */
const times = ["while the library is open", "while it is closed"] as const;

describe("a picture keeps its record", () => {
  for (const when of times) {
    const change = async (
      t: TestContext,
      files: Readonly<Record<string, string>>,
      described: Readonly<Record<string, string>>,
      work: (at: (name: string) => string) => Promise<void>,
    ): Promise<Opened> => {
      const { at, open } = await scene(t, files);
      const opened = await open();
      for (const [name, words] of Object.entries(described)) await describeAs(opened, name, words);
      if (when === "while it is closed") {
        await opened.close();
        await work(at);
        return open();
      }
      await work(at);
      await opened.look();
      return opened;
    };

    test(`when two exchange their names ${when}`, async (t) => {
      const opened = await change(t, both, { "one/a.jpg": "First", "one/b.jpg": "Second" }, async (at) => {
        await rename(at("one/a.jpg"), at("one/c.jpg"));
        await rename(at("one/b.jpg"), at("one/a.jpg"));
        await rename(at("one/c.jpg"), at("one/b.jpg"));
      });
      assert.deepEqual([await saidOf(opened, "one/a.jpg"), await saidOf(opened, "one/b.jpg")], ["Second", "First"]);
      await opened.workshop.settle();
      // and nothing is left to do
      const [{ moved, changed } = { moved: [], changed: 0 }] = await opened.look();
      assert.deepEqual([moved, changed], [[], 0]);
    });

    test(`when it is put over another one of that name ${when}`, async (t) => {
      const opened = await change(t, both, { "one/a.jpg": "First", "one/b.jpg": "Second" }, (at) =>
        rename(at("one/b.jpg"), at("one/a.jpg")),
      );
      assert.deepEqual([await saidOf(opened, "one/a.jpg"), await saidOf(opened, "one/b.jpg")], ["Second", "not there"]);
    });

    test(`when only the case of its name changes ${when}`, async (t) => {
      const opened = await change(t, both, { "one/a.jpg": "First" }, (at) => rename(at("one/a.jpg"), at("one/A.JPG")));
      assert.deepEqual([await saidOf(opened, "one/A.JPG"), await saidOf(opened, "one/a.jpg")], ["First", "not there"]);
    });

    test(`when it moves into another library folder ${when}`, async (t) => {
      const files = { "one/a.jpg": "first", "two/sub/b.jpg": "second" };
      const opened = await change(t, files, { "one/a.jpg": "First" }, (at) =>
        rename(at("one/a.jpg"), at("two/sub/a.jpg")),
      );
      assert.deepEqual(
        [await saidOf(opened, "two/sub/a.jpg"), await saidOf(opened, "one/a.jpg")],
        ["First", "not there"],
      );
      await opened.workshop.settle();
      const now = JSON.parse(
        await readFile(path.join(opened.folders[1]!.root, "sub/image_metadata.json"), "utf8"),
      ) as Record<string, { description: string }>;
      assert.equal(now["a.jpg"]?.description, "First");
    });

    test(`when it moves into a library folder that is looked at first ${when}`, async (t) => {
      const files = { "one/a.jpg": "first", "two/b.jpg": "second" };
      const opened = await change(t, files, { "two/b.jpg": "Second" }, (at) =>
        rename(at("two/b.jpg"), at("one/b.jpg")),
      );
      assert.deepEqual([await saidOf(opened, "one/b.jpg"), await saidOf(opened, "two/b.jpg")], ["Second", "not there"]);
    });

    test(`and a copy of it has none until it is tagged or edited for itself ${when}`, async (t) => {
      const opened = await change(t, both, { "one/a.jpg": "First" }, (at) =>
        copyFile(at("one/a.jpg"), at("one/c.jpg")),
      );
      assert.deepEqual([await saidOf(opened, "one/a.jpg"), await saidOf(opened, "one/c.jpg")], ["First", "untagged"]);
      await describeAs(opened, "one/c.jpg", "The copy");
      assert.deepEqual([await saidOf(opened, "one/a.jpg"), await saidOf(opened, "one/c.jpg")], ["First", "The copy"]);
    });

    test(`as an orphan when it is deleted, and has it again when it comes back ${when}`, async (t) => {
      const { at, open } = await scene(t, both);
      const opened = await open();
      await describeAs(opened, "one/a.jpg", "First");
      await rename(at("one/a.jpg"), at("a.elsewhere"));
      await opened.look();
      assert.equal(await saidOf(opened, "one/a.jpg"), "not there");
      await opened.workshop.settle();
      const now = when === "while it is closed" ? (await opened.close(), await open()) : opened;
      await rename(at("a.elsewhere"), at("one/back.jpg"));
      await now.look();
      assert.equal(await saidOf(now, "one/back.jpg"), "First");
    });
  }

  test("and another picture of its name does not get it", async (t) => {
    const { at, open } = await scene(t, both);
    const opened = await open();
    await describeAs(opened, "one/a.jpg", "First");
    await writeFile(at("one/a.jpg"), "another".padEnd(40, "."));
    await opened.look();
    assert.equal(await saidOf(opened, "one/a.jpg"), "untagged");
  });

  test("without being read again where only its time changed", async (t) => {
    const { at, open } = await scene(t, both);
    const opened = await open();
    await describeAs(opened, "one/a.jpg", "First");
    await utimes(at("one/a.jpg"), new Date(), new Date(Date.now() + 5000));
    opened.counts.writes = 0;
    await opened.look();
    assert.deepEqual([await saidOf(opened, "one/a.jpg"), opened.counts.writes], ["First", 0]);
  });

  test("in a library folder that is busy in another program: shown at once, written by the next look", async (t) => {
    const { at, open, roots } = await scene(t, both);
    const opened = await open();
    await describeAs(opened, "one/a.jpg", "First");
    const other = await open("other", roots);
    // the other window holds the folder now
    await other.workshop.edit(imageIn(libraryFolder(at("one")), "b.jpg"), { description: "Second" }, never);
    await rename(at("one/a.jpg"), at("one/moved.jpg"));
    await opened.look();
    assert.equal(opened.workshop.library.get(imageIn(libraryFolder(at("one")), "moved.jpg").id)?.state, "edited");
    await other.workshop.settle();
    await opened.look();
    assert.equal(await saidOf(opened, "one/moved.jpg"), "First");
    await opened.workshop.settle();
    const index = await readFile(at("one/image_metadata.json"), "utf8");
    assert.match(index, /"moved\.jpg"/);
    assert.match(index, /Second/);
  });
});

describe("a queue", () => {
  test("follows images that move while they wait, with a record or without, into another folder as well", async (t) => {
    const { at, open } = await scene(t, { "one/a.jpg": "first", "one/b.jpg": "second", "two/c.jpg": "third" });
    const opened = await open();
    await describeAs(opened, "one/b.jpg", "Second");
    const { workshop, folders } = opened;
    const idOf = (folder: number, name: string): string => workshop.library.imageAt(folders[folder]!, name).id;
    workshop.queue.add([idOf(0, "a.jpg"), idOf(0, "b.jpg"), idOf(1, "c.jpg")], { again: true });
    await mkdir(at("one/sub"));
    await rename(at("one/a.jpg"), at("one/sub/a.jpg"));
    await rename(at("one/b.jpg"), at("two/b.jpg"));
    await rename(at("two/c.jpg"), at("one/c.jpg"));
    await opened.look();
    assert.deepEqual(
      workshop.queue.waiting(9).map(({ path: shown }) => shown),
      ["sub/a.jpg", "b.jpg", "c.jpg"],
    );
    assert.deepEqual(
      workshop.queue.snapshot().map(({ id }) => id),
      [idOf(0, "sub/a.jpg"), idOf(1, "b.jpg"), idOf(0, "c.jpg")],
    );
    await rm(at("one/sub"), { recursive: true });
  });
});
