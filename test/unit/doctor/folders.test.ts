/** The doctor's look at folders and disks: what a person must know of rights and of room. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { foldersChecks, type FoldersParts } from "../../../src/extension/core/doctor/foldersChecks.ts";
import type { Access, Volume } from "../../../src/extension/core/doctor/ports.ts";
import type { Walked } from "../../../src/extension/core/doctor/recordsChecks.ts";
import type { RecordPlace } from "../../../src/extension/core/ports.ts";

const folder = { key: "k", root: "/pictures", name: "pictures" };
const stamp = { size: 1, mtimeMs: 1 };
const images = ["a.png", "sub/b.png", "sub/c.png"].map((path) => ({ path, stamp, decodable: true }));
const walked: readonly Walked[] = [{ folder, scan: { images, records: [], problems: [], leftOut: [] } }];
const room: Volume = { freeBytes: 5e9, totalBytes: 9e9, device: "1", hasFreeFiles: true };

async function found(
  name: string,
  world: { closed?: readonly string[]; place?: RecordPlace; volume?: Partial<Volume> },
): Promise<string> {
  const access = async (path: string): Promise<Access> => (world.closed?.includes(path) ? "readOnly" : "writable");
  const parts: FoldersParts = {
    folders: async () => [folder],
    placeOf: () => world.place ?? "folder",
    join: (root, below) => (below === "" ? root : `${root}/${below}`),
    disk: { access, volume: async () => ({ ...room, ...world.volume }) },
    stateFolder: "/state",
    storageFolders: ["/storage"],
  };
  const check = foldersChecks(parts, async () => walked).find((one) => one.name === name);
  const findings = (await check?.run(new AbortController().signal)) ?? [];
  return findings.map(({ verdict, title, detail }) => `${verdict}: ${title} ${detail ?? ""}`).join("\n");
}

describe("the doctor's look at rights", () => {
  test("is content where every folder with images can be written", async () => {
    assert.match(await found("writing", {}), /^ok: All folders with images in \/pictures can be written/);
  });

  test("says where records go whose folder cannot be written", async () => {
    const said = await found("writing", { closed: ["/pictures/sub"] });
    assert.match(said, /^note: 1 of 2 folders .*cannot be written\. \/pictures\/sub\. .*kept in \/state/);
  });

  test("finds fault where they have no other place", async () => {
    assert.match(await found("writing", { closed: ["/pictures/sub", "/state"] }), /^fault: .*their records are lost/);
  });

  test("looks at the root alone where all records lie there, and at the storage alone where they lie in it", async () => {
    assert.match(await found("writing", { closed: ["/pictures/sub"], place: "root" }), /^ok/);
    assert.match(await found("writing", { closed: ["/pictures"], place: "storage" }), /^ok: .*go to \/state/);
    assert.match(await found("writing", { closed: ["/state"], place: "storage" }), /^fault: .*go to \/state/);
  });

  test("notes a storage that cannot be written even where nothing needs it yet", async () => {
    assert.match(await found("writing", { closed: ["/state"] }), /\nnote: \/state cannot be written/);
  });
});

describe("the doctor's look at disks", () => {
  test("tells of one volume once", async () => {
    assert.equal((await found("disk", {})).split("\n").length, 1);
  });

  test("notes one that may soon be full, and finds fault with one that is", async () => {
    assert.match(await found("disk", { volume: { freeBytes: 200e6 } }), /^note: 200 MB of 9.0 GB are free/);
    assert.match(await found("disk", { volume: { freeBytes: 1000 } }), /^fault: .*Nothing can be written/);
    assert.match(await found("disk", { volume: { hasFreeFiles: false } }), /^fault: No more files can be made/);
  });
});
