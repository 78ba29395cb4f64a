/** Every command and menu entry of package.json is reached by a test of the workbench; what is not is listed by name. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { commandIds, entriesOf, idOf, menus, paletteTitle, titleOf } from "../e2e/workbench/contributed.ts";

/** Commands that no test of the workbench runs yet. A line goes when its test comes: one that is reached fails below. */
const notRunYet: readonly string[] = [
  "imageTagger.tagImage",
  "imageTagger.stopTagging",
  "imageTagger.resumeTagging",
  "imageTagger.retryFailed",
  "imageTagger.clearQueue",
  "imageTagger.copyReason",
  "imageTagger.showMoreTasks",
  "imageTagger.showFailures",
  "imageTagger.showTag",
  "imageTagger.copyTag",
  "imageTagger.sortTagsByName",
  "imageTagger.sortTagsByCount",
  "imageTagger.editSelection",
  "imageTagger.writeMetadataSelection",
  "imageTagger.openVocabulary",
  "imageTagger.openRecentSearch",
  "imageTagger.saveRecentSearch",
  "imageTagger.forgetRecentSearch",
  "imageTagger.clearRecentSearches",
];

/** Menu entries (place, condition's view, command) of which no test looks at the menu yet; the same holds. */
const notListedYet: readonly string[] = [
  "view/title tags navigation@1 imageTagger.sortTagsByName",
  "view/title tags navigation@1 imageTagger.sortTagsByCount",
  "view/title tags 2_words@0 imageTagger.findSimilarTags",
  "view/title tags 2_words@1 imageTagger.openVocabulary",
  "view/title tags 3_edit@1 imageTagger.undoEdit",
  "view/title tags 3_edit@2 imageTagger.redoEdit",
  "view/title search navigation@1 imageTagger.openLibrary",
  "view/title folders navigation@1 imageTagger.stopTagging",
  "view/title folders navigation@2 imageTagger.resumeTagging",
  "view/title queue navigation@1 imageTagger.stopTagging",
  "view/title queue navigation@1 imageTagger.resumeTagging",
  "view/title queue navigation@2 imageTagger.retryFailed",
  "view/title queue navigation@4 imageTagger.stopVectors",
  "view/title queue navigation@4 imageTagger.makeVectors",
  "view/title bookmarks navigation@1 imageTagger.bookmarkSearch",
  "view/title bookmarks navigation@2 imageTagger.newBookmarkGroup",
  "view/title bookmarks 1_file@1 imageTagger.exportBookmarks",
  "view/title bookmarks 1_file@2 imageTagger.importBookmarks",
  "view/item/context queue inline@1 imageTagger.tagFirst",
  "view/item/context queue inline@2 imageTagger.removeFromQueue",
  "view/item/context queue inline@1 imageTagger.retryImage",
  "view/item/context queue inline@2 imageTagger.copyReason",
  "view/item/context queue inline@1 imageTagger.retryFailed",
  "view/item/context queue inline@2 imageTagger.copyFailures",
  "view/item/context queue 2_use@2 imageTagger.copyReason",
  "view/item/context queue 3_tag@1 imageTagger.tagFirst",
  "view/item/context queue 3_tag@2 imageTagger.removeFromQueue",
  "view/item/context queue 3_tag@1 imageTagger.retryImage",
  "view/item/context queue 3_tag@1 imageTagger.retryFailed",
  "view/item/context queue 3_tag@2 imageTagger.copyFailures",
  "view/item/context queue 3_tag@1 imageTagger.clearQueue",
  "view/item/context bookmarks inline@1 imageTagger.insertImage",
  "view/item/context bookmarks inline@9 imageTagger.removeBookmark",
  "view/item/context bookmarks 1_open@1 imageTagger.openImage",
  "view/item/context bookmarks 1_open@2 imageTagger.openInLibrary",
  "view/item/context bookmarks 1_open@1 imageTagger.openInLibrary",
  "view/item/context bookmarks 1_open@3 imageTagger.revealImage",
  "view/item/context bookmarks 1_open@4 imageTagger.findSimilar",
  "view/item/context bookmarks 2_use@1 imageTagger.insertImage",
  "view/item/context bookmarks 2_use@2 imageTagger.copyMarkdown",
  "view/item/context bookmarks 2_use@3 imageTagger.copyPath",
  "view/item/context bookmarks 3_tag@1 imageTagger.tagImage",
  "view/item/context bookmarks 3_tag@2 imageTagger.tagAgain",
  "view/item/context bookmarks 3_tag@1 imageTagger.tagFolder",
  "view/item/context tags 1_open@1 imageTagger.showTag",
  "view/item/context tags 2_edit@1 imageTagger.renameTag",
  "view/item/context tags 2_edit@2 imageTagger.deleteTag",
  "view/item/context tags 1_open@2 imageTagger.findSimilarTags",
  "view/item/context tags 2_edit@3 imageTagger.addTagToVocabulary",
  "view/item/context tags 3_copy@1 imageTagger.copyTag",
  "view/item/context bookmarks 4_mark@1 imageTagger.renameBookmark",
  "view/item/context bookmarks 4_mark@2 imageTagger.removeBookmark",
  "view/item/context bookmarks 5_order@1 imageTagger.moveToBookmarkGroup",
  "view/item/context bookmarks 5_order@2 imageTagger.moveBookmarkUp",
  "view/item/context bookmarks 5_order@3 imageTagger.moveBookmarkDown",
  "view/item/context bookmarks inline@1 imageTagger.saveRecentSearch",
  "view/item/context bookmarks inline@2 imageTagger.forgetRecentSearch",
  "view/item/context bookmarks 1_open@1 imageTagger.openRecentSearch",
  "view/item/context bookmarks 2_use@1 imageTagger.saveRecentSearch",
  "view/item/context bookmarks 2_use@2 imageTagger.forgetRecentSearch",
  "view/item/context bookmarks inline@1 imageTagger.clearRecentSearches",
  "view/item/context bookmarks 2_use@1 imageTagger.clearRecentSearches",
  "webview/context search 1_open@2 imageTagger.openInLibrary",
  "imageTagger.image  1_use@1 imageTagger.insertImage",
  "imageTagger.image  1_use@2 imageTagger.copyMarkdown",
  "imageTagger.image  1_use@3 imageTagger.openInLibrary",
  "imageTagger.image  1_use@4 imageTagger.findSimilar",
  "imageTagger.image  2_tag@1 imageTagger.tagImage",
  "imageTagger.image  2_tag@2 imageTagger.tagAgain",
  "imageTagger.image  2_tag@3 imageTagger.editSelection",
  "imageTagger.image  3_mark@1 imageTagger.addBookmark",
  "imageTagger.image  4_metadata@1 imageTagger.writeMetadataSelection",
  "imageTagger.image  4_metadata@2 imageTagger.previewMetadata",
  "imageTagger.image  4_metadata@3 imageTagger.removeWrittenMetadata",
  "editor/context  1_modification@9 imageTagger.insertImage",
  "imageTagger.metadata  1_write@1 imageTagger.writeMetadata",
  "imageTagger.metadata  1_write@2 imageTagger.previewMetadata",
  "imageTagger.metadata  2_remove@1 imageTagger.removeWrittenMetadata",
];

