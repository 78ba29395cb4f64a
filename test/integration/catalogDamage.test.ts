/** Any file of the catalog deleted, cut off or with other bytes in it: what is shown stays true, and a rebuild brings back everything. */
import assert from "node:assert/strict";
import { cp, mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FolderScanner } from "../../src/extension/adapters/scanner/folderScanner.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { Workshop } from "../../src/extension/core/workshop.ts";
import { renewableCatalog } from "../../src/extension/native/renewableCatalog.ts";
import { roomCatalog } from "../../src/extension/native/roomCatalog.ts";
import type { CatalogRoom } from "../../src/extension/native/roomProtocols.ts";
import { Room } from "../../src/extension/native/rooms.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { letterEmbedder } from "../fixtures/letterEmbedder.ts";
import { below, oneOf, seeded, type Random } from "../fixtures/mutations.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** The full number is run by `npm run soak`. */
const rounds = Number(process.env["IMAGE_TAGGER_ROUNDS"] ?? 5);
const images = 60;
const entry = path.join(import.meta.dirname, "../../src/extension/native/room.ts");
const abortingEntry = path.join(import.meta.dirname, "../fixtures/abortingCatalogRoom.ts");
const scanning = { exclude: [], useGitignore: false, under: "", mayWrite: true };

/** A word that stands in one record only. */
const wordOf = (index: number): string => `zebra${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`;
const describedAs = (index: number): string => `A ${wordOf(index)} on a field.`;

/** The core over the folder, with its catalog in a room. */
function open(root: string, state: string, room = entry) {
  const { log, lines } = quietLog();
  const directory = path.join(state, "catalog");
  const renewable = renewableCatalog(directory, () =>
    roomCatalog(new Room<CatalogRoom>({ entry: room, kind: "catalog", log }), directory),
  );
  const workshop = new Workshop({
    scanner: new FolderScanner(),
    records: new RecordStore({
      storage: new FileStorage({ clock: systemClock }),
      clock: systemClock,
      stateFolder: path.join(state, "state"),
      placeOf: () => "folder",
    }),
    catalog: renewable.catalog,
    thumbnails: undefined,
    clock: systemClock,
    hash: shortHash,
    log,
  });
  const searching = new ImageSearch({ catalog: workshop.catalog });
  const folder = libraryFolder(root);
  const refresh = async (): Promise<void> => {
    await workshop.open([folder], never);
    await workshop.reconcile(folder, scanning, never);
    await workshop.sync.flush();
  };
  return {
    lines,
    workshop,
    refresh,
    /** By words alone, or by meaning too. */
    search: async (query: string, embedder?: Embedder) => {
      const options = { limit: images, folderKeys: [folder.key] };
      const asked = embedder
        ? ({ ...options, mode: "hybrid", embedder } as const)
        : ({ ...options, mode: "text" } as const);
      return (await searching.search(query, asked, never)).hits;
    },
    async rebuild(): Promise<void> {
      await workshop.sync.flush();
      await renewable.renew(never);
      await workshop.open([], never);
      await refresh();
    },
    close: () => workshop.close(),
  };
}

/** A library of tagged images and its sound catalog, with vectors, and indices that hold something. */
async function prepared(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  const store = recordStore(path.join(base, "sound", "state"));
  for (let index = 0; index < images; index++) {
    await writeFile(path.join(root, `${index}.jpg`), `picture ${index}`);
    const change = () => taggedRecord(describedAs(index), [wordOf(index), "field"]);
    await store.change(imageIn(libraryFolder(root), `${index}.jpg`), change, never);
  }
  await store.close();
  const library = open(root, path.join(base, "sound"));
  await library.refresh();
  const rows = shownRows(library.workshop);
  await library.workshop.embed(letterEmbedder, () => undefined, never);
  await library.workshop.catalog.optimise(never);
  await library.close();
  return { base, root, rows };
}

/** What the views show of every image, by path. */
function shownRows(workshop: Workshop): ReadonlyMap<string, string> {
  return new Map([...workshop.library.rows()].map((row) => [row.path, `${row.recordHash} ${row.state}`]));
}

interface Damage {
  readonly kind: "deleted" | "cut off" | "changed";
  /** Which part of the catalog the file belongs to, such as "images data". */
  readonly part: string;
  /** Both, with the file's name. */
  readonly what: string;
}

