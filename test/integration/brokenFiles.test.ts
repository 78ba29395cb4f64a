/** Index and details files as other programs, merges and accidents leave them: read as far as can be, backed up, never lost. */
import assert from "node:assert/strict";
import { mkdir, open, readdir, readFile, rm, writeFile, chmod, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import type { RecordNotice } from "../../src/extension/core/ports.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  const notices: RecordNotice[] = [];
  const store = (): RecordStore => {
    const made = recordStore(path.join(base, "state"));
    made.onNotice((notice) => notices.push(notice));
    return made;
  };
  const folder = libraryFolder(root);
  const files = {
    index: path.join(root, "image_metadata.json"),
    details: path.join(root, "image_metadata.details.json"),
  };
  return { root, folder, store, notices, ...files };
}

const entry = (description: string, tags: readonly string[] = []) =>
  `{\n        "description": "${description}",\n        "tags": ${JSON.stringify(tags)},\n        "text_content": "",\n        "is_processed": true\n    }`;

/** As somebody left it long ago: nobody is in the middle of writing it. */
async function leave(file: string, content: string | Buffer): Promise<void> {
  await writeFile(file, content);
  const longAgo = new Date("2026-01-01");
  await utimes(file, longAgo, longAgo);
}

type Scene = Awaited<ReturnType<typeof scene>>;

async function described({ folder }: Scene, store: RecordStore, names: readonly string[]) {
  const records = names.map((name) => store.read(imageIn(folder, name), never));
  return (await Promise.all(records)).map((record) => record?.description);
}

/** Writes one record more, so that the files are written, and answers what the index holds then. */
async function afterWriting({ folder, index }: Scene, store: RecordStore) {
  await store.change(imageIn(folder, "new.jpg"), () => taggedRecord("New", ["n"]), never);
  await store.close();
  return JSON.parse(await readFile(index, "utf8")) as Record<
    string,
    { readonly description: string; readonly tags: readonly string[] }
  >;
}

const conflict = (ours: string, theirs: string): string =>
  `{\n    "a.jpg": ${entry("A")},\n<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> branch\n    "z.jpg": ${entry("Z")}\n}`;

describe("an index file that cannot be read", () => {
  test("with the conflict markers of a merge gives the records of both sides, is reported by line and backed up", async (t) => {
    const place = await scene(t);
    const both = conflict(
      `    "b.jpg": ${entry("Ours")},\n`,
      `    "b.jpg": ${entry("Theirs")},\n    "c.jpg": ${entry("C")},\n`,
    );
    await leave(place.index, both);
    const store = place.store();
    assert.deepEqual(await described(place, store, ["a.jpg", "b.jpg", "c.jpg", "z.jpg"]), ["A", "Ours", "C", "Z"]);
    assert.match(
      place.notices[0]?.message ?? "",
      /conflict markers of a merge, the first in line 8\. 4 of its records/,
    );
    assert.equal(place.notices[0]?.line, 8);
    const index = await afterWriting(place, store);
    assert.deepEqual(Object.keys(index), ["a.jpg", "b.jpg", "c.jpg", "new.jpg", "z.jpg"]);
    const [backup = ""] = (await readdir(place.root)).filter((name) => name.includes(".unreadable-"));
    assert.equal(await readFile(path.join(place.root, backup), "utf8"), both);
  });

  test("with a conflict in the middle of an entry gives one of its sides, and all others", async (t) => {
    const place = await scene(t);
    const inside = `{\n    "a.jpg": {\n<<<<<<< HEAD\n        "description": "Ours",\n=======\n        "description": "Theirs",\n>>>>>>> x\n        "tags": [],\n        "text_content": "",\n        "is_processed": true\n    },\n    "z.jpg": ${entry("Z")}\n}`;
    await leave(place.index, inside);
    assert.deepEqual(await described(place, place.store(), ["a.jpg", "z.jpg"]), ["Ours", "Z"]);
  });

  for (const { name, content, at, saved } of [
    {
      name: "cut off",
      content: `{\n    "a.jpg": ${entry("A")},\n    "b.jpg": {"descr`,
      at: "line 8, column",
      saved: ["A", undefined],
    },
    {
      name: "with a comma too many",
      content: `{"a.jpg": ${entry("A")},,\n "b.jpg": ${entry("B")}}`,
      at: "line 6, column 7",
      saved: ["A", "B"],
    },
    {
      name: "with single quotes",
      content: `{"a.jpg": ${entry("A")},\n'b.jpg': {}}`,
      at: "line 7, column 1",
      saved: ["A", undefined],
    },
    {
      name: "with something behind its end",
      content: `{"a.jpg": ${entry("A")}}\n}`,
      at: "line 7, column 1",
      saved: ["A", undefined],
    },
    { name: "that is a text", content: `hello`, at: "line 1, column 1", saved: [undefined, undefined] },
  ] as const)
    test(`${name} is reported at its place, and what can be read of it is kept`, async (t) => {
      const place = await scene(t);
      await leave(place.index, content);
      const store = place.store();
      assert.deepEqual(await described(place, store, ["a.jpg", "b.jpg"]), saved);
      assert.ok(place.notices[0]?.message.includes(at), place.notices[0]?.message);
      const index = await afterWriting(place, store);
      assert.equal(index["a.jpg"]?.description, saved[0]);
      assert.equal((await readdir(place.root)).filter((file) => file.includes(".unreadable-")).length, 1);
    });

  test("because another program is in the middle of writing it is read when that is done, and nobody is told", async (t) => {
    const place = await scene(t);
    const whole = `{"a.jpg": ${entry("A")}, "b.jpg": ${entry("B")}}`;
    await writeFile(place.index, whole.slice(0, 60));
    const reading = described(place, place.store(), ["a.jpg", "b.jpg"]);
    await sleep(20);
    await writeFile(place.index, whole);
    assert.deepEqual(await reading, ["A", "B"]);
    assert.deepEqual(place.notices, []);
  });

  test("because of bytes that are no text gives the entries that are, and names the line", async (t) => {
    const place = await scene(t);
    const [before, behind] = [`{"a.jpg": ${entry("A")},\n"b.jpg": {"description": "`, `"}}`];
    await leave(
      place.index,
      Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(behind)]),
    );
    assert.deepEqual(await described(place, place.store(), ["a.jpg", "b.jpg"]), ["A", undefined]);
    assert.match(place.notices[0]?.message ?? "", /no valid text in UTF-8 at line 7/);
  });

  test("because it is far too large fails by name, and is left as it is", async (t) => {
    const place = await scene(t);
    const handle = await open(place.index, "w");
    await handle.truncate(300 * 1024 ** 2);
    await handle.close();
    const failing = place.store().change(imageIn(place.folder, "a.jpg"), () => taggedRecord("A", []), never);
    await assert.rejects(
      failing,
      (thrown) => thrown instanceof ExpectedError && /too large.*300 MB/.test(thrown.message),
    );
    assert.equal((await stat(place.index)).size, 300 * 1024 ** 2);
  });
});

