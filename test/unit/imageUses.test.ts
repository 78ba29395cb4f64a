/** Uses of images: read when asked, kept up with documents and images that change, and only what changed is read again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Library } from "../../src/extension/core/library.ts";
import { referencesOf } from "../../src/extension/core/references/documents.ts";
import { ImageUses, type DocumentReader } from "../../src/extension/core/references/imageUses.ts";
import type { LibraryFolder } from "../../src/extension/core/ports.ts";
import { rowOf } from "../../src/extension/core/rows.ts";

const { signal } = new AbortController();
const folders: readonly LibraryFolder[] = [
  { key: "a", root: "/w/a", name: "a" },
  { key: "b", root: "/w/b", name: "b" },
];
const hash = (text: string): string => text;

function scene() {
  const library = new Library(hash);
  library.setFolders(folders);
  const put = (folder: LibraryFolder | undefined, path: string): void => {
    assert.ok(folder);
    const image = library.imageAt(folder, path);
    library.put([rowOf(image, { path, stamp: { size: 1, mtimeMs: 1 }, decodable: true }, "", undefined, hash)]);
  };
  const texts = new Map<string, string>();
  const read: string[] = [];
  const reader: DocumentReader = {
    documents: (root, _, known) =>
      Promise.resolve(
        [...texts].flatMap(([file, text]) => {
          if (!file.startsWith(`${root}/`)) return [];
          const path = file.slice(root.length + 1);
          if (known.get(path) === text) return [{ path, stamp: text }];
          read.push(file);
          return [{ path, stamp: text, references: referencesOf(path, text) }];
        }),
      ),
  };
  const uses = new ImageUses(library, reader, () => ({ exclude: [], useGitignore: false, under: "" }));
  const usedIn = async (document?: string): Promise<string[]> =>
    [...(await uses.usedIn(document, signal))].map((id) => id.replace("\n", "/")).sort();
  return { library, put, texts, read, uses, usedIn };
}

test("uses are found over library folders, with document, place and line", async () => {
  const { library, put, texts, uses } = scene();
  put(folders[0], "x.png");
  texts.set("/w/b/doc/r.md", "one\n\n![](../../a/x.png) ![](X.PNG) ![](nowhere.png)");
  const id = library.inOrder()[0] ?? "";
  const found = await uses.of(id, signal);
  assert.deepEqual(
    found.map(({ folder, path, at, length, line }) => [folder.key, path, at, length, line]),
    [["b", "doc/r.md", 9, 13, 3]],
  );
  library.dispose();
});

test("nothing is read before somebody asks, and later only what changed", async () => {
  const { library, put, texts, read, uses, usedIn } = scene();
  put(folders[0], "x.png");
  put(folders[0], "y.png");
  texts.set("/w/a/1.md", "![](x.png)").set("/w/a/2.md", "![](y.png)");
  assert.equal(uses.isAsked, false);
  assert.deepEqual(await usedIn(), ["a/x.png", "a/y.png"]);
  assert.deepEqual(await usedIn("A/1"), ["a/x.png"], "the library folder's name counts too");
  assert.deepEqual(read.splice(0), ["/w/a/1.md", "/w/a/2.md"]);
  texts.set("/w/a/2.md", "nothing");
  assert.deepEqual(await usedIn(), ["a/x.png", "a/y.png"], "nobody told of the change");
  uses.changed(folders[0]);
  assert.deepEqual(await usedIn(), ["a/x.png"]);
  assert.deepEqual(read.splice(0), ["/w/a/2.md"]);
  texts.delete("/w/a/1.md");
  uses.changed();
  assert.deepEqual(await usedIn(), []);
  assert.deepEqual(read, []);
  library.dispose();
});

test("an image that comes later is used by documents that were read before", async () => {
  const { library, put, texts, read, usedIn, uses } = scene();
  texts.set("/w/a/1.md", "![](x.png) ![](y.png)").set("/w/a/0.md", "![](y.png)");
  assert.deepEqual(await usedIn(), []);
  read.length = 0;
  put(folders[0], "y.png");
  assert.deepEqual(await usedIn(), ["a/y.png"]);
  assert.deepEqual(await uses.documents(signal), ["0.md", "1.md"]);
  assert.deepEqual(read, []);
  library.dispose();
});
