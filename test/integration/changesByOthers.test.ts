/** Another program changes the metadata of images, or sidecars beside them: it is noticed and read again, and no engine looks again. */
import assert from "node:assert/strict";
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import { BuiltinEngine } from "../../src/extension/adapters/builtin/builtinEngine.ts";
import { formerContentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawAs, exiftool, madeFormats, withoutExiftool } from "../fixtures/metadataFiles.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };

/** Words that are like no other one, for a search that forgives spelling. */
const newWords = {
  jpg: "lighthouse",
  png: "quokka",
  webp: "marina",
  avif: "zebrafish",
  gif: "walnut",
  tiff: "umbrella",
} as const;

/** A folder of pictures that is opened, and can be opened again. */
async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  const open = async () => {
    const library = openLibrary(root, path.join(base, "state"));
    const { workshop, folder } = library;
    await workshop.open([folder], never);
    const look = async () => {
      const summary = await workshop.reconcile(folder, options, never);
      const read = await workshop.fileReading.run(never);
      await workshop.sync.flush();
      return { ...summary, read };
    };
    const search = async (query: string) => {
      const searching = new ImageSearch({ catalog: library.catalog });
      const { hits } = await searching.search(query, { mode: "text", limit: 9, folderKeys: [folder.key] }, never);
      return hits.map((hit) => ({ path: hit.path, why: hit.why.map(({ field }) => field) }));
    };
    const pathsOf = async (query: string) => (await search(query)).map((hit) => hit.path);
    const rowAt = (name: string) => {
      const row = workshop.library.get(workshop.library.imageAt(folder, name).id);
      assert.ok(row);
      return row;
    };
    return {
      ...library,
      look,
      search,
      pathsOf,
      rowAt,
      image: (name: string) => workshop.library.imageAt(folder, name),
    };
  };
  return { root, at: (name: string): string => path.join(root, name), open };
}

type Opened = Awaited<ReturnType<Awaited<ReturnType<typeof scene>>["open"]>>;

