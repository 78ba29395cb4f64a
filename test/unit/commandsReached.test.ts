/** Every command, menu entry and key of package.json is reached by a test of the workbench; what is not is named. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { contextOf } from "../e2e/workbench/reach.ts";
import { commandIds, entriesOf, idOf, keys, menus, paletteTitle, titleOf } from "../e2e/workbench/contributed.ts";

/** Commands that tests run in another way: the file, and what stands in it. */
const runOtherwise: Readonly<Record<string, readonly [file: string, text: string]>> = {
  "imageTagger.renameTag": ["tagsTree.test.ts", 'byKey("F2"'],
  "imageTagger.deleteTag": ["tagsTree.test.ts", 'byKey("Delete"'],
  "imageTagger.addTagToVocabulary": ["tagsTree.test.ts", 'row("espresso"), "Add to Vocabulary"'],
  "imageTagger.renameBookmark": ["trees.test.ts", 'press("F2")'],
  "imageTagger.removeBookmark": ["trees.test.ts", 'press("Delete")'],
  "imageTagger.moveBookmarkUp": ["trees.test.ts", 'press("Alt+ArrowUp")'],
  "imageTagger.moveBookmarkDown": ["trees.test.ts", 'press("Alt+ArrowDown")'],
  "imageTagger.showMoreTasks": ["menus.test.ts", "await more.click()"],
  "imageTagger.openBookmark": ["trees.test.ts", 'row("Bookmarks", "City").click()'],
};

const tests = path.join(import.meta.dirname, "../e2e/ui");
const source = [...readdirSync(tests).map((name) => path.join(tests, name)), path.join(tests, "../workbench/tagger.ts")]
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** The literals of calls that run what they name, and fail where it is not offered. */
function isRun(id: string): boolean {
  const [file, text] = runOtherwise[id] ?? [];
  if (file !== undefined && text !== undefined) return readFileSync(path.join(tests, file), "utf8").includes(text);
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  const title = escaped(paletteTitle(id).replace(/…$/u, ""));
  const entry = escaped(titleOf(id));
  return [
    String.raw`(?:runById|pressById|chooseById(?:Until)?)\([^;]*?"${escaped(id)}"`,
    String.raw`(?:runCommand|command)\([^;"]*"${title}…?"`,
    String.raw`(?:const \w+|\w+:) ?=? ?"${title}…?"`,
    String.raw`(?:chooseFromMenu|choose)\([^;]*?"${entry}",`,
    String.raw`press\(row\([^;]*, "${entry}"\)`,
  ].some((pattern) => new RegExp(pattern, "u").test(source));
}

/** The entries whose whole menu some test compares with package.json. */
function listed(): ReadonlySet<object> {
  const found = new Set<object>();
  const add = (...entries: readonly object[]): void => entries.forEach((entry) => found.add(entry));
  const calls = (pattern: RegExp): readonly RegExpMatchArray[] => [...source.matchAll(pattern)];
  for (const [, view = "", viewItem = "", flags = ""] of calls(
    /checkRowMenu\([^;]*?"(imageTagger\.\w+)",\s*"([\w.]+)"((?:,\s*"!?\w+")*)/gu,
  ))
    for (const part of ["inline", "menu"] as const)
      add(...entriesOf("view/item/context", { view, viewItem, ...contextOf(flagsIn(flags)) }, part));
  if (calls(/checkEditorMenu\(/gu).length > 0) add(...entriesOf("editor/context", { editorTextFocus: true }));
  for (const [, id = ""] of calls(/checkSubmenu\([^;]*?"(imageTagger\.\w+)"/gu)) add(...entriesOf(id, {}));
  for (const [, webviewId = ""] of calls(/checkCardMenu\([^;]*?"(imageTagger\.\w+)"/gu))
    add(...entriesOf("webview/context", { webviewId, webviewSection: "images", imageCount: 1 }));
  for (const [, kind = ""] of calls(/checkExplorerMenu\([^;]*?"(folder|image)"/gu))
    add(
      ...entriesOf("explorer/context", {
        explorerResourceIsFolder: kind === "folder",
        resourceExtname: kind === "folder" ? "" : ".png",
      }),
    );
  for (const [, view = "", flags = ""] of calls(/checkTitleMenu\([^;]*?"(imageTagger\.\w+)"((?:,\s*"!?\w+")*)/gu))
    for (const part of ["inline", "menu"] as const)
      add(...entriesOf("view/title", { view, ...contextOf(flagsIn(flags)) }, part));
  return found;
}

/** The words of a call behind the view, each a key that is set there. */
const flagsIn = (written: string): readonly string[] =>
  [...written.matchAll(/"(!?\w+)"/gu)].map(([, flag = ""]) => flag);

/** Keys as package.json writes them, in the words of the tests. */
function pressed(key: string): string {
  const names: Readonly<Record<string, string>> = {
    ctrl: "Control",
    alt: "Alt",
    up: "ArrowUp",
    down: "ArrowDown",
    delete: "Delete",
  };
  const parts = key.split("+");
  const said = parts.map((part) => names[part] ?? (/^f\d+$/u.test(part) ? part.toUpperCase() : part));
  return said.join("+");
}

describe("what package.json contributes", () => {
  test("each command is run by a test of the workbench", () => {
    const missing = commandIds.filter((id) => !isRun(id));
    assert.deepEqual(missing, [], "commands without a test in test/e2e/ui");
  });

  test("each entry of a menu is in a menu that a test of the workbench compares with package.json", () => {
    const seen = listed();
    const missing = Object.entries(menus)
      .filter(([place]) => place !== "commandPalette")
      .flatMap(([place, entries]) =>
        entries
          .filter((entry) => !seen.has(entry))
          .map(
            (entry) =>
              `${place} ${/(?:view|webviewId) == '?(?:imageTagger\.)?(\w+)/u.exec(entry.when ?? "")?.[1] ?? ""} ${entry.group ?? ""} ${idOf(entry)}`,
          ),
      );
    assert.deepEqual(missing, [], "menu entries without a test in test/e2e/ui");
  });

  test("each key is pressed by a test of the workbench", () => {
    const missing = keys
      .map(pressed)
      .filter((key) => !new RegExp(`["\`]${key.replaceAll("+", "\\+")}["\`]`, "iu").test(source));
    assert.deepEqual(missing, [], "keys without a test in test/e2e/ui");
  });
});
