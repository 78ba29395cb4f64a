/** A program that is killed while it writes metadata damages no picture, and forgets nothing of what it has written. */
import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { runUntilKilled } from "../fixtures/afterKill.ts";
import { drawAs, exiftool, withoutExiftool } from "../fixtures/metadataFiles.ts";
import { allPrinted, embed, openWriting, printed, takeBack, writingScene } from "../fixtures/metadataWriting.ts";
import { below, seeded } from "../fixtures/mutations.ts";
import { never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { contentKeyOf } from "../../src/extension/adapters/scanner/contentKey.ts";

/** The full number is run by `npm run soak`. */
const kills = Number(process.env["IMAGE_TAGGER_KILLS"] ?? 4);

const strays = async (root: string): Promise<readonly string[]> =>
  (await readdir(root)).filter((name) => /tmp$|_original$/u.test(name));

describe("writing metadata", { skip: withoutExiftool }, () => {
  test("that ends between the record and the file forgets nothing of what stands there", async (t) => {
    const { root, put, one, files } = await writingScene(t);
    const file = await drawAs(root, "jpg");
    exiftool(file, "-XMP-dc:Subject=theirs");
    const before = allPrinted(file);
    await put("picture.jpg", taggedRecord("One", ["one", "both"]));
    await one("picture.jpg", embed);
    await put("picture.jpg", taggedRecord("Two", ["both", "two"]));
    const dying = t.mock.method(files, "write", async ({ beforeSwap, found }: Parameters<typeof files.write>[0]) => {
      await beforeSwap(found.stamp);
      throw new Error("killed here");
    });
    for (const action of [embed, takeBack]) assert.equal((await one("picture.jpg", action)).state, "failed");
    dying.mock.restore();
    assert.deepEqual(printed(file, "-XMP:all")["XMP-dc:Subject"], ["theirs", "one", "both"]);
    assert.equal((await one("picture.jpg", takeBack)).state, "changed");
    assert.deepEqual(allPrinted(file), before);
  });

  test(`survives ${kills} kills: no image is damaged, and the next write of each succeeds`, async (t) => {
    const base = await temporaryFolder(t);
    const [root, state] = [path.join(base, "pictures"), path.join(base, "state")];
    await mkdir(root);
    const names = ["0.jpg", "1.png", "2.webp", "3.jpg", "4.tiff", "5.gif"];
    const keys = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      await drawAs(root, name.slice(2) as "jpg", index, name);
      exiftool(path.join(root, name), "-XMP-dc:Subject=theirs");
      keys.set(name, await contentKeyOf(path.join(root, name), never));
    }
    const random = seeded(7);
    let [written, left] = [0, 0];
    for (let kill = 0; kill < kills; kill++) {
      const acknowledged = await runUntilKilled("metadataWriter.ts", [root, state, String(kill)], {
        afterLines: below(random, 4) + 1,
        afterMs: below(random, 90),
      });
      written += acknowledged.length;
      left += (await strays(root)).length;
      for (const name of names) {
        assert.equal(await contentKeyOf(path.join(root, name), never), keys.get(name), `${name} after kill ${kill}`);
        await sharp(path.join(root, name), { failOn: "error" }).stats();
      }
      const records = recordStore(state);
      const { put, one, files, folder, scanner } = openWriting(root, records);
      const { leftovers = [] } = await scanner.scan(root, { exclude: [], useGitignore: false, under: "" }, never);
      for (const place of leftovers) await records.sweep(folder, place);
      for (const name of names) {
        await put(name, taggedRecord(`After ${kill}`, ["after", `kill ${kill}`]));
        const { failure } = await one(name, embed);
        assert.equal(failure, undefined, `${name} after kill ${kill}`);
      }
      await files.close();
      await records.close();
      assert.deepEqual(await strays(root), [], `kill ${kill}`);
    }
    const records = recordStore(state);
    const { one, files } = openWriting(root, records);
    for (const name of names) {
      await one(name, takeBack);
      assert.deepEqual([printed(path.join(root, name), "-XMP:all")["XMP-dc:Subject"]].flat(), ["theirs"], name);
    }
    await files.close();
    await records.close();
    t.diagnostic(`${written} writes were acknowledged before ${kills} kills, which left ${left} temporary files`);
  });
});
