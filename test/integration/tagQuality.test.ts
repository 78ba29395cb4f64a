/** Vocabulary, too few tags, blind models, staleness and provenance, by the command line against the stand-in. */
import assert from "node:assert/strict";
import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { withEdit } from "../../src/extension/core/recordChanges.ts";
import { tagKey } from "../../src/extension/core/tagging/normaliseTags.ts";
import type { ImageRecord, RecordEdit } from "../../src/shared/model.ts";
import { usualModels } from "../fakes/ollamaModels.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { Fault, StandIn } from "../fakes/ollamaTypes.ts";
import { runCommand, type CommandOutcome } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { imageIn, libraryFolder, never, recordStore } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

interface Entry {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text_content: string;
}

interface Scene {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly standIn: StandIn;
  readonly tag: (...more: readonly string[]) => Promise<CommandOutcome>;
  readonly search: (query: string, ...more: readonly string[]) => Promise<readonly string[]>;
  readonly words: (content: string | object) => Promise<void>;
  readonly record: (path: string) => Promise<ImageRecord | undefined>;
  readonly edit: (path: string, change: (record: ImageRecord) => ImageRecord) => Promise<void>;
  readonly entries: () => Promise<readonly Entry[]>;
}

async function scene(t: TestContext, count = 2): Promise<Scene> {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, count);
  const models = usualModels.flatMap((model) =>
    model.name === "gemma3:4b" ? [model, { ...model, name: "gemma3:12b" }] : [model],
  );
  const standIn = await startOllamaStandIn({ latencyMs: 5, models });
  t.after(() => standIn.close());
  const storage = path.join(base, "storage");
  const own = ["--host", standIn.url, "--storage", storage, "--embed-model", "none", "--json"];
  const model = ["--engine", "ollama", "--model", "gemma3:4b"];
  const withStore = async <T>(work: (store: ReturnType<typeof recordStore>) => Promise<T>): Promise<T> => {
    const store = recordStore(path.join(storage, "state"));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const image = async (name: string) => {
    const root = await realpath(folder);
    return imageIn({ ...libraryFolder(root), key: shortHash(root) }, name);
  };
  return {
    folder,
    paths,
    standIn,
    tag: (...more) => runCommand(["tag", folder, ...own, ...(more.includes("--engine") ? [] : model), ...more]),
    search: async (query, ...more) => {
      const found = await runCommand(["search", folder, query, ...own, "--mode", "text", ...model, ...more]);
      assert.equal(found.code, 0, found.stderr);
      return (found.json()[0] as unknown as readonly { readonly path: string }[]).map((hit) => hit.path).toSorted();
    },
    words: async (content) => {
      await mkdir(path.join(folder, ".vscode"), { recursive: true });
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await writeFile(path.join(folder, ".vscode/image-tags.json"), text);
    },
    record: async (name) => {
      const asked = await image(name);
      return withStore((store) => store.read(asked, never));
    },
    edit: async (name, change) => {
      const asked = await image(name);
      await withStore((store) => store.change(asked, change, never));
    },
    entries: async () => {
      const index = await readFile(path.join(folder, "image_metadata.json"), "utf8");
      return Object.values(JSON.parse(index) as Record<string, Entry>);
    },
  };
}

/** The model says this and nothing else. */
const says = (answer: Partial<Entry> & { readonly alt?: string }): Fault => ({
  kind: "content",
  content: JSON.stringify({
    description: answer.description ?? "A dog runs along the beach.",
    tags: answer.tags ?? ["dog", "beach", "sea", "sand", "running"],
    text: answer.text_content ?? "",
    alt: answer.alt ?? "A dog on a beach.",
  }),
});

