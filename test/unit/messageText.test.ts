/** Sentences for messages: VS Code makes links and commands of some texts, and names must not become any. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { displayText, messageText } from "../../src/extension/core/views/displayText.ts";

/** What the editor takes for a link in messages, titles of progress and prompts. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;

describe("a sentence for a message", () => {
  for (const name of [
    "[Fix](command:workbench.action.quit).png",
    '[x](command:vscode.open?%5B%22file%3A%2F%2F%2Fetc%2Fpasswd%22%5D "nice").png',
    "[a](https://evil.example).png",
    "[a]\u200b(file:///etc/passwd).png",
    "[a]\u2060(COMMAND:x)[b](command:y)",
  ])
    test(`has no link for ${JSON.stringify(name)}, and says its words`, () => {
      const sentence = messageText(`Cannot read /pictures/${name}: it is not there.`);
      assert.doesNotMatch(sentence, link);
      assert.match(sentence, /it is not there\.$/);
      assert.match(sentence, /\[(?:Fix|x|a)\] \(/);
    });

  test("has one line, nothing that reorders it, and a bounded length", () => {
    assert.equal(messageText("a\nOK: all is well\u202e\u2066gnp.\u001b[31m"), "a OK: all is wellgnp. [31m");
    assert.equal(messageText("x ".repeat(5_000)).length <= 1_000, true);
  });

  test("keeps what is no link as it is", () => {
    const plain = "Cannot read “a[1] (copy).png” (EACCES). See $(x) and {0}.";
    assert.equal(messageText(plain), plain);
  });
});

test("a label draws no icon of a name", () => {
  assert.equal(displayText("$(trash) $(sync~spin).png"), "$ (trash) $ (sync~spin).png");
});

test("messages are shown in one place, which cleans them", () => {
  const editor = path.join(import.meta.dirname, "../../src/extension/editor");
  const shows = /\bwindow\s*\.\s*show(?:Information|Warning|Error)Message\b|ProgressLocation\.Notification/;
  const files = readdirSync(editor, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  assert.deepEqual(
    files.filter((name) => shows.test(readFileSync(path.join(editor, name), "utf8"))),
    ["messages.ts"],
  );
});