/** Such as "images data", "vectors indices" or "catalog". */
function partOf(file: string): string {
  const [table = "", folder = ""] = file.split(path.sep);
  return `${table.replace(/(_.*)?\.(lance|json)$/, "")} ${folder.replace(/^_|\..*$/g, "")}`.trim();
}

/** Does one of the three things to one of the catalog's files: of each part as often, however many files it has. */
async function damage(directory: string, random: Random): Promise<Damage> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const parts = Map.groupBy(files.toSorted(), (file) => partOf(path.relative(directory, file)));
  const [part, inPart] = oneOf(random, [...parts] as [[string, string[]], ...[string, string[]][]]);
  const file = oneOf(random, inPart as [string, ...string[]]);
  const bytes = await readFile(file);
  const shown = `${path.relative(directory, file)} (${bytes.length} bytes)`;
  const kind = oneOf(random, ["deleted", "cut off", "changed"] as const);
  if (kind === "deleted") await rm(file);
  else if (kind === "cut off") await truncate(file, below(random, bytes.length + 1));
  else {
    for (let flips = 1 + below(random, 20); flips > 0; flips--) bytes[below(random, bytes.length)] = below(random, 256);
    await writeFile(file, bytes);
  }
  return { kind, part, what: `${shown} ${kind}` };
}

/** Counts, as a person reads them. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words.toSorted()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${word} ${count}`).join(", ");
}

test(`damaged ${rounds} times, the catalog never shows anything untrue, and a rebuild brings back every record`, async (t) => {
  const { base, root, rows } = await prepared(t);
  const random = seeded(77);
  const done: Damage[] = [];
  let [reported, ended] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const state = path.join(base, `round${round}`);
    await cp(path.join(base, "sound"), state, { recursive: true });
    const damaged = await damage(path.join(state, "catalog"), random);
    done.push(damaged);
    const what = `round ${round}: ${damaged.what}`;
    const library = open(root, state);
    try {
      await library.refresh();
      assert.deepEqual(shownRows(library.workshop), rows, what);
      for (const index of [0, 7, 31, images - 1]) {
        // an image may be missing among the hits until the catalog is mended, but what is said of one is true
        for (const hit of await library.search(wordOf(index)).catch(() => [])) {
          const real = Number.parseInt(hit.path, 10);
          assert.equal(hit.description, describedAs(real), what);
          assert.deepEqual(hit.tags, [wordOf(real), "field"], what);
        }
      }
      for (const hit of await library.search("a field", letterEmbedder).catch(() => []))
        assert.equal(hit.description, describedAs(Number.parseInt(hit.path, 10)), what);
      if (library.lines.some((line) => /^(warn|error)/.test(line))) reported++;
      if (library.lines.some((line) => line.includes("room ended unexpectedly"))) ended++;
      await library.rebuild();
      assert.deepEqual(shownRows(library.workshop), rows, what);
      for (const index of [0, 7, 31, images - 1])
        assert.equal((await library.search(wordOf(index)))[0]?.path, `${index}.jpg`, what);
    } finally {
      await library.close();
    }
    await rm(state, { recursive: true });
  }
  t.diagnostic(`${counted(done.map(({ kind }) => kind))}; ${counted(done.map(({ part }) => part))}`);
  t.diagnostic(`${reported} were reported; ${ended} times the catalog's process ended, and this one lived on`);
});

test("a catalog that makes its process abort is set aside, and every record is there and found without a word of the person", async (t) => {
  const { base, root, rows } = await prepared(t);
  const state = path.join(base, "sound");
  await writeFile(path.join(state, "catalog", "poison"), "");
  const library = open(root, state, abortingEntry);
  t.after(() => library.close());
  await library.refresh();
  assert.match(library.lines.join("\n"), /warn: The catalog room ended unexpectedly \(SIGABRT\)/);
  assert.deepEqual(shownRows(library.workshop), rows);
  for (const index of [0, 7, 31, images - 1])
    assert.equal((await library.search(wordOf(index)))[0]?.path, `${index}.jpg`);
  assert.equal((await readdir(state)).filter((name) => name.startsWith("catalog.corrupt-")).length, 1);
});
