/** Killed in the middle of writing to the catalog and of compacting it: the next start works, or makes it anew, with every record in it. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { documentText } from "../../src/extension/core/tagging/embeddingText.ts";
import { imageHashes, leftovers, runUntilKilled, soundEntries } from "../fixtures/afterKill.ts";
import { editedPath, editedPaths, editIn, layImages } from "../fixtures/edits.ts";
import { letterEmbedder } from "../fixtures/letterEmbedder.ts";
import { below, seeded } from "../fixtures/mutations.ts";
import { startOver } from "../fixtures/nextStart.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { imageIn, libraryFolder, never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** The full number is run by `npm run soak`. */
const kills = Number(process.env["IMAGE_TAGGER_KILLS"] ?? 3);

interface Places {
  readonly root: string;
  readonly state: string;
  readonly directory: string;
}

/** Starts once more, compares catalog, files and what was acknowledged, and answers what the log told of the catalog. */
async function checkStart(
  { root, state, directory }: Places,
  acknowledged: Map<string, number>,
  inFlight: number,
): Promise<readonly string[]> {
  const { log, lines } = quietLog();
  const folder = libraryFolder(root);
  const catalog = new LanceCatalog({ directory, log });
  const workshop = await startOver(root, state, catalog, log);
  const rows = await catalog.rows([folder.key], never);
  assert.deepEqual(rows.map((row) => row.path).sort(), [...editedPaths].sort(), "every image has one row");
  await workshop.embed(letterEmbedder, () => undefined, never);
  assert.equal(await catalog.lackingVectorCount("letters", [folder.key], never), 0);
  const ids = rows.map(({ id }) => id);
  const searching = new ImageSearch({ catalog: workshop.catalog });
  const options = { mode: "text" as const, limit: 3, folderKeys: [folder.key] };
  const filter = { folderKeys: [folder.key], under: "", tags: [], notTags: [], states: [] };
  for (const document of await catalog.documents(ids, never)) {
    const record = await workshop.record(imageIn(folder, document.path), never);
    const last = acknowledged.get(document.path) ?? -1;
    const edit = editIn(record?.description ?? "");
    assert.ok(
      edit === last || (edit === inFlight && editedPath(edit) === document.path),
      `${document.path}: ${edit}, not ${last}`,
    );
    assert.equal(document.description, record?.description ?? "", "the catalog says what the files say");
    if (edit < 0) continue;
    acknowledged.set(document.path, edit);
    const { hits } = await searching.search(`tag:edit${edit}`, options, never);
    assert.deepEqual(
      hits.map((hit) => hit.path),
      [document.path],
    );
    const vector = await letterEmbedder.embedQuery(documentText(document), never);
    const near = await catalog.vectorSearch("letters", vector, filter, 3, never);
    assert.ok(
      near.some(({ id, distance }) => id === document.id && distance < 1e-4),
      "its vector belongs to what it says",
    );
  }
  await workshop.close();
  return lines;
}

test(`killed ${kills} times, the catalog opens or is made anew, and holds what the files hold`, async (t) => {
  const base = await temporaryFolder(t);
  const places = {
    root: path.join(base, "pictures"),
    state: path.join(base, "state"),
    directory: path.join(base, "catalog"),
  };
  await layImages(places.root);
  const images = await imageHashes(places.root);
  const random = seeded(21);
  const acknowledged = new Map<string, number>();
  let [next, checked, mended] = [0, 0, 0];
  for (let kill = 0; kill < kills; kill++) {
    const args = [places.root, places.state, places.directory, String(next)];
    // in one of three kills the catalog's process goes first, and the program lives on without it for a while
    const roomAfterMs = kill % 3 === 2 ? below(random, 400) : undefined;
    const endRoomLater = (line: string): void => {
      if (roomAfterMs !== undefined) setTimeout(() => endRoom(Number(line)), roomAfterMs);
    };
    const when = { afterLines: below(random, 10), afterMs: below(random, 150) };
    const edits = (await runUntilKilled("catalogKeeper.ts", args, when, endRoomLater)).map(Number);
    for (const edit of edits) acknowledged.set(editedPath(edit), edit);
    const inFlight = (edits.at(-1) ?? next - 1) + 1;
    const lines = await checkStart(places, acknowledged, inFlight);
    if (lines.some((line) => line.startsWith("warn"))) mended++;
    checked += editedPaths.length;
    await soundEntries(places.root);
    assert.deepEqual(await leftovers(base), []);
    assert.deepEqual(await imageHashes(places.root), images);
    next = inFlight + 1;
  }
  t.diagnostic(
    `${kills} kills, ${next} edits, ${checked} rows compared, 0 lost; ${mended} times the catalog had to be mended`,
  );
});

function endRoom(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it went with its program
  }
}