/** Tags everything that plain tagging takes; answers how many looks that took. */
async function tagAll({ workshop, images }: Opened): Promise<number> {
  let looks = 0;
  const engine = new BuiltinEngine({ images, version: "1" });
  const counting = new Proxy(engine, {
    get: (target, key) => {
      if (key === "look") looks++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  workshop.queue.add(workshop.idsToTag("builtin", undefined), { again: false });
  await workshop.run(counting, () => 0);
  await workshop.settle();
  return looks;
}

describe("words of another program in a file", { skip: withoutExiftool }, () => {
  test("find an image that nobody tagged, by word, tag, alt text, date and camera, and nothing is written into the folder", async (t) => {
    const { root, open } = await scene(t);
    const file = await drawAs(root, "jpg", 1, "one.jpg");
    await drawAs(root, "png", 2, "two.png");
    exiftool(
      file,
      "-XMP-dc:Subject=Lighthouse",
      "-XMP-dc:Description=Waves at dusk",
      "-XMP-iptcCore:AltTextAccessibility=A tower",
      "-XMP-photoshop:City=Rørvig",
      "-EXIF:DateTimeOriginal=2010:01:02 03:04:05",
      "-EXIF:Model=EOS R5",
      "-XMP-exif:GPSLatitude=55",
      "-XMP-exif:GPSLongitude=11",
    );
    const library = await open();
    const { read } = await library.look();
    assert.equal(read, 2);
    assert.deepEqual(await library.search("lighthouses"), [{ path: "one.jpg", why: ["file"] }]);
    for (const query of [
      "dusk",
      "rorvig",
      "tag:lighthouse",
      "has:alt",
      "has:gps",
      "has:camera",
      "has:tags",
      "date:2010-01",
    ])
      assert.deepEqual(await library.pathsOf(query), ["one.jpg"], query);
    assert.equal(library.rowAt("one.jpg").state, "untagged");
    assert.deepEqual(
      (await library.catalog.tagCounts([library.folder.key], 5, never)).map(({ tag }) => tag),
      ["Lighthouse"],
    );
    assert.equal(library.counters.decodes, 0);
    assert.deepEqual((await readdir(root)).sort(), ["one.jpg", "two.png"]);
    await library.close();
  });

  test("are kept over reopening at no cost: nothing is read, hashed or written", async (t) => {
    const { root, open } = await scene(t);
    exiftool(await drawAs(root, "jpg", 1, "one.jpg"), "-XMP-dc:Subject=Lighthouse");
    exiftool(path.join(root, "one.jpg.xmp"), "-XMP-dc:Subject=Beacon");
    await drawAs(root, "png", 2, "two.png");
    const first = await open();
    await first.look();
    await first.close();
    const again = await open();
    const { added, changed, read } = await again.look();
    assert.deepEqual({ added, changed, read }, { added: 0, changed: 0, read: 0 });
    assert.deepEqual(await again.pathsOf("beacon"), ["one.jpg"]);
    assert.deepEqual(again.counters, { hashes: 0, writes: 0, catalogWrites: 0, decodes: 0, metadataReads: 0 });
    await again.close();
  });

  test("that come to a tagged image are found, and the record, its state and its thumbnail stay without another look", async (t) => {
    const { root, at, open } = await scene(t);
    for (const format of madeFormats) await drawAs(root, format, 3, `p.${format}`);
    const library = await open();
    await library.look();
    // the built-in analysis answers alike pictures of one content from one look
    assert.ok((await tagAll(library)) > 0);
    const before = madeFormats.map((format) => library.rowAt(`p.${format}`));
    assert.ok(before.every(({ state }) => state === "tagged"));
    for (const format of madeFormats) exiftool(at(`p.${format}`), `-XMP-dc:Subject=${newWords[format]}`);
    const { changed, read } = await library.look();
    assert.deepEqual({ changed, read }, { changed: madeFormats.length, read: madeFormats.length });
    for (const [index, format] of madeFormats.entries()) {
      const row = library.rowAt(`p.${format}`);
      const { state, contentKey, recordHash } = before[index] ?? row;
      assert.deepEqual([row.state, row.contentKey, row.recordHash], [state, contentKey, recordHash], format);
      assert.deepEqual(await library.pathsOf(newWords[format]), [`p.${format}`]);
    }
    assert.deepEqual(library.workshop.idsToTag("builtin", undefined), []);
    assert.equal(await tagAll(library), 0);
    await library.close();
    const again = await open();
    assert.deepEqual((await again.look()).changed, 0);
    assert.equal(again.counters.metadataReads, 0);
    await again.close();
  });

  test("such as a rating are asked for in a query, and another one counts as soon as it was given", async (t) => {
    const { root, at, open } = await scene(t);
    for (const [index, name] of ["one.jpg", "two.jpg", "three.jpg"].entries()) await drawAs(root, "jpg", index, name);
    exiftool(at("one.jpg"), "-XMP-xmp:Rating=5");
    exiftool(at("two.jpg"), "-EXIF:Rating=2");
    const library = await open();
    await library.look();
    const asked = async () =>
      Promise.all(["rating:>=4", "rating:2", "rating:none", "-rating:0"].map(async (query) => library.pathsOf(query)));
    assert.deepEqual(await asked(), [["one.jpg"], ["two.jpg"], ["three.jpg"], ["one.jpg", "two.jpg"]]);
    exiftool(at("one.jpg"), "-XMP-xmp:Rating=0");
    exiftool(path.join(root, "three.jpg.xmp"), "-XMP-xmp:Rating=4");
    await library.look();
    assert.deepEqual(await asked(), [["three.jpg"], ["two.jpg"], ["one.jpg"], ["three.jpg", "two.jpg"]]);
    await library.close();
  });

  test("do not hide that the pixels changed as well: then the image is tagged again", async (t) => {
    const { root, at, open } = await scene(t);
    await drawAs(root, "jpg", 1, "p.jpg");
    const library = await open();
    await library.look();
    await tagAll(library);
    await drawAs(root, "jpg", 2, "p.jpg");
    exiftool(at("p.jpg"), "-XMP-dc:Subject=Other");
    await library.look();
    assert.equal(library.rowAt("p.jpg").state, "untagged");
    assert.deepEqual(await library.pathsOf("other"), ["p.jpg"]);
    assert.equal(await tagAll(library), 1);
    await library.close();
  });

  test("in a sidecar that comes, changes and goes are noticed each time, under both names", async (t) => {
    const { root, at, open } = await scene(t);
    await drawAs(root, "jpg", 1, "p.jpg");
    const library = await open();
    await library.look();
    await tagAll(library);
    for (const name of ["p.jpg.xmp", "p.xmp"]) {
      exiftool(at(name), "-XMP-dc:Subject=Harbour");
      await library.look();
      assert.deepEqual(await library.pathsOf("harbour"), ["p.jpg"]);
      exiftool(at(name), "-XMP-dc:Subject=Marina");
      await utimes(at(name), 1_700_000_000, 1_700_000_000);
      await library.look();
      assert.deepEqual([await library.pathsOf("harbour"), await library.pathsOf("marina")], [[], ["p.jpg"]]);
      await rm(at(name));
      await library.look();
      assert.deepEqual(await library.pathsOf("marina"), []);
    }
    assert.equal(library.rowAt("p.jpg").state, "tagged");
    assert.equal(await tagAll(library), 0);
    await library.close();
  });

  test("go with a file that is moved after they were written, and its record too", async (t) => {
    const { root, at, open } = await scene(t);
    await drawAs(root, "jpg", 1, "p.jpg");
    const library = await open();
    await library.look();
    await library.workshop.edit(library.image("p.jpg"), { description: "Mine" }, never);
    exiftool(at("p.jpg"), "-XMP-dc:Subject=Harbour");
    await library.look();
    await rename(at("p.jpg"), at("q.jpg"));
    const { moved } = await library.look();
    assert.deepEqual(moved, [{ from: "p.jpg", to: "q.jpg" }]);
    assert.deepEqual(await library.pathsOf("harbour"), ["q.jpg"]);
    assert.equal((await library.workshop.record(library.image("q.jpg"), never))?.description, "Mine");
    await library.close();
  });

  test("that a person takes over are from the file, and neither a machine replaces them nor are they written back", async (t) => {
    const { root, open } = await scene(t);
    const file = await drawAs(root, "jpg", 1, "p.jpg");
    exiftool(file, "-XMP-dc:Subject=Harbour", "-XMP-dc:Subject=Boats", "-XMP-dc:Description=Boats at rest");
    const library = await open();
    await library.look();
    const { size, mtimeMs } = await stat(file);
    const edit = { tags: ["Harbour", "my own"], description: "Boats at rest" };
    const record = await library.workshop.edit(library.image("p.jpg"), edit, never);
    const { description, tags = {} } = record.sources;
    assert.deepEqual([description?.by, tags["Harbour"]?.by, tags["my own"]?.by], ["file", "file", "person"]);
    assert.equal(library.rowAt("p.jpg").state, "edited");
    // what the machine adds is beside it
    await tagAll(library);
    library.workshop.queue.add([library.image("p.jpg").id], { again: true });
    await library.workshop.run(new BuiltinEngine({ images: library.images, version: "2" }), () => 0);
    const after = await library.workshop.record(library.image("p.jpg"), never);
    assert.equal(after?.description, "Boats at rest");
    assert.ok(["Harbour", "my own"].every((tag) => after.tags.includes(tag)));
    assert.deepEqual([(await stat(file)).size, (await stat(file)).mtimeMs], [size, mtimeMs]);
    await library.close();
  });
});

test("a record with a key of an earlier version stays with its file, also after a person's edit and a move", async (t) => {
  const { root, at, open } = await scene(t);
  const file = await drawAs(root, "jpg", 1, "p.jpg");
  const library = await open();
  await library.look();
  await tagAll(library);
  await library.close();
  const details = at("image_metadata.details.json");
  const former = await formerContentKeyOf(file, never);
  await writeFile(details, (await readFile(details, "utf8")).replace(/"p\d+:[0-9a-f]{16}"/u, JSON.stringify(former)));
  const later = await open();
  await later.look();
  await utimes(file, 1_700_000_000, 1_700_000_000);
  await later.look();
  assert.equal(later.rowAt("p.jpg").state, "tagged");
  await rename(file, at("q.jpg"));
  assert.deepEqual((await later.look()).moved, [{ from: "p.jpg", to: "q.jpg" }]);
  const edited = await later.workshop.edit(later.image("q.jpg"), { description: "Mine" }, never);
  assert.equal(edited.done.length, 3);
  await later.close();
});

test(
  "the command line finds an image that nobody tagged by what stands in its file",
  { skip: withoutExiftool },
  async (t) => {
    const { root } = await scene(t);
    exiftool(await drawAs(root, "jpg", 1, "p.jpg"), "-XMP-dc:Subject=Harbour");
    await drawAs(root, "jpg", 2, "q.jpg");
    const storage = ["--storage", await temporaryFolder(t)];
    const run = await runCommand(["search", root, "harbour", "--mode", "text", "--json", ...storage]);
    assert.equal(run.code, 0, run.stderr);
    const hits = JSON.parse(run.stdout) as readonly { path: string; why: readonly { field: string }[] }[];
    assert.deepEqual(
      hits.map(({ path, why }) => [path, why[0]?.field]),
      [["p.jpg", "file"]],
    );
    assert.deepEqual((await readdir(root)).sort(), ["p.jpg", "q.jpg"]);
  },
);
