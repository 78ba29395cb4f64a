/** What must never be written is not, and each case says why. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, link, mkdir, readFile, readdir, rename, stat, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { drawAs, withoutExiftool } from "../fixtures/metadataFiles.ts";
import { beside, embed, hardRecord, printed, writingScene } from "../fixtures/metadataWriting.ts";
import { below, seeded } from "../fixtures/mutations.ts";
import { fill, needsMount, volumesIn } from "../fixtures/volumes.ts";
import { never, taggedRecord } from "../fixtures/records.ts";
import { ExifToolFiles } from "../../src/extension/adapters/exiftool/exiftoolFiles.ts";
import { contentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";

const once = path.join(import.meta.dirname, "../fixtures/metadataOnce.ts");
const withoutOtherUser =
  (process.getuid?.() !== 0 || spawnSync("setpriv", ["--version"]).status !== 0) &&
  "another user is needed: only root can become one, by setpriv";

const strays = async (root: string): Promise<readonly string[]> =>
  (await readdir(root)).filter((name) => /tmp$|_original$/u.test(name));

describe("metadata is not written into", { skip: withoutExiftool }, () => {
  test("a read-only file, which gets a sidecar", async (t) => {
    const { root, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    const before = await readFile(file);
    await chmod(file, 0o444);
    await put("picture.jpg", hardRecord());
    const { place, because } = await one("picture.jpg", embed);
    assert.deepEqual([place, because?.reason], ["sidecar", "fileReadOnly"]);
    assert.deepEqual(await readFile(file), before);
  });

  test("the file behind a link out of the library", async (t) => {
    const { base, at, put, one, root } = await writingScene(t);
    const outside = await drawAs(base, "jpg", 1, "outside.jpg");
    const before = await readFile(outside);
    await drawAs(root, "jpg", 1, "link.jpg");
    await put("link.jpg", hardRecord());
    await rename(at("link.jpg"), at("other.jpg"));
    await symlink(outside, at("link.jpg"));
    for (const action of [embed, beside]) {
      const { state, failure } = await one("link.jpg", action);
      assert.deepEqual([state, failure?.reason], ["failed", "outsideFolder"]);
    }
    assert.deepEqual(await readFile(outside), before);
    assert.ok(!(await readdir(root)).includes("link.jpg.xmp"));
  });

  test("a link in the library: the file behind it is written, and the link stays", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    await symlink("picture.jpg", at("link.jpg"));
    await put("link.jpg", hardRecord());
    assert.equal((await one("link.jpg", embed)).state, "changed");
    assert.equal(printed(file, "-XMP:all")["XMP-dc:Description"], hardRecord().description);
    assert.equal(
      (await readdir(root, { withFileTypes: true })).find(({ name }) => name === "link.jpg")?.isSymbolicLink(),
      true,
    );
  });

  test("a file with several names, which gets a sidecar", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    await link(file, at("other.jpg"));
    await put("picture.jpg", hardRecord());
    const { place, because } = await one("picture.jpg", embed);
    assert.deepEqual([place, because?.reason], ["sidecar", "severalNames"]);
    assert.equal((await stat(file)).ino, (await stat(at("other.jpg"))).ino);
  });

  test("the images of a folder with an image's name", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    await drawAs(root, "jpg", 1, "a.jpg");
    await put("a.jpg", hardRecord());
    await rename(at("a.jpg"), at("b.jpg"));
    await mkdir(at("a.jpg"));
    const inside = await drawAs(at("a.jpg"), "jpg", 2, "inside.jpg");
    const before = await readFile(inside);
    const { state, failure } = await one("a.jpg", embed);
    assert.deepEqual([state, failure?.reason], ["failed", "unreadable"]);
    assert.deepEqual(await readFile(inside), before);
  });

  test("a file that cannot be decoded", async (t) => {
    const { root, put, one, records, library, folder } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    await truncate(file, Math.round((await stat(file)).size / 2));
    const before = await readFile(file);
    // another program's record: nobody of us has decoded the file
    const image = library.imageAt(folder, "picture.jpg");
    await put("picture.jpg", hardRecord());
    await records.change(image, ({ contentKey: _key, stamp: _stamp, ...record }) => record, never);
    const { state, failure } = await one("picture.jpg", embed);
    assert.deepEqual([state, failure?.reason], ["failed", "undecodable"]);
    assert.deepEqual(await readFile(file), before);
  });

  test("a file under a wrong name, which gets a sidecar", async (t) => {
    const { root, at, put, one } = await writingScene(t);
    const file = await drawAs(root, "png");
    await rename(file, at("wrong.jpg"));
    await put("wrong.jpg", hardRecord());
    const { place, because } = await one("wrong.jpg", embed);
    assert.deepEqual([place, because?.reason], ["sidecar", "formatUnfit"]);
  });

  test("another picture than the one that was tagged", async (t) => {
    const { root, put, one } = await writingScene(t);
    await drawAs(root, "jpg", 1);
    await put("picture.jpg", hardRecord());
    const file = await drawAs(root, "jpg", 2);
    const before = await readFile(file);
    const { state, failure } = await one("picture.jpg", embed);
    assert.deepEqual([state, failure?.reason], ["failed", "fileChanged"]);
    assert.deepEqual(await readFile(file), before);
  });

  test("a link in the place of a sidecar", async (t) => {
    const { base, root, at, put, one } = await writingScene(t);
    await drawAs(root, "jpg");
    await writeFile(path.join(base, "precious.txt"), "mine");
    await symlink(path.join(base, "precious.txt"), at("picture.jpg.xmp"));
    await put("picture.jpg", hardRecord());
    const { state, failure } = await one("picture.jpg", beside);
    assert.deepEqual([state, failure?.reason], ["failed", "unreadable"]);
    assert.equal(await readFile(path.join(base, "precious.txt"), "utf8"), "mine");
  });
});

describe("metadata of another user's file is not written", { skip: withoutExiftool || withoutOtherUser }, () => {
  for (const [what, folderMode, expected] of [
    ["into the file, which gets a sidecar", 0o777, { state: "changed", place: "sidecar", because: "fileReadOnly" }],
    ["where the folder is not to be written either", 0o755, { state: "failed", failure: "folderReadOnly" }],
  ] as const)
    test(what, async (t) => {
      const { base, root, put, records } = await writingScene(t);
      const file = await drawAs(root, "jpg");
      await put("picture.jpg", hardRecord());
      await records.close();
      const before = await readFile(file);
      await chmod(base, 0o755);
      await chmod(root, folderMode);
      const state = path.join(base, "of another");
      await mkdir(state);
      await chmod(state, 0o777);
      const words = ["--reuid", "65534", "--regid", "65534", "--clear-groups", process.execPath, once, root, state];
      const { stdout, stderr } = spawnSync("setpriv", [...words, "picture.jpg"], { encoding: "utf8" });
      assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), expected);
      assert.deepEqual(await readFile(file), before);
      assert.deepEqual(await strays(root), []);
    });
});

describe("writing metadata", { skip: withoutExiftool }, () => {
  test("copes with every name, also with a line break in it", async (t) => {
    const { root, put, one } = await writingScene(t);
    const names = [
      "-dash.jpg",
      "a b.jpg",
      "灯台 🌊.jpg",
      "%d $x @y;&.jpg",
      "#[CSTR]a.jpg",
      "line\nbreak.jpg",
      "back\\slash.jpg",
      " lead.jpg",
    ];
    for (const [index, name] of names.entries()) {
      await drawAs(root, "jpg", index, name);
      await put(name, taggedRecord(`Picture ${index}`, ["tag"]));
      const { state, failure } = await one(name, embed);
      assert.deepEqual([name, state, failure], [name, "changed", undefined]);
      assert.equal(printed(path.join(root, name), "-XMP:all")["XMP-dc:Description"], `Picture ${index}`);
    }
  });

  test("stops between two images, and what was begun is whole", async (t) => {
    const { root, put, library, folder, writing } = await writingScene(t);
    const images = [];
    for (let index = 0; index < 12; index++) {
      await drawAs(root, "jpg", index, `${index}.jpg`);
      images.push(await put(`${index}.jpg`, hardRecord()));
    }
    const stop = new AbortController();
    let done = 0;
    await assert.rejects(
      writing.run(
        images,
        () => embed,
        () => ++done === 3 && stop.abort(),
        stop.signal,
      ),
      { reason: "aborted" },
    );
    assert.ok(done >= 3 && done < images.length, `${done} were done`);
    assert.deepEqual(await strays(root), []);
    assert.equal(library.get(library.imageAt(folder, "0.jpg").id)?.state, "tagged");
  });

  test("goes on where an ExifTool died under it", async (t) => {
    const { root, put, one } = await writingScene(t);
    await drawAs(root, "jpg");
    await put("picture.jpg", taggedRecord("One", ["one"]));
    await one("picture.jpg", embed);
    const children = execFileSync("ps", ["-o", "pid=,comm=", "--ppid", String(process.pid)], { encoding: "utf8" });
    const pids = [...children.matchAll(/(\d+) perl/gu)].map(([, pid]) => Number(pid));
    assert.ok(pids.length > 0);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await put("picture.jpg", taggedRecord("Two", ["two"]));
    let outcome = await one("picture.jpg", embed);
    if (outcome.state === "failed") outcome = await one("picture.jpg", embed);
    assert.equal(outcome.state, "changed");
  });

  test(
    "without Perl fails by name, with the remedy",
    { skip: process.platform === "win32" && "Windows needs no Perl" },
    async (t) => {
      const { root, put, scanner, folder, library } = await writingScene(t);
      await drawAs(root, "jpg");
      await put("picture.jpg", hardRecord());
      const storage = new FileStorage({ clock: systemClock });
      const files = new ExifToolFiles({ storage, findProgram: async () => undefined, pictureKey: contentKeyOf });
      const image = library.imageAt(folder, "picture.jpg");
      const target = await files.target(image, never);
      await assert.rejects(files.read(image, target, "file", never), {
        reason: "exiftoolMissing",
        message: /Install perl/u,
      });
      await files.close();
      assert.ok(await scanner.stamp(root, "picture.jpg", never));
    },
  );

  test("on a full disk fails by name and leaves everything as it was", needsMount, async (t) => {
    const { base, mountVolume } = await volumesIn(t);
    const root = path.join(base, "small");
    if (!(await mountVolume(root, "1m"))) return;
    const { put, one } = await writingScene(t, { root });
    const random = seeded(3);
    const pixels = Buffer.alloc(640 * 640 * 3);
    for (let i = 0; i < pixels.length; i++) pixels[i] = below(random, 256);
    const file = path.join(root, "picture.jpg");
    await sharp(pixels, { raw: { width: 640, height: 640, channels: 3 } })
      .jpeg({ quality: 97 })
      .toFile(file);
    assert.ok((await stat(file)).size > 200_000);
    const before = await readFile(file);
    await put("picture.jpg", hardRecord());
    await fill(root, 0);
    for (const action of [embed, beside]) {
      const { state, failure } = await one("picture.jpg", action);
      assert.deepEqual([state, failure?.reason], ["failed", "diskFull"]);
      assert.deepEqual(await readFile(file), before);
      assert.deepEqual(await strays(root), []);
    }
    assert.ok(!(await readdir(root)).includes("picture.jpg.xmp"));
  });
});
