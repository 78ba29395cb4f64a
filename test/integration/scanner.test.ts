/** The scanner on a real file system: what it finds, what it leaves out, where links lead, what it reports. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { FolderScanner } from "../../src/extension/adapters/scanner/folderScanner.ts";
import type { ScanOptions } from "../../src/extension/core/scanning.ts";
import { failureOf } from "../../src/shared/failures.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const plain: ScanOptions = { exclude: [], useGitignore: false, under: "" };

/** A folder with these files; a name that ends with `/` is a folder. */
async function tree(t: TestContext, ...names: readonly string[]): Promise<string> {
  const root = path.join(await temporaryFolder(t), "root");
  await mkdir(root);
  for (const name of names) {
    await mkdir(path.join(root, name.endsWith("/") ? name : path.dirname(name)), { recursive: true });
    if (!name.endsWith("/")) await writeFile(path.join(root, name), name);
  }
  return root;
}

async function found(root: string, options: Partial<ScanOptions> = {}): Promise<readonly string[]> {
  const { images } = await new FolderScanner().scan(root, { ...plain, ...options }, never);
  return images.map((image) => image.path).sort();
}

describe("the scanner", () => {
  test("finds images of any case and depth, and lists those that cannot be decoded as such", async (t) => {
    const root = await tree(t, "a.JPG", "b/c/d.webp", "e.txt", "f.heic", "g", ".png", "h.jpeg.txt");
    const { images } = await new FolderScanner().scan(root, plain, never);
    assert.deepEqual(Object.fromEntries(images.map((image) => [image.path, image.decodable])), {
      "a.JPG": true,
      "b/c/d.webp": true,
      "f.heic": false,
    });
  });

  test("leaves out hidden files and folders, dependencies and what the globs name", async (t) => {
    const root = await tree(
      t,
      ".hidden/a.png",
      "._b.png",
      "node_modules/c.png",
      "cache/d.png",
      "e/cache/f.png",
      "g.png",
      "h/i.png",
    );
    assert.deepEqual(await found(root, { exclude: ["**/cache/**", "h"] }), ["g.png"]);
  });

  test("obeys .gitignore files of outer and inner folders where that is wanted", async (t) => {
    const root = await tree(t, "a.png", "out/b.png", "in/c.png", "in/d.png", "in/deep/e.png");
    await writeFile(path.join(root, ".gitignore"), "out/\nc.png\ne.png\n");
    await writeFile(path.join(root, "in/.gitignore"), "!e.png\n");
    assert.deepEqual(await found(root, { useGitignore: true }), ["a.png", "in/d.png", "in/deep/e.png"]);
    assert.equal((await found(root)).length, 5);
    assert.deepEqual(await found(root, { useGitignore: true, under: "in" }), ["in/d.png", "in/deep/e.png"]);
  });

  test("waits for no pipe in the place of a .gitignore, and reads none behind a link", async (t) => {
    const root = await tree(t, "a.png", "b/c.png", "../outside");
    execFileSync("mkfifo", [path.join(root, ".gitignore")]);
    await writeFile(path.join(root, "../outside"), "*.png");
    await symlink("../../outside", path.join(root, "b/.gitignore"));
    assert.deepEqual(await found(root, { useGitignore: true }), ["a.png", "b/c.png"]);
    assert.deepEqual(await found(root, { useGitignore: true, under: "b" }), ["b/c.png"]);
  });

  test("follows links inside the folder only, and ends in loops", async (t) => {
    const root = await tree(t, "a/b.png", "other/", "../outside/secret.png");
    await symlink("../../outside", path.join(root, "a/out"));
    await symlink("../../outside/secret.png", path.join(root, "a/secret.png"));
    await symlink("..", path.join(root, "a/up"));
    await symlink("../a/b.png", path.join(root, "other/link.png"));
    await symlink("nowhere.png", path.join(root, "dangling.png"));
    await symlink("loop.png", path.join(root, "loop.png"));
    await symlink("../outside/secret.png", path.join(root, "no image"));
    const { images, leftOut } = await new FolderScanner().scan(root, plain, never);
    assert.deepEqual(images.map((image) => image.path).sort(), ["a/b.png", "other/link.png"]);
    assert.deepEqual(Object.fromEntries(leftOut.map((one) => [one.path, one.why])), {
      "a/out": "outside",
      "a/secret.png": "outside",
      "dangling.png": "nowhere",
      "loop.png": "nowhere",
    });
  });

  test("has no stamp for a link out of the folder that stands in the place of an image", async (t) => {
    const root = await tree(t, "a.png", "b.png", "../outside/secret.png", "../outside/b.png");
    const scanner = new FolderScanner();
    await rm(path.join(root, "a.png"));
    await symlink("../outside/secret.png", path.join(root, "a.png"));
    assert.equal(await scanner.stamp(root, "a.png", never), undefined);
    assert.notEqual(await scanner.stamp(root, "b.png", never), undefined);
    await symlink("../outside", path.join(root, "folder"));
    assert.equal(await scanner.stamp(root, "folder/b.png", never), undefined);
  });

  test("passes over folders and pipes that are named like images", async (t) => {
    const root = await tree(t, "a.png/b.jpg");
    execFileSync("mkfifo", [path.join(root, "pipe.png")]);
    const { images, leftOut } = await new FolderScanner().scan(root, plain, never);
    assert.deepEqual(
      images.map((image) => image.path),
      ["a.png/b.jpg"],
    );
    assert.deepEqual(leftOut, [{ path: "pipe.png", why: "noFile" }]);
  });

  test("keeps names with spaces, quotes, line breaks, percent signs and text directions as they are", async (t) => {
    const names = [
      "a b.png",
      'c"d.png',
      "e\nf.png",
      "g%20h.png",
      "i\u202Egnp.png",
      "-j.png",
      "#k.png",
      `${"l".repeat(250)}.png`,
    ];
    assert.deepEqual(await found(await tree(t, ...names)), [...names].sort());
  });

  test("reports a name that is not valid UTF-8 instead of losing it", async (t) => {
    const root = await tree(t, "a.png");
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x62, 0xff]), Buffer.from(".png")]), "x");
    const { images, problems } = await new FolderScanner().scan(root, plain, never);
    assert.deepEqual([images.length, problems.length], [1, 1]);
    assert.match(problems[0]?.failure.message ?? "", /UTF-8/);
  });

  test("does not take such a name for the file that is really called so, and reports folders of such names", async (t) => {
    const root = await tree(t, "b\uFFFD.png", "c\uFFFD/d.png");
    const named = (...bytes: readonly (string | number)[]): Buffer =>
      Buffer.concat([`${root}/`, ...bytes].map((part) => Buffer.from(typeof part === "string" ? part : [part])));
    for (const wrong of [0xff, 0xfe]) await writeFile(named("b", wrong, ".png"), "x");
    await writeFile(named("b", 0xff, ".txt"), "x");
    await mkdir(named("c", 0xff));
    const { images, problems } = await new FolderScanner().scan(root, plain, never);
    assert.deepEqual(images.map((image) => image.path).sort(), ["b\uFFFD.png", "c\uFFFD/d.png"]);
    assert.deepEqual(problems.map((problem) => problem.path).sort(), ["b\uFFFD.png", "b\uFFFD.png", "c\uFFFD"]);
    for (const { failure } of problems) assert.match(failure.message, /UTF-8/);
  });

  test("tells the stamps of record files per folder", async (t) => {
    const root = await tree(
      t,
      "image_metadata.json",
      "a/image_metadata.details.json",
      "a/.image_metadata.journal",
      "b/c.png",
    );
    const { records } = await new FolderScanner().scan(root, plain, never);
    const byFolder = new Map(records.map((record) => [record.folder, Object.keys(record).sort()]));
    assert.deepEqual(byFolder.get(""), ["folder", "index"]);
    assert.deepEqual(byFolder.get("a"), ["details", "folder", "journal"]);
    assert.equal(byFolder.size, 2);
  });

  test(
    "reports a folder that may not be read, and finds the rest",
    { skip: process.getuid?.() !== 0 && "only root can become another user" },
    async (t) => {
      const root = await tree(t, "a.png", "closed/b.png");
      await chmod(path.join(root, "closed"), 0o700);
      await chmod(path.dirname(root), 0o755);
      const program = `
      import { FolderScanner } from ${JSON.stringify(path.join(import.meta.dirname, "../../src/extension/adapters/scanner/folderScanner.ts"))};
      const scan = await new FolderScanner().scan(${JSON.stringify(root)}, ${JSON.stringify(plain)}, new AbortController().signal);
      console.log(JSON.stringify(scan));
      process.exit(0);`;
      const printed = execFileSync(
        "setpriv",
        ["--reuid=65534", "--clear-groups", process.execPath, "--input-type=module", "-e", program],
        { encoding: "utf8" },
      );
      const scan = JSON.parse(printed) as {
        images: { path: string }[];
        problems: { path: string; failure: { reason: string } }[];
      };
      assert.deepEqual(
        scan.images.map((image) => image.path),
        ["a.png"],
      );
      assert.deepEqual(
        scan.problems.map(({ path: at, failure }) => [at, failure.reason]),
        [["closed", "unreadable"]],
      );
    },
  );

  test("fails by name where the root is not there", async (t) => {
    const root = await tree(t);
    await assert.rejects(
      new FolderScanner().scan(path.join(root, "gone"), plain, never),
      (thrown) => failureOf(thrown).reason === "notFound",
    );
  });

  test("ends at a stop, and walks again afterwards", async (t) => {
    const root = await tree(t, "a.png");
    const scanner = new FolderScanner();
    const stop = new AbortController();
    const scan = scanner.scan(root, plain, stop.signal);
    stop.abort();
    await assert.rejects(scan, (thrown) => failureOf(thrown).reason === "aborted");
    assert.equal((await scanner.scan(root, plain, never)).images.length, 1);
  });
});
