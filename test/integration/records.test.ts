/** Records on a real file system: places, dialects, journals, other programs, crashes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { withStep } from "../../src/extension/core/recordChanges.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { steps } from "../../src/shared/model.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const json = async (file: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;

async function library(context: TestContext) {
  const base = await temporaryFolder(context);
  const root = path.join(base, "pictures");
  const state = path.join(base, "state");
  await mkdir(path.join(root, "sub"), { recursive: true });
  return { root, state, folder: libraryFolder(root), index: path.join(root, "image_metadata.json") };
}

describe("records", () => {
  test("a change is in the journal when it is answered, and in both files after a flush", async (t) => {
    const { root, state, folder, index } = await library(t);
    const store = recordStore(state);
    const image = imageIn(folder, "a.jpg");
    await store.change(image, () => taggedRecord("A red car", ["red", "car"]), never);
    assert.match(await readFile(path.join(root, ".image_metadata.journal"), "utf8"), /"put":"a\.jpg"/);
    await store.flush();
    assert.deepEqual((await readdir(root)).sort(), ["image_metadata.details.json", "image_metadata.json", "sub"]);
    assert.deepEqual(await json(index), {
      "a.jpg": { description: "A red car", tags: ["red", "car"], text_content: "", is_processed: true },
    });
    const again = await recordStore(state).read(image, never);
    assert.deepEqual(again, taggedRecord("A red car", ["red", "car"]));
  });

  test("an entry of another program counts as tagged and keeps exactly its four keys after our save", async (t) => {
    const { root, state, folder, index } = await library(t);
    await writeFile(
      index,
      JSON.stringify({
        "a.jpg": {
          description: "Old",
          tags: "x,y",
          text_content: null,
          is_processed: false,
          tags_ru: ["я"],
          error: "e",
        },
        "b.jpg": { path: "b.jpg", filename: "b.jpg", size: 1, modified: 2 },
        "._a.jpg": { description: "litter", tags: [], text_content: "", is_processed: true },
      }),
    );
    const store = recordStore(state);
    const old = await store.read(imageIn(folder, "a.jpg"), never);
    assert.deepEqual(old?.done, ["description", "tags", "text"]);
    assert.deepEqual(old?.sources.description, { by: "imported" });
    assert.equal(await store.read(imageIn(folder, "b.jpg"), never), undefined);
    await store.change(imageIn(folder, "c.jpg"), () => taggedRecord("New", ["z"]), never);
    await store.close();
    const entries = await json(index);
    assert.deepEqual(Object.keys(entries), ["._a.jpg", "a.jpg", "b.jpg", "c.jpg"]);
    for (const entry of Object.values(entries))
      assert.deepEqual(Object.keys(entry as object), ["description", "tags", "text_content", "is_processed"]);
    const details = await json(path.join(root, "image_metadata.details.json"));
    assert.deepEqual((details["entries"] as Record<string, { extra?: object }>)["a.jpg"]?.extra, {
      tags_ru: ["я"],
      error: "e",
    });
    const reopened = recordStore(state);
    assert.equal(
      await reopened.read(imageIn(folder, "b.jpg"), never),
      undefined,
      "an entry without content stays untagged",
    );
    assert.equal((await reopened.read(imageIn(folder, "a.jpg"), never))?.description, "Old");
  });

  test("a key with a sub-folder or a backslash names the image there, and the nearest file with content wins", async (t) => {
    const { root, state, folder, index } = await library(t);
    await writeFile(
      index,
      JSON.stringify({ "sub/a.jpg": { description: "far" }, "sub\\b.jpg": { description: "back" } }),
    );
    await writeFile(path.join(root, "sub/image_metadata.json"), JSON.stringify({ "a.jpg": { description: "near" } }));
    const store = recordStore(state);
    assert.equal((await store.read(imageIn(folder, "sub/a.jpg"), never))?.description, "near");
    assert.equal((await store.read(imageIn(folder, "sub/b.jpg"), never))?.description, "back");
  });

  test("a change of a record that stands in an outer file carries it into the image's own folder", async (t) => {
    const { root, state, folder, index } = await library(t);
    await writeFile(index, JSON.stringify({ "sub/a.jpg": { description: "far", tags: ["t"] } }));
    const store = recordStore(state);
    await store.change(imageIn(folder, "sub/a.jpg"), (record) => ({ ...record, alt: "alt" }), never);
    await store.close();
    assert.equal((await json(path.join(root, "sub/image_metadata.json")))["a.jpg"] !== undefined, true);
    assert.equal((await recordStore(state).read(imageIn(folder, "sub/a.jpg"), never))?.description, "far");
  });

  test("place root writes one file with paths, place storage writes nothing beside the images", async (t) => {
    const { root, state, folder, index } = await library(t);
    const atRoot = recordStore(state, "root");
    await atRoot.change(imageIn(folder, "sub/a.jpg"), () => taggedRecord("r", ["r"]), never);
    await atRoot.close();
    assert.deepEqual(Object.keys(await json(index)), ["sub/a.jpg"]);
    assert.deepEqual(await readdir(path.join(root, "sub")), []);
    const inStorage = recordStore(state, "storage");
    await inStorage.change(imageIn(folder, "sub/b.jpg"), () => taggedRecord("s", ["s"]), never);
    await inStorage.close();
    assert.deepEqual(await readdir(path.join(root, "sub")), []);
    assert.equal((await recordStore(state, "storage").read(imageIn(folder, "sub/b.jpg"), never))?.description, "s");
  });

  test("details that no longer belong to the four values yield to them", async (t) => {
    const { state, folder, index } = await library(t);
    const store = recordStore(state);
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("ours", ["x"]), never);
    await store.close();
    const entries = await json(index);
    await writeFile(index, JSON.stringify({ "a.jpg": { ...(entries["a.jpg"] as object), description: "theirs" } }));
    const record = await recordStore(state).read(imageIn(folder, "a.jpg"), never);
    assert.equal(record?.description, "theirs");
    assert.deepEqual(record?.sources.description, { by: "person" });
    assert.equal(record?.sources.text?.by, "model");
    assert.equal(record?.alt, "ours (alt)");
  });

  test("what somebody changed in the index file outlives every later look, and what is ours is made anew", async (t) => {
    const { state, folder, index } = await library(t);
    const store = recordStore(state);
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("ours", ["car", "red"], "STOP"), never);
    await store.close();
    const entry = {
      description: "A hand wrote this.",
      tags: ["car", "mine"],
      text_content: "STOP",
      is_processed: true,
    };
    await writeFile(index, JSON.stringify({ "a.jpg": entry }));
    const again = recordStore(state);
    const looked = {
      source: { by: "model", name: "m", at: "2027-01-01T00:00:00.000Z" },
      engine: "ollama",
      model: "m",
      prompt: "",
      vocabulary: "",
      contentKey: "k",
      stamp: { size: 1, mtimeMs: 1 },
      facts: { width: 1, height: 1, format: "jpeg" },
    } as const;
    const answer = { description: "machine", tags: ["red", "new"], text: "GO", alt: "machine" };
    for (const [place, step] of steps.entries())
      await again.change(imageIn(folder, "a.jpg"), (now) => withStep(now, step, answer, looked, place === 0), never);
    const record = await again.read(imageIn(folder, "a.jpg"), never);
    await again.close();
    assert.equal(record?.description, "A hand wrote this.");
    assert.deepEqual(record?.tags, ["mine", "new"], "the removed tag does not come back, the added one stays");
    assert.equal(record?.text, "GO");
  });

  test("a file that another program changes while we hold the folder is merged per image", async (t) => {
    const { state, folder, index } = await library(t);
    const store = recordStore(state);
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
    await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never);
    await store.flush();
    await store.change(imageIn(folder, "a.jpg"), (record) => ({ ...record, alt: "mine" }), never);
    const entries = await json(index);
    await writeFile(
      index,
      JSON.stringify({
        "a.jpg": { ...(entries["a.jpg"] as object), tags: ["x", "added"] },
        "b.jpg": { ...(entries["b.jpg"] as object), description: "b by another" },
        "new.jpg": { description: "new", tags: [], text_content: "", is_processed: true },
      }),
    );
    await store.close();
    const after = recordStore(state);
    const a = await after.read(imageIn(folder, "a.jpg"), never);
    assert.deepEqual([a?.alt, a?.tags], ["mine", ["x", "added"]]);
    assert.equal((await after.read(imageIn(folder, "b.jpg"), never))?.description, "b by another");
    assert.equal((await after.read(imageIn(folder, "new.jpg"), never))?.description, "new");
  });

  test("an index file that cannot be read is reported and backed up before it is written", async (t) => {
    const { root, state, folder, index } = await library(t);
    await writeFile(index, "<<<<<<< HEAD\n{");
    const store = recordStore(state);
    const notices: string[] = [];
    store.onNotice((notice) => notices.push(notice.reason));
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
    await store.close();
    const backup = (await readdir(root)).find((name) => name.startsWith("image_metadata.json.unreadable-"));
    assert.equal(await readFile(path.join(root, backup ?? ""), "utf8"), "<<<<<<< HEAD\n{");
    assert.deepEqual(notices, ["indexUnreadable", "indexUnreadable"]);
  });

  test("a second program finds the folder busy, reads what the first one wrote, and may write afterwards", async (t) => {
    const { root, state, folder } = await library(t);
    const child = await writer(t, root, "a.jpg");
    const store = recordStore(state);
    assert.equal((await store.read(imageIn(folder, "a.jpg"), never))?.description, "by the child");
    await assert.rejects(
      store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never),
      (thrown) => thrown instanceof ExpectedError && thrown.reason === "folderBusy",
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never);
    await store.close();
    const after = recordStore(state);
    assert.equal((await after.read(imageIn(folder, "a.jpg"), never))?.description, "by the child");
    assert.equal((await after.read(imageIn(folder, "b.jpg"), never))?.description, "b");
    assert.deepEqual(
      (await readdir(root)).filter((name) => name.startsWith(".")),
      [],
    );
  });

  test("of many that take over a dead writer's folder at once exactly one gets it, and nothing is lost", async (t) => {
    const { root, state, folder } = await library(t);
    const child = await writer(t, root, "dead.jpg");
    child.kill("SIGKILL");
    await once(child, "exit");
    const stores = Array.from({ length: 8 }, () => recordStore(state));
    const outcomes = await Promise.allSettled(
      stores.map((store, i) => store.change(imageIn(folder, `${i}.jpg`), () => taggedRecord(String(i), ["x"]), never)),
    );
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    for (const store of stores) await store.close();
    const after = recordStore(state);
    assert.equal((await after.read(imageIn(folder, "dead.jpg"), never))?.description, "by the child");
    assert.equal((await after.paths(folder, "", never)).length, 2);
  });

  test("a thousand changes in one folder cost no more than ten times the final size in written bytes", async (t) => {
    const { state, folder, root } = await library(t);
    const store = recordStore(state);
    const before = writtenBytes(await readFile("/proc/self/io", "utf8").catch(() => ""));
    if (before === undefined) return t.skip("this system does not tell how much a process wrote");
    for (let i = 0; i < 1000; i++)
      await store.change(
        imageIn(folder, `${i}.jpg`),
        () => taggedRecord(`Picture ${i} of a long description`, ["a", "b"]),
        never,
      );
    await store.close();
    const after = writtenBytes(await readFile("/proc/self/io", "utf8")) ?? 0;
    const files = ["image_metadata.json", "image_metadata.details.json"].map((name) => readFile(path.join(root, name)));
    const final = (await Promise.all(files)).reduce((sum, file) => sum + file.length, 0);
    assert.ok(after - before <= 10 * final, `${after - before} bytes written for ${final}`);
  });
});

function writtenBytes(io: string): number | undefined {
  const match = /^wchar: (\d+)$/m.exec(io);
  return match ? Number(match[1]) : undefined;
}

/** A process of its own that changes one record and then holds the folder. */
async function writer(t: TestContext, root: string, name: string) {
  const program = path.join(import.meta.dirname, "../fixtures/recordWriter.ts");
  const child = spawn(process.execPath, [program, root, name], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}
