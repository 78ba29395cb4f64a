/** What breaks in a workbench and what it costs: errors in views, native processes that die, a host that is killed. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { imagesBelow } from "../demo/records.ts";
import { logged } from "../workbench/extensionLog.ts";
import { mappedFiles, processesUnknown, roomOf, roomsOf } from "../workbench/processes.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

describe("a workbench in which things break", { timeout: 4 * limitMs, skip: processesUnknown }, () => {
  const gallery = setUpGallery({ latencyMs: 300, folders: ["City", "Home", "Nature"] });

  /** As a mistake in the view's own code would: nobody catches it. */
  const breakIn = (frame: Frame): Promise<unknown> =>
    frame.evaluate(`(() => {
      function thrownOnPurpose() { throw new Error("broken on purpose"); }
      function rejectedOnPurpose() { return Promise.reject(new Error("rejected on purpose")); }
      setTimeout(thrownOnPurpose, 0);
      void rejectedOnPurpose();
    })()`);

  test("the log says how long the activation took", async () => {
    await tagger.openLibrary(gallery.page);
    await logged(gallery.profile, /\[info\] Image Tagger \d+\.\d+\.\d+ was activated in \d+ ms\./);
  });

  for (const [view, open] of [
    ["library", tagger.openLibrary],
    ["search", tagger.openSearch],
  ] as const) {
    test(`an error and a rejection in the ${view} view stand in the log with level, view and stack`, async () => {
      await breakIn(await open(gallery.page));
      const stack = (name: string): string => `\\n.*\\n?\\s*at ${name}`;
      await logged(
        gallery.profile,
        new RegExp(`\\[error\\] ${view} view: broken on purpose${stack("thrownOnPurpose")}`),
      );
      await logged(
        gallery.profile,
        new RegExp(`\\[error\\] ${view} view: rejected on purpose${stack("rejectedOnPurpose")}`),
      );
    });
  }

  test("a native process that is killed in the middle of a batch costs at most a second try", async () => {
    const total = imagesBelow(gallery.folder).length;
    await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(gallery.page, () => gallery.ollama.looks.length >= 5);
    assert.ok(gallery.ollama.looks.length < total, "the batch is still at work");
    const killed = await roomOf(gallery.profile, "images");
    process.kill(killed.pid, "SIGKILL");
    await untilAllTagged(gallery.folder);
    assert.ok([...gallery.ollama.imageCounts().values()].every((count) => count <= 2));
    await logged(gallery.profile, new RegExp(`Tagging ended \\(drained\\): ${total} done, 0 failed`));
    assert.notEqual((await roomOf(gallery.profile, "images")).pid, killed.pid);
  });

  test("the extension host has loaded no native part of ours after tagging, thumbnails and a search", async () => {
    const view = await tagger.openSearch(gallery.page);
    await tagger.search(view, "red", (labels) => labels.length > 0);
    const { pid, parent } = await roomOf(gallery.profile, "catalog");
    const isOurs = (file: string): boolean => file.startsWith(gallery.profile.extensions) && /\.(node|so)\b/.test(file);
    assert.deepEqual(mappedFiles(parent).filter(isOurs), []);
    assert.ok(mappedFiles(pid).some(isOurs), "the room has, so that it would be seen");
  });

  test("when the extension host is killed, its processes end by themselves", async () => {
    const before = roomsOf(gallery.profile);
    const host = before[0]?.parent;
    assert.ok(host !== undefined && before.length > 0);
    process.kill(host, "SIGKILL");
    const pids = new Set(before.map(({ pid }) => pid));
    await until(
      () => roomsOf(gallery.profile).filter(({ pid, parent }) => pids.has(pid) || parent === host),
      (left) => left.length === 0,
      // far more than they take, far less than the idle time after which they end in any case
      20_000,
    );
  });
});