describe("an index file in an odd dress", () => {
  for (const [name, encode] of [
    ["UTF-16 with a mark", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 without one", (text: string) => Buffer.from(text, "utf16le")],
    ["UTF-8 with a mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
  ] as const)
    test(`${name} is read, and written again as llm-image-tagger wants it`, async (t) => {
      const place = await scene(t);
      await leave(place.index, encode(`{"a.jpg": ${entry("Größe 写真")}}`));
      const store = place.store();
      assert.deepEqual(await described(place, store, ["a.jpg"]), ["Größe 写真"]);
      assert.equal((await afterWriting(place, store))["a.jpg"]?.description, "Größe 写真");
      assert.deepEqual(place.notices, []);
    });

  test("with numbers for tags, lone surrogates, doubled and dangerous keys keeps what they say", async (t) => {
    const place = await scene(t);
    const odd = `{"__proto__": ${entry("P")}, "a.jpg": {"description": "x\\ud800", "tags": [7, true, null, "\\udc00"], "is_processed": true}, "a.jpg": {"description": "twice\\ud800", "tags": [7, true, null], "constructor": {"toString": 1}, "__proto__": {"x": 1}}}`;
    await leave(place.index, odd);
    const store = place.store();
    const record = await store.read(imageIn(place.folder, "a.jpg"), never);
    assert.deepEqual([record?.description, record?.tags], ["twice\ud800", ["7", "true"]]);
    const index = await afterWriting(place, store);
    assert.deepEqual(Object.keys(index).sort(), ["__proto__", "a.jpg", "new.jpg"]);
    assert.equal(index["a.jpg"]?.description, "twice\ud800");
    assert.equal(({} as { x?: number }).x, undefined);
  });

  test("nested more deeply than can be written loses nothing of the other entries, and is backed up", async (t) => {
    const place = await scene(t);
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    await leave(place.index, `{"a.jpg": ${entry("A")}, "b.jpg": {"description": "B", "extra": ${deep}}}`);
    const store = place.store();
    assert.deepEqual(await described(place, store, ["a.jpg"]), ["A"]);
    assert.deepEqual(Object.keys(await afterWriting(place, store)), ["a.jpg", "new.jpg"]);
    assert.equal((await readdir(place.root)).filter((file) => file.includes(".unreadable-")).length, 1);
  });
});

describe("a details file that is damaged", () => {
  test("gives the entries that can be read, is backed up, and costs no value of the index", async (t) => {
    const place = await scene(t);
    const first = place.store();
    for (const name of ["a.jpg", "b.jpg", "c.jpg"])
      await first.change(imageIn(place.folder, name), () => taggedRecord(name, ["x"]), never);
    await first.close();
    const lines = (await readFile(place.details, "utf8")).split("\n");
    await leave(place.details, lines.map((line) => (line.startsWith('"b.jpg"') ? line.slice(0, 43) : line)).join("\n"));
    const store = place.store();
    const engines = ["a.jpg", "b.jpg", "c.jpg"].map(async (name) => {
      const record = await store.read(imageIn(place.folder, name), never);
      return [record?.description, record?.engine];
    });
    assert.deepEqual(await Promise.all(engines), [
      ["a.jpg", "ollama"],
      ["b.jpg", undefined],
      ["c.jpg", "ollama"],
    ]);
    assert.match(place.notices[0]?.message ?? "", /details\.json cannot be read: It is no valid JSON at line 3/);
    assert.deepEqual(Object.keys(await afterWriting(place, store)), ["a.jpg", "b.jpg", "c.jpg", "new.jpg"]);
    assert.equal((await readdir(place.root)).filter((file) => file.includes("details.json.unreadable-")).length, 1);
  });
});

describe("an index file that others write while we hold its folder", () => {
  test("has the changes of both, image by image, also where theirs come in the last moment", async (t) => {
    const place = await scene(t);
    await leave(place.index, `{"a.jpg": ${entry("A")}}`);
    let writes = 0;
    const theyWrite = async (): Promise<void> => {
      if (++writes > 2) return;
      const now = JSON.parse(await readFile(place.index, "utf8")) as object;
      const added = { description: `Theirs ${writes}`, tags: [], text_content: "", is_processed: true };
      await writeFile(place.index, JSON.stringify({ ...now, [`t${writes}.jpg`]: added }));
    };
    class MeetingStorage extends FileStorage {
      override replaceKnown(...[file, content, isAsKnown, signal]: Parameters<FileStorage["replaceKnown"]>) {
        const meet = async (): Promise<boolean> => (await theyWrite(), isAsKnown());
        return super.replaceKnown(file, content, meet, signal);
      }
    }
    const storage = new MeetingStorage({ clock: systemClock });
    const stateFolder = path.join(place.root, "../state");
    const store = new RecordStore({ storage, clock: systemClock, stateFolder, placeOf: () => "folder" });
    for (const name of ["a.jpg", "b.jpg"])
      await store.change(imageIn(place.folder, name), (now) => ({ ...now, description: `Ours ${name}` }), never);
    await store.close();
    const index = JSON.parse(await readFile(place.index, "utf8")) as Record<string, { readonly description: string }>;
    assert.deepEqual(
      Object.entries(index).map(([name, { description }]) => [name, description]),
      [
        ["a.jpg", "Ours a.jpg"],
        ["b.jpg", "Ours b.jpg"],
        ["t1.jpg", "Theirs 1"],
        ["t2.jpg", "Theirs 2"],
      ],
    );
    assert.equal(writes, 3);
  });

  test("is there again after a checkout took our journal away, with every record that was acknowledged", async (t) => {
    const place = await scene(t);
    const store = place.store();
    const change = (name: string) => store.change(imageIn(place.folder, name), () => taggedRecord(name, ["x"]), never);
    await change("a.jpg");
    await rm(path.join(place.root, ".image_metadata.journal"));
    await change("b.jpg");
    const journal = await readFile(path.join(place.root, ".image_metadata.journal"), "utf8");
    assert.ok(journal.includes('"a.jpg"') && journal.includes('"b.jpg"'));
    await rm(path.join(place.root, ".image_metadata.journal"));
    await store.close();
    assert.deepEqual(Object.keys(JSON.parse(await readFile(place.index, "utf8")) as object), ["a.jpg", "b.jpg"]);
  });

  test("that is write-protected by its owner is left as it is: its records are kept in storage", async (t) => {
    if (process.getuid?.() === 0) return t.skip("root may write every file");
    const place = await scene(t);
    await leave(place.index, `{"a.jpg": ${entry("A")}}`);
    await chmod(place.index, 0o444);
    const store = place.store();
    await store.change(imageIn(place.folder, "a.jpg"), (now) => ({ ...now, description: "B" }), never);
    await store.close();
    assert.match(await readFile(place.index, "utf8"), /"A"/);
    assert.equal((await place.store().read(imageIn(place.folder, "a.jpg"), never))?.description, "B");
  });
});
