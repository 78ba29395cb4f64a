/** A folder of very many images, tagged with kills in between: what is written stays in proportion, and only the step in flight is lost. */
import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { steps } from "../../src/shared/model.ts";
import { leftovers, runUntilKilled, soundEntries } from "../fixtures/afterKill.ts";
import { below, seeded } from "../fixtures/mutations.ts";
import { imageIn, libraryFolder, never, recordStore } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** The full numbers are run by `npm run soak`. */
const images = Number(process.env["IMAGE_TAGGER_IMAGES"] ?? 1_000);
const kills = Number(process.env["IMAGE_TAGGER_KILLS"] ?? 4);
/** So that all kills come before the work is done. */
const mostLines = (images * steps.length) / kills;

/** What of the steps before `next` does another program not find? */
async function lostBefore(next: number, root: string, state: string): Promise<readonly string[]> {
  const store = recordStore(state);
  const folder = libraryFolder(root);
  const lost: string[] = [];
  for (let at = 0; at < next; at++) {
    const [name, step] = [`picture ${Math.floor(at / steps.length)}.jpg`, steps[at % steps.length] ?? "text"];
    const record = await store.read(imageIn(folder, name), never);
    if (!record?.done.includes(step)) lost.push(`${step} of ${name}`);
  }
  await store.close();
  return lost;
}

test(`${images} images of one folder cost at most ten times their files in written bytes, and ${kills} kills no complete step`, async (t) => {
  const base = await temporaryFolder(t);
  const [root, state] = [path.join(base, "pictures"), path.join(base, "state")];
  await mkdir(root);
  const random = seeded(31);
  let [next, written, checked] = [0, 0, 0];
  for (let kill = 0; kill <= kills; kill++) {
    const when = { afterLines: kill < kills ? below(random, mostLines) : Infinity, afterMs: below(random, 20) };
    const lines = await runUntilKilled("stepWriter.ts", [root, state, String(images), String(next)], when);
    const last = lines.at(-1)?.split(" ") ?? [];
    written += Number(last[0] ?? 0);
    const acknowledged = lines.map((line) => line.split(" ")[1]).filter((step) => step !== undefined);
    const latest = acknowledged.at(-1);
    if (latest === "done") next = images * steps.length;
    else if (latest !== undefined) next = Number(latest) + 1;
    assert.deepEqual(await lostBefore(next, root, state), [], `kill ${kill} after step ${next}`);
    await soundEntries(root);
    checked += next;
  }
  const sizes = ["image_metadata.json", "image_metadata.details.json"].map((name) => stat(path.join(root, name)));
  const final = (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
  assert.ok(written <= 10 * final, `${written} bytes were written for ${final}`);
  assert.equal((await soundEntries(root)).size, images);
  assert.deepEqual(await leftovers(base), []);
  t.diagnostic(
    `${(written / 1e6).toFixed(1)} MB written for ${(final / 1e6).toFixed(1)} MB, ${(written / final).toFixed(1)} times; ` +
      `${kills} kills, ${checked} complete steps looked for, 0 lost`,
  );
});
