/** What a crash of the catalog's process costs: one call by accident, the catalog's directory if it is at fault, nothing else. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { roomCatalog } from "../../src/extension/native/roomCatalog.ts";
import type { CatalogRoom } from "../../src/extension/native/roomProtocols.ts";
import { Room } from "../../src/extension/native/rooms.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const filter = { folderKeys: ["k"], under: "", tags: [], notTags: [], states: [] };

async function openRoom(context: TestContext) {
  const room = new Room<CatalogRoom>(roomOptions());
  const directory = join(await temporaryFolder(context), "catalog");
  context.after(() => room.close());
  return { room, directory, catalog: roomCatalog(room, directory) };
}

function poison(directory: string, method: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `poison-${method}`), "");
}

test("a new catalog is fresh, the same one opened again is not", async (context) => {
  const { catalog, room, directory } = await openRoom(context);
  assert.deepEqual(await catalog.open(signal), { fresh: true });
  process.kill(room.pid!, "SIGKILL");
  const again = roomCatalog(new Room<CatalogRoom>(roomOptions()), directory);
  assert.deepEqual(await again.open(signal), { fresh: false });
  await again.close();
});

test("vectors cross as typed arrays", async (context) => {
  const { catalog } = await openRoom(context);
  await catalog.open(signal);
  const hits = await catalog.vectorSearch("e", new Float32Array([0, 0.25]), filter, 1, signal);
  assert.deepEqual(hits, [{ id: "Float32Array", distance: 0.25 }]);
});

test("a crash fails the call by name; the next call opens the catalog in a new process and is answered", async (context) => {
  const { catalog, room } = await openRoom(context);
  await catalog.open(signal);
  const call = catalog.rows(["k"], signal);
  process.kill(room.pid!, "SIGKILL");
  await assert.rejects(call, { reason: "nativeCrashed" });
  assert.deepEqual(await catalog.rows(["k"], signal), []);
});

test("a catalog that crashes its opening is set aside and begun anew", async (context) => {
  const { catalog, directory } = await openRoom(context);
  poison(directory, "open");
  assert.deepEqual(await catalog.open(signal), { fresh: true });
  assert.ok(existsSync(join(`${directory}.corrupt-1`, "poison-open")));
  assert.deepEqual(await catalog.rows(["k"], signal), []);
});

test("a catalog that crashes twice is set aside, and answers nothing until it is opened and filled again", async (context) => {
  const { catalog, directory } = await openRoom(context);
  await catalog.open(signal);
  poison(directory, "rows");
  const both = [catalog.rows(["k"], signal), catalog.rows(["k"], signal)];
  for (const call of both) await assert.rejects(call, { reason: "nativeCrashed" });
  assert.ok(!existsSync(`${directory}.corrupt-1`), "calls that die of one crash count once");
  await assert.rejects(catalog.rows(["k"], signal), { reason: "nativeCrashed" });
  await assert.rejects(catalog.rows(["k"], signal), { reason: "catalogUnavailable" });
  assert.ok(existsSync(`${directory}.corrupt-1`));
  assert.deepEqual(await catalog.open(signal), { fresh: true });
  assert.deepEqual(await catalog.rows(["k"], signal), []);
});

function roomOptions() {
  const entry = join(import.meta.dirname, "..", "fixtures", "standInCatalogRoom.ts");
  return { entry, kind: "catalog" as const, log: quietLog().log };
}