describe("a vocabulary on the command line", () => {
  const big = {
    strict: true,
    maximum: 20,
    tags: [
      { tag: "Crimson", aliases: ["red"], parents: ["Warm Colour"] },
      { tag: "azure", aliases: ["blue", "indigo"], parents: ["cold colour"] },
      { tag: "wide", aliases: ["landscape"] },
      ...Array.from({ length: 500 }, (_, n) => ({ tag: `word ${n}`, aliases: [`other ${n}`] })),
    ],
    banned: Array.from({ length: 200 }, (_, n) => `never ${n}`),
  };
  const listed = new Set(
    big.tags.flatMap((entry) => [entry.tag, ...("parents" in entry ? entry.parents : [])]).map(tagKey),
  );

  test("of 500 words with aliases and bans is kept to exactly, and parents have the same source", async (t) => {
    const { tag, words, entries, record, standIn } = await scene(t, 3);
    await words(big);
    const run = await tag();
    assert.equal(run.code, 0, run.stderr);
    const found = await entries();
    assert.equal(found.length, 2);
    for (const { tags } of found)
      assert.ok(tags.length > 0 && tags.every((one) => listed.has(tagKey(one))), tags.join());
    assert.deepEqual(found[0]?.tags, ["Crimson", "Warm Colour", "wide"]);
    const sources = (await record("p00.jpg"))?.sources.tags ?? {};
    assert.deepEqual(
      [...new Set(Object.values(sources).map(({ by, name }) => `${by} ${name}`))],
      ["model ollama:gemma3:4b"],
    );
    assert.equal(standIn.looks.length, 3);
    assert.match(JSON.stringify(standIn.looks[0]?.body), /from this list only.*Crimson/u);
  });

  test("holds for the built-in analysis too", async (t) => {
    const { tag, words, entries } = await scene(t, 2);
    await words({ strict: true, tags: [{ tag: "Crimson", aliases: ["red"] }, "green", "photo"] });
    assert.equal((await tag("--engine", "builtin")).code, 0);
    const allowed = new Set(["Crimson", "green", "photo"]);
    for (const { tags } of await entries())
      assert.ok(tags.length > 0 && tags.every((one) => allowed.has(one)), tags.join());
  });

  test("that cannot be read ends the command before any picture is sent, with file, line and column", async (t) => {
    const { tag, words, standIn } = await scene(t);
    await words('{\n  "tags": ["a", 7],\n}');
    const run = await tag();
    assert.equal(run.code, 2);
    assert.match(run.stderr, /image-tags\.json:2:17: A tag is a word/u);
    assert.equal(standIn.looks.length, 0);
  });

  test("never touches what a person wrote", async (t) => {
    const { tag, words, edit, record } = await scene(t, 1);
    await edit("p00.jpg", (now) => withEdit(now, { tags: ["Grandma", "red"] }, "2026-01-01T00:00:00.000Z"));
    await words({ strict: true, tags: [{ tag: "crimson", aliases: ["red"] }], banned: ["grandma"] });
    assert.equal((await tag("--again")).code, 0);
    assert.deepEqual((await record("p00.jpg"))?.tags, ["Grandma", "red", "crimson"]);
  });
});

describe("too few usable tags", () => {
  test("are filled up from the model's own words, and the picture is sent once", async (t) => {
    const { tag, standIn, record } = await scene(t, 1);
    standIn.setFaults(() => says({ tags: ["Dog", "image", "#dog"], description: "A brown dog runs along the beach." }));
    assert.equal((await tag()).code, 0);
    assert.equal(standIn.looks.length, 1);
    const { tags, sources } = (await record("p00.jpg")) ?? { tags: [], sources: {} };
    assert.deepEqual(tags, ["dog", "brown", "runs", "beach"]);
    assert.ok(tags.every((one) => sources.tags?.[one]?.by === "model"));
  });

  test("and too many are cut to ten", async (t) => {
    const { tag, standIn, record } = await scene(t, 1);
    const tags = Array.from({ length: 17 }, (_, n) => `thing number ${n}`);
    standIn.setFaults(() => says({ tags }));
    await tag();
    assert.deepEqual((await record("p00.jpg"))?.tags, tags.slice(0, 10));
  });
});

describe("a model that does not see", () => {
  test("and says so is asked once more; then the image has failed by name, with nothing of the answer kept", async (t) => {
    const { tag, standIn, record } = await scene(t, 1);
    standIn.setFaults(() =>
      says({ description: "I'm sorry, but I cannot see the image.", tags: ["no", "image", "x"] }),
    );
    const run = await tag();
    assert.equal(run.code, 1);
    assert.equal(standIn.looks.length, 2);
    const { failure, tags, description, done } = (await record("p00.jpg")) ?? {};
    assert.equal(failure?.reason, "imageNotSeen");
    assert.match(failure.message, /gemma3:4b says .* Choose Engine and Model/u);
    assert.deepEqual([tags, description, done], [[], "", []]);
  });

  test("but does at the second attempt gives a good record", async (t) => {
    const { tag, standIn, record } = await scene(t, 1);
    standIn.setFaults([{ kind: "content", content: "No image was provided. Please upload one." }]);
    assert.equal((await tag()).code, 0);
    assert.equal(standIn.looks.length, 2);
    assert.match((await record("p00.jpg"))?.description ?? "", /known as/u);
  });

  test("and gives the same answer for pictures that differ is doubted, said once, and looked at again by itself never", async (t) => {
    const { tag, standIn, record, paths } = await scene(t, 4);
    standIn.setFaults(() => says({}));
    const run = await tag();
    assert.equal(run.code, 0);
    assert.equal(run.stderr.match(/same answer for pictures that differ/gu)?.length, 1);
    const doubts = [];
    for (const name of paths) doubts.push((await record(name))?.doubt);
    assert.ok(doubts.filter((doubt) => doubt === "sameAnswer").length >= 1, doubts.join());
    standIn.forget();
    assert.equal((await tag()).code, 0);
    assert.equal(standIn.looks.length, 0);
    standIn.setFaults();
    await tag("--again");
    for (const name of paths) assert.equal((await record(name))?.doubt, undefined, name);
  });
});

