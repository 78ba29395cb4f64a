/** `image-tagger tag`: tags what has no record yet, embeds it, and tells progress as it goes. */
import { failureOf, isAbort, type FailureData } from "../shared/failures.ts";
import { isFilesOwnFault } from "../extension/core/queue/pauses.ts";
import type { TaskEvent } from "../extension/core/queue/queueEvents.ts";
import type { TaskQueue } from "../extension/core/queue/taskQueue.ts";
import type { Engine } from "../extension/core/ports.ts";
import { shortDuration } from "../extension/core/views/displayText.ts";
import { needsTagging } from "../extension/core/rows.ts";
import type { Arguments } from "./arguments.ts";
import { compose, embedderFor, engineFor, scanOptions, type Composition } from "./composition.ts";
import { consoleLog, printJson, ProgressLine, say, sayLeftOut } from "./output.ts";
import { useRecipe } from "./vocabulary.ts";

/** A server that went away is waited for this long before the run ends; what is complete is kept either way. */
const patienceMs = 120_000;

/** Another run that tags the same folder is known to live; thousands of images take it hours. */
const busyPatienceMs = 6 * 60 * 60_000;

interface Counts {
  tagged: number;
  skipped: number;
  failed: number;
  modelCalls: number;
}

/** Runs the command; answers the exit code: 0 all done, 1 some failed, 2 cannot run, 130 interrupted. */
export async function tag(args: Arguments, stop: AbortSignal): Promise<number> {
  const startMs = performance.now();
  const parts = await compose(args, consoleLog());
  const line = new ProgressLine();
  const onStop = (): void => void parts.workshop.queue.stop();
  stop.addEventListener("abort", onStop);
  try {
    const { engine, reason } = await engineFor(args, parts, stop);
    say(reason);
    await useRecipe(parts, engine);
    await parts.workshop.open([parts.folder], stop);
    const found = await parts.workshop.reconcile(parts.folder, { ...scanOptions, mayWrite: true }, stop);
    sayLeftOut(parts, found.leftOut);
    const counts: Counts = { tagged: 0, skipped: 0, failed: 0, modelCalls: 0 };
    // what cannot be read may hold images: the folder is not done
    for (const { path, failure } of found.problems) fail(args, counts, path, failure.message);
    const ids = chooseImages(args, parts, engine, counts);
    const giveUp = await work(args, parts, engine, ids, counts, line);
    if (!stop.aborted && !giveUp) await embed(args, parts, stop, line);
    await parts.close();
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    report(args, { event: "done", engine: engine.kind, model: engine.model, ...counts, seconds });
    if (giveUp) say(giveUp.message);
    return stop.aborted ? 130 : giveUp ? 2 : counts.failed > 0 ? 1 : 0;
  } finally {
    line.clear();
    stop.removeEventListener("abort", onStop);
    await parts.close();
  }
}

/** Which images to take; the others are told of at once. A file that cannot be decoded is not tried again until it changes. */
function chooseImages(args: Arguments, parts: Composition, engine: Engine, counts: Counts): readonly string[] {
  const chosen: string[] = [];
  for (const id of parts.workshop.library.inOrder()) {
    const row = parts.workshop.library.get(id);
    if (!row) continue;
    const isHopeless = row.state === "failed" && isFilesOwnFault(row.failureReason);
    const isWanted = !isHopeless && (args.again || row.state === "failed" || needsTagging(row, engine.kind));
    if (isWanted && (args.limit === undefined || chosen.length < args.limit)) chosen.push(id);
    else if (isHopeless) fail(args, counts, row.path, row.failureMessage);
    else if (!isWanted) {
      counts.skipped++;
      if (args.json) printJson({ event: "image", path: row.path, status: "skipped", reason: "nothing to do" });
    }
  }
  return chosen;
}

function fail(args: Arguments, counts: Counts, path: string, reason: string): void {
  counts.failed++;
  if (args.json) printJson({ event: "image", path, status: "failed", reason });
  else say(reason);
}

