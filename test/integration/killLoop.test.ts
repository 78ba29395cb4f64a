/** The promise of the queue: killed at any moment, the next run goes on with at most the step in flight repeated. */
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { imageHashes, leftovers, soundEntries } from "../fixtures/afterKill.ts";
import { completeEvents, runCommand, startCommand, tagWithOllama } from "../fixtures/commandLine.ts";
import { pseudoRandom } from "../fixtures/drawnImages.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** The full number is run by `npm run soak`. */
const kills = Number(process.env["IMAGE_TAGGER_KILLS"] ?? 3);
const stepFields = ["description", "tags", "text"] as const;

test(`killed at ${kills} random moments, every image is tagged and no complete step is asked for again`, async (t) => {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, 12);
  const standIn = await startOllamaStandIn({ latencyMs: 150 });
  t.after(() => standIn.close());
  const command = tagWithOllama(folder, standIn.url, path.join(base, "storage"));
  const images = await imageHashes(folder);
  const pathOf = await pathsByHash(command, base, folder, standIn, paths);
  const random = pseudoRandom(20261122);
  /** Which steps of which image has a run told of as stored? */
  const stored = new Map<string, Set<string>>();
  let [finished, told] = [0, 0];

  for (let kill = 0; kill < kills; kill++) {
    standIn.forget();
    const run = startCommand(command);
    // one in five while it starts, the others in the middle of the work and now and then at the very end
    if (kill % 5 === 4) await sleep(random() * 1_000);
    else while (run.output.stdout === "" && run.child.exitCode === null) await sleep(5);
    await Promise.race([sleep(kill % 5 === 4 ? 0 : random() * 2_000), run.ended]);
    run.child.kill("SIGKILL");
    await run.ended;
    for (const look of standIn.looks) {
      const imagePath = pathOf.get(look.images[0]?.hash ?? "") ?? "";
      for (const field of stepFields.filter((one) => look.asked.includes(one)))
        assert.ok(!stored.get(imagePath)?.has(field), `${field} of ${imagePath} was stored and is asked for again`);
    }
    noteStored(completeEvents(run.output.stdout), stored);
    for (const steps of stored.values()) told += steps.size;
    await soundEntries(folder);
    if ([...stored.values()].filter((steps) => steps.size === 3).length === paths.length) {
      finished++;
      await startOver(folder);
      stored.clear();
    }
  }
  t.diagnostic(
    `${kills} kills, ${told} stored steps of which none was asked for again; the whole folder was finished ${finished} times in between`,
  );

  const last = await runCommand(command);
  assert.equal(last.code, 0, last.stderr);
  const entries = await entriesOf(folder);
  assert.deepEqual([...entries.keys()].sort(), paths);
  for (const [imagePath, entry] of entries) assert.equal(entry.is_processed, true, imagePath);
  assert.deepEqual(await leftovers(base), [], "no journal and no temporary file is left");
  assert.deepEqual(await imageHashes(folder), images);
});

function noteStored(events: ReturnType<typeof completeEvents>, stored: Map<string, Set<string>>): void {
  for (const { event, path: imagePath = "", progress = 0, status } of events) {
    const steps = stored.get(imagePath) ?? new Set<string>();
    if (event === "step") stepFields.forEach((step, i) => progress >= (i + 1) / 3 - 0.001 && steps.add(step));
    if (event === "image" && status === "completed") for (const step of stepFields) steps.add(step);
    if (steps.size > 0) stored.set(imagePath, steps);
  }
}

interface Entry {
  readonly description: string;
  readonly is_processed: boolean;
}

async function entriesOf(folder: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const sub of ["", "more"]) {
    const content = await readFile(path.join(folder, sub, "image_metadata.json"), "utf8").catch(() => "{}");
    for (const [name, entry] of Object.entries(JSON.parse(content) as Record<string, Entry>))
      entries.set(sub === "" ? name : `${sub}/${name}`, entry);
  }
  return entries;
}

async function startOver(folder: string): Promise<void> {
  for (const sub of ["", "more"])
    for (const name of ["image_metadata.json", "image_metadata.details.json", ".image_metadata.journal"])
      await rm(path.join(folder, sub, name), { force: true });
}

/** One undisturbed run, whose requests come in the order of its events, tells which picture has which hash. */
async function pathsByHash(
  command: readonly string[],
  base: string,
  folder: string,
  standIn: Awaited<ReturnType<typeof startOllamaStandIn>>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const run = await runCommand([...command.slice(0, -2), path.join(base, "first"), "--json"]);
  assert.equal(run.code, 0, run.stderr);
  const order = run
    .json()
    .filter(({ event }) => event === "image")
    .map(({ path: imagePath = "" }) => imagePath);
  assert.equal(new Set(order).size, paths.length);
  assert.equal(standIn.looks.length, paths.length, "each image is uploaded once");
  await startOver(folder);
  return new Map(standIn.looks.map((look, i) => [look.images[0]?.hash ?? "", order[i] ?? ""]));
}
