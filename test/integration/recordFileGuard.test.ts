/** What stands under a record file's name and is none: links out of the library, pipes, folders. Hostile folders bring them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const names = ["image_metadata.json", "image_metadata.details.json", ".image_metadata.journal"];

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  await drawGallery(folder, 3);
  const storage = ["--storage", path.join(base, "storage"), "--json"];
  return { base, folder, storage, tag: ["tag", folder, "--engine", "builtin", "--embed-model", "none", ...storage] };
}

describe("a folder with something else under a record file's name", () => {
  for (const name of names)
    test(`${name} as a link out of the library is neither read, copied nor written through`, async (t) => {
      const { base, folder, tag } = await scene(t);
      const outside = path.join(base, "outside");
      await writeFile(outside, "CANARY of another folder");
      await symlink(outside, path.join(folder, name));
      const run = await runCommand(tag);
      assert.equal(await readFile(outside, "utf8"), "CANARY of another folder");
      assert.equal(run.code, 1, run.stderr);
      assert.deepEqual((await readdir(folder)).sort(), [name, "more", "p00.jpg", "p01.jpg"].sort());
      const states = run.json().flatMap(({ path: image, status }) => (status ? [`${image ?? ""} ${status}`] : []));
      assert.deepEqual(states.sort(), ["more/p02.jpg completed", "p00.jpg failed", "p01.jpg failed"]);
    });

  for (const kind of ["pipe", "folder"])
    test(`a ${kind} fails the images beside it by name, and the rest is tagged`, async (t) => {
      const { folder, tag, storage } = await scene(t);
      for (const name of names) {
        const at = path.join(folder, "more", name);
        if (kind === "folder") await mkdir(at);
        else execFileSync("mkfifo", [at]);
      }
      const run = await runCommand(tag);
      assert.equal(run.code, 1, run.stderr);
      const failed = run.json().filter(({ status }) => status === "failed");
      assert.deepEqual(
        failed.map(({ path: image }) => image),
        ["more/p02.jpg"],
      );
      const status = await runCommand(["status", folder, ...storage]);
      const { images, tagged, untagged } = status.json()[0] ?? {};
      assert.deepEqual({ code: status.code, images, tagged, untagged }, { code: 0, images: 3, tagged: 2, untagged: 1 });
    });

  for (const kind of ["pipe", "link"])
    test(`a ${kind} in the place of the vocabulary ends the run by name before anything is looked at`, async (t) => {
      const { base, folder, tag } = await scene(t);
      const outside = path.join(base, "outside");
      await mkdir(outside);
      await writeFile(path.join(outside, "image-tags.json"), "CANARY");
      if (kind === "link") await symlink(outside, path.join(folder, ".vscode"));
      else {
        await mkdir(path.join(folder, ".vscode"));
        execFileSync("mkfifo", [path.join(folder, ".vscode/image-tags.json")]);
      }
      const run = await runCommand(tag);
      assert.equal(run.code, 2);
      assert.match(run.stderr, kind === "link" ? /leads out of the library folder/ : /no regular file/);
      assert.doesNotMatch(run.stderr, /CANARY/);
    });

  test("an index file that is a link inside the library is written behind the link", async (t) => {
    const { folder, tag } = await scene(t);
    await writeFile(path.join(folder, "shared.json"), "{}");
    await symlink("shared.json", path.join(folder, "image_metadata.json"));
    assert.equal((await runCommand(tag)).code, 0);
    assert.match(await readFile(path.join(folder, "shared.json"), "utf8"), /"p00\.jpg"/);
  });
});
