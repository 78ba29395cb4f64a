/** Broken and dangerous files that others made, through a real images room: each decodes or fails by name, and the room lives on. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { ExpectedError, type Reason } from "../../src/shared/failures.ts";
import { corpusFolder, imagesBelow, skipWithout } from "../fixtures/corpus.ts";
import { redIcon } from "../fixtures/drawnImages.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";

const { put } = suiteFolder();
const hostile = corpusFolder("hostile/third-party");
const named: readonly Reason[] = ["undecodable", "tooLarge", "unreadable", "timedOut"];

test(
  "every hostile file is prepared or fails with a named reason",
  { skip: skipWithout(hostile), timeout: 180_000 },
  async (context) => {
    const { room, images, lines } = openImagesRoom();
    const signal = new AbortController().signal;
    const files = imagesBelow(hostile!);
    const tally = new Map<string, number>();
    const wrong: string[] = [];
    const prepare = async (path: string): Promise<void> => {
      try {
        await images.prepare({ path, maxSidePx: 896 }, signal);
        tally.set("prepared", (tally.get("prepared") ?? 0) + 1);
      } catch (error) {
        const reason = error instanceof ExpectedError ? error.reason : "none";
        tally.set(reason, (tally.get(reason) ?? 0) + 1);
        const message = error instanceof Error ? error.message : "";
        if (!named.includes(reason as Reason) || !message.includes(basename(path).slice(0, 20))) {
          wrong.push(`${path}: ${String(error)}`);
        }
      }
    };
    await Promise.all(files.map(prepare));
    context.diagnostic(
      `${files.length} files: ${JSON.stringify(Object.fromEntries(tally))}; ${lines.length} lines logged`,
    );
    assert.deepEqual(wrong, []);
    const path = await put("after.png", await redIcon());
    assert.equal((await images.prepare({ path, maxSidePx: 64 }, signal)).jpegWidth, 64);
    await room.close();
  },
);