async function work(
  args: Arguments,
  parts: Composition,
  engine: Engine,
  ids: readonly string[],
  counts: Counts,
  line: ProgressLine,
): Promise<FailureData | undefined> {
  const { queue } = parts.workshop;
  const total = ids.length;
  let done = 0;
  queue.onTask((event) => {
    if (event.type === "ended" && event.outcome.state !== "interrupted") done++;
    count(event, counts);
    if (args.json) tell(event);
    else if (event.type === "ended" && event.outcome.failure && event.outcome.state === "failed") {
      line.clear();
      say(`${event.outcome.image.path}: ${event.outcome.failure.message}`);
    }
  });
  sayDoubtOnce(queue);
  queue.onStatus((status) => {
    if (status.state === "paused" && status.pausedBy) line.show(done / total, `waiting: ${status.pausedBy.message}`);
    const current = status.current[0];
    if (status.state !== "running" || !current) return;
    const left = status.secondsLeft === undefined ? "" : `, about ${shortDuration(status.secondsLeft)} left`;
    line.show((done + current.progress) / total, `${done} of ${total}${left}: ${current.path} (${current.step})`);
  });
  if (total === 0) return undefined;
  queue.add(ids, { again: args.again });
  const end = await parts.workshop.run(engine, patienceFor);
  line.clear();
  return end.kind === "gaveUp" ? end.failure : undefined;
}

/** A model that does not see its pictures gives the same answer for all of them. */
function sayDoubtOnce(queue: TaskQueue): void {
  const stop = queue.onTask((event) => {
    if (event.type !== "stored" || event.record.doubt === undefined) return;
    stop();
    say(
      "The model gave the same answer for pictures that differ; it may not see them. Test it with: image-tagger doctor",
    );
  });
}

/** What will not mend itself ends the run at once; a server that is down or busy may come back. */
function patienceFor(failure: FailureData): number {
  if (failure.reason === "folderBusy") return busyPatienceMs;
  return failure.reason === "engineUnreachable" || failure.reason === "engineBusy" ? patienceMs : 0;
}

function count(event: TaskEvent, counts: Counts): void {
  if (event.type !== "ended") return;
  const { state, modelCalls } = event.outcome;
  counts.modelCalls += modelCalls;
  if (state === "completed") counts.tagged++;
  if (state === "skipped") counts.skipped++;
  if (state === "failed") counts.failed++;
}

function tell(event: TaskEvent): void {
  if (event.type === "step")
    printJson({ event: "step", path: event.image.path, step: event.step, progress: round(event.progress) });
  if (event.type !== "ended" || event.outcome.state === "interrupted") return;
  const { image, state, failure } = event.outcome;
  const reason = failure ? failure.message : state === "skipped" ? "nothing to do" : undefined;
  printJson({ event: "image", path: image.path, status: state, ...(reason ? { reason } : {}) });
}

/** Vectors for what lacks one. A server without an embedding model is no failure of the tagging. */
async function embed(args: Arguments, parts: Composition, stop: AbortSignal, line: ProgressLine): Promise<void> {
  await parts.workshop.settle();
  if (args.embedModel === "none" || parts.workshop.library.size === 0) return;
  try {
    const embedder = await embedderFor(args, parts, stop);
    if (embedder)
      await parts.workshop.embed(
        embedder,
        (done, total) => line.show(done / total, `${done} of ${total} records embedded`),
        stop,
      );
  } catch (thrown) {
    if (!isAbort(thrown)) say(`Meaning search is off for the new records: ${failureOf(thrown).message}`);
  }
}

function report(
  args: Arguments,
  done: { event: "done"; engine: string; model: string; seconds: number } & Counts,
): void {
  if (args.json) printJson(done);
  else
    say(
      `${done.tagged} tagged, ${done.skipped} with nothing to do, ${done.failed} failed, with ${done.engine} ${done.model} in ${shortDuration(done.seconds)}.`,
    );
}

function round(progress: number): number {
  return Math.round(progress * 1_000) / 1_000;
}
