/** Reading behind the engine's back: nobody waits for it who need not, nothing of it is lost, and it is bounded. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Engine, ReadWords } from "../../src/extension/core/ports.ts";
import { WordReadings } from "../../src/extension/core/tagging/wordReadings.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { fakeWorld } from "../fakes/taggingWorld.ts";

const { signal } = new AbortController();
const forever = (): number => Infinity;
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A reader that answers when it is told to; a stop ends it. */
function reader() {
  const begun = new Map<string, PromiseWithResolvers<ReadWords>>();
  const images = {
    readWords: ({ path }: { readonly path: string }, stop: AbortSignal): Promise<ReadWords> => {
      const reading = Promise.withResolvers<ReadWords>();
      begun.set(path, reading);
      stop.addEventListener("abort", () => reading.reject(new ExpectedError("aborted", "Stopped.")));
      return reading.promise;
    },
  };
  const tell = (path: string, ...lines: readonly string[]): void => begun.get(path)?.resolve({ lines });
  return { images, begun, tell };
}

/** A world of images whose words are read while the engine looks. */
function readWorld(count: number) {
  const world = fakeWorld(count);
  const { images, begun, tell } = reader();
  const readings = new WordReadings({ images });
  const engine: Engine = {
    ...world.parts.engine,
    prepare: async (request, stop) => {
      const prepared = await world.parts.engine.prepare(request, stop);
      if (prepared.kind !== "jpeg") throw new Error("the world's engine looks at pictures");
      return { ...prepared, reading: await readings.begin(request.path, stop) };
    },
  };
  return { ...world, parts: { ...world.parts, engine }, begun, tell };
}

describe("words that are read while the engine looks", () => {
  test("do not keep the engine from the next images", async () => {
    const world = readWorld(6);
    const running = world.queue.start(world.parts, forever);
    await world.reached("5.jpg text");
    await moment();
    assert.equal(world.looked.length, 6);
    assert.equal(world.queue.status().completed, 0);
    for (let i = 0; i < 6; i++) world.tell(`${i}.jpg`, `Line of picture ${i}`);
    assert.deepEqual(await running, { kind: "drained" });
    assert.equal(world.queue.status().completed, 6);
    const record = world.records.get("3.jpg");
    assert.deepEqual([record?.text, record?.textFrom], ["Line of picture 3", ["ocr"]]);
    assert.equal(record?.awaitsWords, undefined);
  });

  test("leave the engine's text in the record until they come; the step is not complete before", async () => {
    const world = readWorld(1);
    const running = world.queue.start(world.parts, forever);
    await world.reached("0.jpg text");
    await moment();
    const before = world.records.get("0.jpg");
    assert.deepEqual([before?.alt, before?.done, before?.awaitsWords], ["0.jpg", ["description", "tags"], true]);
    assert.equal(before?.taggedAt, undefined);
    world.tell("0.jpg");
    await running;
    const after = world.records.get("0.jpg");
    assert.deepEqual([after?.done, after?.awaitsWords], [["description", "tags", "text"], undefined]);
  });

  test("are asked for alone after a stop: the engine, which has said all, is not asked again", async () => {
    const world = readWorld(2);
    const running = world.queue.start(world.parts, forever);
    await world.reached("1.jpg text");
    await moment();
    await world.queue.stop();
    assert.deepEqual(await running, { kind: "stopped" });
    assert.equal(world.records.get("1.jpg")?.awaitsWords, true);
    world.begun.clear();
    const resumed = world.queue.start(world.parts, forever);
    while (world.begun.size < 2) await moment();
    for (const i of [0, 1]) world.tell(`${i}.jpg`, "Fine print");
    assert.deepEqual(await resumed, { kind: "drained" });
    assert.deepEqual(world.looked, ["0.jpg", "1.jpg"]);
    assert.deepEqual(
      ["0.jpg", "1.jpg"].map((path) => world.records.get(path)?.text),
      ["Fine print", "Fine print"],
    );
  });

  test("that cannot be read are no words, and the log says why", async () => {
    const lines: string[] = [];
    const say = (message: string): void => void lines.push(message);
    const readings = new WordReadings({
      images: { readWords: () => Promise.reject(new ExpectedError("timedOut", "It took too long.")) },
      log: { debug: say, info: say, warn: say, error: say },
    });
    const reading = await readings.begin("a.jpg", signal);
    assert.deepEqual(await reading.ended, { lines: [] });
    assert.match(lines.join("\n"), /could not be read: It took too long\./u);
  });

  test("are read of a bounded number of pictures at a time; the next begins when one has ended", async () => {
    const { images, begun, tell } = reader();
    const readings = new WordReadings({ images, most: 2 });
    const [first] = [await readings.begin("0", signal), await readings.begin("1", signal)];
    const third = readings.begin("2", signal);
    await moment();
    assert.deepEqual([...begun.keys()], ["0", "1"]);
    tell("0");
    assert.deepEqual(await first.ended, { lines: [] });
    assert.equal((await third).words, undefined);
    assert.deepEqual([...begun.keys()], ["0", "1", "2"]);
  });

  test("are not begun after a stop, also where a place was waited for", async () => {
    const { images, begun } = reader();
    const readings = new WordReadings({ images, most: 1 });
    const stop = new AbortController();
    const first = await readings.begin("0", stop.signal);
    const second = readings.begin("1", stop.signal);
    stop.abort();
    assert.equal(await first.ended, undefined);
    await assert.rejects(second, { reason: "aborted" });
    assert.deepEqual([...begun.keys()], ["0"]);
  });
});
