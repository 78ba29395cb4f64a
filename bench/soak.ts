/** `npm run soak`: what takes real minutes to show; no part of `npm test`. Ends with 1 where something does not hold. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ollamaEngine } from "../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../src/extension/adapters/storage/systemClock.ts";
import { failureOf } from "../src/shared/failures.ts";
import { steps, type LookPhase } from "../src/shared/model.ts";
import { DrawnImages, drawJpeg } from "../test/fakes/drawnImages.ts";
import { startOllamaStandIn } from "../test/fakes/ollamaServer.ts";
import { spokenMs } from "./figures.ts";

/** Beyond the five minutes after which HTTP clients give up by themselves. */
const firstTokenMs = 310_000;
const deadlineMs = 15 * 60_000;

/** A model on a slow machine: its first word is waited for, in one request, and what goes on is told meanwhile. */
async function slowFirstToken(): Promise<string | undefined> {
  const standIn = await startOllamaStandIn({ firstTokenMs, loadMs: 5000 });
  const images = new DrawnImages(new Map([["/soak/red.jpg", await drawJpeg("#d02020", "#202020")]]));
  const engine = ollamaEngine({ host: standIn.url, model: "gemma3:4b", images, clock: systemClock, deadlineMs });
  const { signal } = new AbortController();
  const request = { file: "/soak/red.jpg", path: "red.jpg", steps, known: {} };
  const done: string[] = [];
  const phases = new Set<LookPhase>();
  const startMs = performance.now();
  try {
    const prepared = await engine.prepare(request, signal);
    await engine.look(
      request,
      prepared,
      (event) => {
        if (event.type === "step") done.push(event.step);
        if (event.type === "phase") phases.add(event.phase);
      },
      signal,
    );
  } catch (thrown) {
    return `after ${spokenMs(performance.now() - startMs)}: ${failureOf(thrown).message}`;
  } finally {
    await standIn.close();
  }
  const tookMs = performance.now() - startMs;
  if (tookMs < firstTokenMs) return `the answer came after ${spokenMs(tookMs)}, too early to show anything`;
  if (standIn.looks.length !== 1) return `${standIn.looks.length} requests were made for it`;
  if (done.length !== steps.length) return `only ${done.join(", ") || "nothing"} was said`;
  if ([...phases].join(" ") !== "loading looking") return `the phases were ${[...phases].join(", ") || "not told"}`;
  process.stdout.write(`slow first token: waited for ${spokenMs(tookMs)}, one request, loading and looking told\n`);
  return undefined;
}

/** A test of the suite with more rounds than `npm test` has time for. */
async function longer(test: string, rounds: Readonly<Record<string, string>>): Promise<string | undefined> {
  const file = path.join(import.meta.dirname, "../test/integration", test);
  const child = spawn(process.execPath, ["--test", file], { stdio: "inherit", env: { ...process.env, ...rounds } });
  const [code] = (await once(child, "close")) as [number | null];
  return code === 0 ? undefined : `${test} failed with ${Object.values(rounds).join()}`;
}

const works: Readonly<Record<string, () => Promise<string | undefined>>> = {
  "slow first token": slowFirstToken,
  // two hundred kills in all: three of the tests below are in one file
  "kills in the middle of tagging": () => longer("killLoop.test.ts", { IMAGE_TAGGER_KILLS: "50" }),
  "kills in the middle of editing and folding": () => longer("killedEditing.test.ts", { IMAGE_TAGGER_KILLS: "34" }),
  "kills in the middle of work on the catalog": () => longer("killedCatalog.test.ts", { IMAGE_TAGGER_KILLS: "48" }),
  "kills in the middle of writing metadata": () => longer("metadataKills.test.ts", { IMAGE_TAGGER_KILLS: "50" }),
  "metadata in every file of the corpus": () => longer("metadataCorpus.test.ts", { IMAGE_TAGGER_CORPUS_WHOLE: "1" }),
  "ten thousand images in one folder, with kills": () =>
    longer("killedFolder.test.ts", { IMAGE_TAGGER_IMAGES: "10000", IMAGE_TAGGER_KILLS: "20" }),
  "damage to the catalog": () => longer("catalogDamage.test.ts", { IMAGE_TAGGER_ROUNDS: "50" }),
  "visibility of changes among a hundred thousand records": () =>
    longer("visibility.test.ts", { IMAGE_TAGGER_RECORDS: "100000" }),
  "the whole hostile corpus": () => longer("hostileCorpus.test.ts", { IMAGE_TAGGER_HOSTILE: "1" }),
};
/** Words of the names of what is to be run; everything where none is given. */
const asked = process.argv.slice(2);
for (const [name, work] of Object.entries(works)) {
  if (asked.length > 0 && !asked.some((word) => name.includes(word))) continue;
  const fault = await work();
  if (fault === undefined) continue;
  process.stdout.write(`${name}: FAILED, ${fault}\n`);
  process.exitCode = 1;
}