describe("stale records", () => {
  test("are those of another model, prompt or vocabulary; plain tagging leaves them, Tag Again brings them up to date", async (t) => {
    const { tag, search, words, standIn, paths, edit } = await scene(t, 3);
    await edit("p01.jpg", (now) => withEdit(now, { description: "Mine." }, "2026-01-01T00:00:00.000Z"));
    assert.equal((await tag()).code, 0);
    const all = [...paths].toSorted();
    assert.deepEqual(await search("is:stale"), []);
    assert.deepEqual(await search("is:stale", "--model", "gemma3:12b"), all);
    assert.deepEqual(await search("is:stale", "--language", "German"), all);
    await words({ tags: ["crimson"] });
    assert.deepEqual(await search("is:stale"), all);
    assert.deepEqual(await search("is:tagged -is:stale"), []);
    standIn.forget();
    const plain = await tag();
    assert.deepEqual([plain.code, standIn.looks.length], [0, 0]);
    await tag("--again");
    assert.deepEqual(await search("is:stale"), []);
    await words('// the same\n{ "strict": false, "tags": ["crimson",] }');
    assert.deepEqual(await search("is:stale"), []);
  });
});

describe("what a person did", () => {
  test("survives three re-taggings with other answers: a description, an added tag and a removed tag", async (t) => {
    const { tag, standIn, edit, record } = await scene(t, 1);
    const first = ["dog", "beach", "sea", "sand", "running"];
    standIn.setFaults(() => says({ tags: first }));
    assert.equal((await tag()).code, 0);
    const change: RecordEdit = { description: "Our Rex in Rome.", tags: ["dog", "sea", "sand", "running", "Rex"] };
    await edit("p00.jpg", (now) => withEdit(now, change, "2026-01-01T00:00:00.000Z"));
    for (const round of [1, 2, 3]) {
      const tags = ["Beach", `thing ${round}`, "rex", "shore", "wave", "cloud"];
      standIn.setFaults(() => says({ description: `Another answer, the ${round}.`, tags, alt: `Alt ${round}.` }));
      standIn.forget();
      assert.equal((await tag("--again")).code, 0);
      assert.equal(standIn.looks.length, 1);
      const now = await record("p00.jpg");
      assert.equal(now?.description, "Our Rex in Rome.");
      assert.equal(now.sources.description?.by, "person");
      assert.deepEqual(now.tags, ["Rex", `thing ${round}`, "shore", "wave", "cloud"]);
      assert.deepEqual(now.removedTags, ["beach"]);
      assert.deepEqual([now.sources.tags?.["Rex"]?.by, now.sources.tags?.["wave"]?.by], ["person", "model"]);
      assert.deepEqual([now.alt, now.sources.alt?.name], [`Alt ${round}.`, "ollama:gemma3:4b"]);
      assert.ok((now.sources.alt?.at ?? "") > "2026-01-01T00:00:00.000Z");
    }
  });

  test("and what the file's own metadata said stays through all of them", async (t) => {
    const { tag, standIn, edit, record } = await scene(t, 1);
    const fromFile = { by: "file", at: "2026-01-01T00:00:00.000Z" } as const;
    await edit("p00.jpg", (now) => ({
      ...now,
      text: "SALE",
      tags: ["Rome"],
      sources: { text: fromFile, tags: { Rome: fromFile } },
    }));
    for (const round of [1, 2, 3]) {
      standIn.setFaults(() =>
        says({ text_content: `OTHER ${round}`, tags: ["a b", "c d", "e f", "g h", `i ${round}`] }),
      );
      assert.equal((await tag("--again")).code, 0);
      const now = await record("p00.jpg");
      assert.equal(now?.text, "SALE");
      assert.deepEqual(now.tags, ["Rome", "a b", "c d", "e f", "g h", `i ${round}`]);
      assert.deepEqual([now.sources.text, now.sources.tags?.["Rome"]], [fromFile, fromFile]);
    }
  });
});
