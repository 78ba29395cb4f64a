/** Killed in the middle of editing and of folding journals into files: whatever was acknowledged is there at the next start. */
import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { imageIn, libraryFolder, never } from "../fixtures/records.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { imageHashes, leftovers, runUntilKilled, soundEntries, type KillMoment } from "../fixtures/afterKill.ts";
import { editedPath, editedPaths, editIn, editOf, layImages } from "../fixtures/edits.ts";
import { below, seeded, type Random } from "../fixtures/mutations.ts";
import { startOver } from "../fixtures/nextStart.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** The full number is run by `npm run soak`. */
const kills = Number(process.env["IMAGE_TAGGER_KILLS"] ?? 6);

/** When the next kill comes; with a last call the program kills itself before so manieth file call. */
interface Moment extends KillMoment {
  readonly lastCall: number;
}

/** Goes on editing and being killed; after each kill the program is started again and everything is looked at. */
async function killed(t: TestContext, editsBetweenRests: number, seed: number, moment: (random: Random) => Moment) {
  const base = await temporaryFolder(t);
  const [root, state] = [path.join(base, "pictures"), path.join(base, "state")];
  await layImages(root);
  const images = await imageHashes(root);
  const random = seeded(seed);
  /** Which edit of each image was acknowledged last? */
  const acknowledged = new Map<string, number>();
  let [next, checked, withJournal, withTemporary] = [0, 0, 0, 0];
  for (let kill = 0; kill < kills; kill++) {
    const { lastCall, ...when } = moment(random);
    const args = [root, state, next, editsBetweenRests, lastCall].map(String);
    const edits = (await runUntilKilled("recordEditor.ts", args, when)).map(Number);
    for (const edit of edits) acknowledged.set(editedPath(edit), edit);
    const inFlight = (edits.at(-1) ?? next - 1) + 1;
    const left = await leftovers(base);
    if (left.some((name) => name.endsWith(".journal"))) withJournal++;
    if (left.some((name) => name.endsWith(".tmp"))) withTemporary++;
    await soundEntries(root);
    checked += await checkRecords(
      root,
      state,
      acknowledged,
      inFlight,
      `kill ${kill} (${JSON.stringify(when)}, call ${lastCall})`,
    );
    assert.deepEqual(await leftovers(base), [], `kill ${kill}`);
    assert.deepEqual(await imageHashes(root), images, `kill ${kill}`);
    next = inFlight + 1;
  }
  t.diagnostic(
    `${kills} kills left ${withJournal} times a journal and ${withTemporary} times a temporary file, of which the next start left ` +
      `none; ${next} edits, ${checked} records looked at, 0 lost`,
  );
}

/** After a new start every image says what its last acknowledged edit said, or the edit that was under way. */
async function checkRecords(
  root: string,
  state: string,
  acknowledged: Map<string, number>,
  inFlight: number,
  what: string,
): Promise<number> {
  const workshop = await startOver(root, state, new MemoryCatalog(), quietLog().log);
  for (const name of editedPaths) {
    const record = await workshop.record(imageIn(libraryFolder(root), name), never);
    const last = acknowledged.get(name) ?? -1;
    const found = editIn(record?.description ?? "");
    assert.ok(
      found === last || (found === inFlight && editedPath(found) === name),
      `${what}: ${name} has edit ${found}, not ${last}`,
    );
    if (found < 0) continue;
    const { description, text, alt, tags } = record ?? {};
    assert.deepEqual({ description, text, alt, tags }, editOf(found), what);
    acknowledged.set(name, found);
  }
  await workshop.close();
  const entries = await soundEntries(root);
  for (const [name, edit] of acknowledged)
    assert.equal(entries.get(name)?.description, editOf(edit).description, `${what}: ${name} in the index file`);
  return acknowledged.size;
}

test(`killed ${kills} times at random moments of editing, no acknowledged edit is lost`, (t) =>
  killed(t, 1_000_000, 11, (random) => ({ afterLines: below(random, 100), afterMs: below(random, 8), lastCall: 0 })));

test(`killed ${kills} times at random moments of folding, no acknowledged edit is lost`, (t) =>
  killed(t, 3, 12, (random) => ({ afterLines: 3 * below(random, 6), afterMs: below(random, 25), lastCall: 0 })));

test(`killed ${kills} times before a random file call of folding, no acknowledged edit is lost`, (t) =>
  killed(t, 3, 13, (random) => ({ afterLines: Infinity, afterMs: 0, lastCall: 1 + below(random, 200) })));