/** Commands that tests run in another way: the file, and what stands in it. */
const runOtherwise: Readonly<Record<string, readonly [file: string, text: string]>> = {
  "imageTagger.renameTag": ["tagsTree.test.ts", 'byKey("F2"'],
  "imageTagger.deleteTag": ["tagsTree.test.ts", 'byKey("Delete"'],
  "imageTagger.addTagToVocabulary": ["tagsTree.test.ts", 'row("espresso"), "Add to Vocabulary"'],
  "imageTagger.renameBookmark": ["trees.test.ts", 'press("F2")'],
  "imageTagger.removeBookmark": ["trees.test.ts", 'press("Delete")'],
  "imageTagger.moveBookmarkUp": ["trees.test.ts", 'press("Alt+ArrowUp")'],
  "imageTagger.moveBookmarkDown": ["trees.test.ts", 'press("Alt+ArrowDown")'],
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
    String.raw`(?:runById|chooseById(?:Until)?)\([^;]*?"${escaped(id)}"`,
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
  for (const [, view = "", viewItem = ""] of calls(/checkRowMenu\([^;]*?"(imageTagger\.\w+)",\s*"([\w.]+)"/gu))
    for (const part of ["inline", "menu"] as const) add(...entriesOf("view/item/context", { view, viewItem }, part));
  for (const [, webviewId = ""] of calls(/checkCardMenu\([^;]*?"(imageTagger\.\w+)"/gu))
    add(...entriesOf("webview/context", { webviewId, webviewSection: "images", imageCount: 1 }));
  for (const [, kind = ""] of calls(/checkExplorerMenu\([^;]*?"(folder|image)"/gu))
    add(
      ...entriesOf("explorer/context", {
        explorerResourceIsFolder: kind === "folder",
        resourceExtname: kind === "folder" ? "" : ".png",
      }),
    );
  for (const [, view = ""] of calls(/checkTitleMenu\([^;]*?"(imageTagger\.\w+)"/gu))
    for (const part of ["inline", "menu"] as const) add(...entriesOf("view/title", { view }, part));
  return found;
}

/** A list that must be exactly so: what is missing and what has come since are told in plain words. */
function compare(missing: readonly string[], allowed: readonly string[], what: string): void {
  const unexpected = missing.filter((each) => !allowed.includes(each));
  const outdated = allowed.filter((each) => !missing.includes(each));
  assert.deepEqual(unexpected, [], `${what} without a test in test/e2e/ui:\n${unexpected.join("\n")}`);
  assert.deepEqual(outdated, [], `These are tested, or gone; take them off the list:\n${outdated.join("\n")}`);
}

describe("what package.json contributes", () => {
  test("each command is run by a test of the workbench", () => {
    compare(
      commandIds.filter((id) => !isRun(id)),
      notRunYet,
      "Commands",
    );
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
    compare(missing, notListedYet, "Menu entries");
  });
});
