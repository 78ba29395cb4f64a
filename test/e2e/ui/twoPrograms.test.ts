/** The extension in a workbench and the command line of its package on one tree at once; either may be killed. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { leftovers, soundEntries } from "../../fixtures/afterKill.ts";
import { completeEvents, startCommand, tagWithOllama, type RunningCommand } from "../../fixtures/commandLine.ts";
import { drawFolders, rowsIn, taggedPaths } from "../../fixtures/manyFolders.ts";
import { taggedBelow } from "../demo/records.ts";
import { catalogOf, packagedCommandLine } from "../workbench/commandLine.ts";
import { extensionLog, logged } from "../workbench/extensionLog.ts";
import { runCommand } from "../workbench/page.ts";
import { processesUnknown, roomOf } from "../workbench/processes.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const folders = Array.from({ length: 20 }, (_, index) => `folder ${index}`);
const perFolder = 25;
const total = folders.length * perFolder;
/** What is added later, for the kills. */
const later = ["later 0", "later 1", "later 2", "later 3"];
const last = ["last 0", "last 1", "last 2", "last 3"];
const perLater = 10;
const tagAll = "Image Tagger: Tag All Untagged Images";

describe("a workbench and a command line on one tree", { timeout: 6 * limitMs, skip: processesUnknown }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;
  const start = (): RunningCommand => {
    const storage = path.join(gallery.profile.home, "command line");
    return startCommand(tagWithOllama(gallery.folder, ollama.url, storage), {}, packagedCommandLine(gallery.profile));
  };
  const doneBy = ({ output }: RunningCommand): readonly string[] => taggedPaths(completeEvents(output.stdout));
  const untilTagged = (count: number): Promise<number> =>
    until(
      () => taggedBelow(gallery.folder).size,
      (tagged) => tagged === count,
      3 * limitMs,
    );
  /** How many pictures came more than once; none more than twice. */
  const sentTwice = (): number => {
    const counts = [...ollama.imageCounts().values()];
    assert.ok(counts.every((count) => count <= 2));
    return counts.filter((count) => count === 2).length;
  };
  /** The model waits with this picture: who is killed then is in the middle, on a quick machine too. */
  const holdAfter = (count: number): (() => void) =>
    ollama.hold((request) => request.path === "/api/chat" && ollama.looks.indexOf(request) >= count);
  /** Puts new pictures into the tree and waits until the library shows them. */
  const add = async (names: readonly string[], firstPlace: number, shown: number): Promise<void> => {
    await drawFolders(gallery.folder, names, perLater, firstPlace);
    const library = await tagger.openLibrary(gallery.page);
    await until(
      () => tagger.cards(library).first().getAttribute("aria-setsize"),
      (size) => size === String(shown),
    );
  };

  before(async () => {
    ollama = await startOllamaStandIn({ latencyMs: 5 });
    gallery = await openGallery({
      ollamaHost: ollama.url,
      draw: (folder) => drawFolders(folder, folders, perFolder),
      settings: {
        "imageTagger.engine": "ollama",
        "imageTagger.ollama.model": "gemma3:4b",
        "imageTagger.records.place": "folder",
      },
    });
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  test(`tag ${total} images once between them, and both come to their end`, async (context) => {
    await tagger.tagOpenFolder(gallery.page, () => ollama.looks.length > 0);
    const run = start();
    await untilTagged(total);
    const outcome = await run.ended;
    assert.equal(outcome.code, 0, outcome.stderr);
    const [, own = ""] = await logged(gallery.profile, /Tagging ended \(drained\): (\d+) done, 0 failed/);
    const counts = [...ollama.imageCounts().values()];
    assert.deepEqual([counts.length, counts.filter((count) => count !== 1)], [total, []]);
    assert.equal(doneBy(run).length + Number(own), total);
    assert.ok(doneBy(run).length > 0 && Number(own) > 0, "both had a part in it");
    context.diagnostic(`the workbench tagged ${own}, the command line ${doneBy(run).length}`);
  });

  test("each has one row of every image in its catalog, and shows what the other one tagged", async () => {
    const paths = await until(
      async () => {
        const directory = catalogOf(gallery.profile);
        const rows = directory === undefined ? [] : await rowsIn(directory);
        return rows.filter(({ state }) => state === "tagged").map((row) => row.path);
      },
      (tagged) => tagged.length >= total,
    );
    assert.deepEqual([paths.length, new Set(paths).size], [total, total]);
    const view = await tagger.openSearch(gallery.page);
    await tagger.search(view, "is:tagged");
    const results = view.getByRole("status").filter({ hasText: /\d+ results?/ });
    await results
      .filter({ hasText: new RegExp(`\\b${total} results`) })
      .first()
      .waitFor();
    const again = await start().ended;
    assert.deepEqual([again.code, taggedPaths(again.json())], [0, []]);
    const others = (await rowsIn(path.join(gallery.profile.home, "command line", "catalog"))).map((row) => row.path);
    assert.deepEqual([others.length, new Set(others).size], [total, total]);
    assert.equal(ollama.looks.length, total);
  });

  test("the workbench goes on at once where the command line was killed", async () => {
    const wanted = total + later.length * perLater;
    await add(later, 20, wanted);
    const goOn = holdAfter(ollama.looks.length + 15);
    const run = start();
    await until(
      () => doneBy(run).length,
      (count) => count >= 12,
    );
    run.child.kill("SIGKILL");
    await run.ended;
    goOn();
    assert.ok(doneBy(run).length < later.length * perLater, "it was killed in the middle");
    assert.ok((await leftovers(gallery.folder)).length > 0, "and left journals");
    await runCommand(gallery.page, tagAll);
    await untilTagged(wanted);
    assert.ok(
      sentTwice() <= 2,
      "only the picture in flight was sent again, and the one whose answer was on its way to the disk",
    );
    await until(
      () => leftovers(gallery.folder),
      (left) => left.length === 0,
    );
    assert.equal((await soundEntries(gallery.folder)).size, wanted);
  });

  test("the command line goes on at once where the extension host was killed", async () => {
    const wanted = total + (later.length + last.length) * perLater;
    await add(last, 24, wanted);
    const [looks, twice] = [ollama.looks.length, sentTwice()];
    const { parent } = await roomOf(gallery.profile, "catalog");
    const goOn = holdAfter(looks + 15);
    await runCommand(gallery.page, tagAll);
    await until(
      () => ollama.looks.length,
      (count) => count >= looks + 12,
    );
    process.kill(parent, "SIGKILL");
    goOn();
    assert.ok(ollama.looks.length < looks + last.length * perLater, "it was killed in the middle");
    const outcome = await start().ended;
    assert.equal(outcome.code, 0, outcome.stderr);
    await untilTagged(wanted);
    assert.ok(sentTwice() - twice <= 2, "only pictures in flight were sent again");
    assert.equal((await soundEntries(gallery.folder)).size, wanted);
    assert.doesNotMatch(extensionLog(gallery.profile), /\[error\]/);
  });
});
