/** The log: hostile names forge no lines in it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogOutputChannel } from "vscode";
import { safeLog } from "../../src/extension/editor/safeLog.ts";

/** Keeps what is written; frozen, as the editor's own channels are. */
function channel() {
  const lines: unknown[][] = [];
  const write = (...words: unknown[]): void => void lines.push(words);
  const kept = {
    name: "Test",
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => lines.length,
  };
  return { lines, log: safeLog(Object.freeze(kept) as unknown as LogOutputChannel) };
}

test("a line break in a name does not begin a line of the log", () => {
  const { lines, log } = channel();
  log.warn("Cannot read a\n2026-01-01 00:00:00.000 [error] forged\r\nb\u2028c.png: it is not there.");
  assert.deepEqual(lines, [
    ["Cannot read a\n    2026-01-01 00:00:00.000 [error] forged\n    b\n    c.png: it is not there."],
  ]);
});

test("control characters and directions of text are shown, errors and plain words are kept", () => {
  const { lines, log } = channel();
  const thrown = new Error("a\nb");
  log.error("x\u001b[2J\u202ey\tz", thrown, "more\nwords");
  log.error(thrown);
  log.info("plain é 漢 😀");
  assert.deepEqual(lines, [["x\ufffd[2J\ufffdy\tz", thrown, "more\n    words"], [thrown], ["plain é 漢 😀"]]);
});

test("the rest of the channel is the channel's own", () => {
  const { log } = channel();
  assert.equal(log.name, "Test");
  assert.equal(log.show(), 0);
});
