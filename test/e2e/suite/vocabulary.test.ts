/** The tag vocabulary in a real extension host: its command, its file type and schema, and its problems at their place. */
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { after, describe, it } from "./mocha.ts";

/** Waits for it; a fault fails the test and does not hang it. */
async function until<T>(find: () => T | undefined, what: string): Promise<T> {
  for (let waited = 0; waited < 300; waited++) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`It never came about: ${what}`);
}

describe("the tag vocabulary", () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, ".vscode", "image-tags.json");
  const ours = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Image Tagger");

  after(() => rm(uri.fsPath, { force: true }));

  it("is begun by its command with an example in which nothing is wrong, comments and commas included", async () => {
    await vscode.commands.executeCommand("imageTagger.openVocabulary");
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, uri.fsPath);
    assert.match(editor.document.getText(), /"aliases": \["hound", "puppy"\]/u);
    assert.equal(editor.document.languageId, "jsonc");
    // long enough for the editor's own check of JSON by our schema
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.deepEqual(
      vscode.languages.getDiagnostics(uri).map(({ message }) => message),
      [],
    );
  });

  it("shows what is wrong with it at its place, until it is mended", async () => {
    await mkdir(vscode.Uri.joinPath(uri, "..").fsPath, { recursive: true });
    await writeFile(uri.fsPath, '{\n  "tags": ["sea"],\n  "banned": ["Sea"]\n}\n');
    const problem = await until(() => ours()[0], "a problem is shown");
    assert.match(problem.message, /“Sea” is listed and banned at once/u);
    const { start, end } = problem.range;
    assert.deepEqual([start.line, start.character, end.line, end.character], [2, 13, 2, 18]);
    await writeFile(uri.fsPath, '{ "tags": ["sea"] }');
    await until(() => (ours().length === 0 ? true : undefined), "the problem is gone");
  });

  it("is checked while it is typed, by the schema that comes with the extension", async () => {
    await writeFile(uri.fsPath, '{ "tags": ["sea"], "maximum": 900 }');
    await vscode.window.showTextDocument(uri);
    const found = await until(
      () => vscode.languages.getDiagnostics(uri).find(({ source }) => source !== "Image Tagger"),
      "the editor's own check speaks",
    );
    assert.match(found.message, /50/u);
  });
});
