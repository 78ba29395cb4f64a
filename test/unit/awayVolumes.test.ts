/** Images of a drive that is away, and places that do not answer: they hold nothing else, and go on when they are back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SlowPlaces } from "../../src/extension/core/slowPlaces.ts";
import { ExpectedError, failureOf } from "../../src/shared/failures.ts";
import { fakeWorld } from "../fakes/taggingWorld.ts";

const away = new ExpectedError("volumeMissing", "The drive is not there.");

function worldWithDrive(count: number, isAway: () => boolean) {
  const world = fakeWorld(count);
  const real = world.parts.scanner;
  const scanner = {
    ...real,
    stamp: async (root: string, path: string, signal: AbortSignal) => {
      if (Number.parseInt(path, 10) < 3 && isAway()) throw away;
      return real.stamp(root, path, signal);
    },
  };
  return { ...world, parts: { ...world.parts, scanner } };
}

describe("images of a drive that is away", () => {
  test("wait while all others are tagged, and are tagged when it is back", async () => {
    let asked = 0;
    const world = worldWithDrive(6, () => asked++ < 9);
    const end = await world.queue.start(world.parts, () => 60 * 60_000);
    assert.deepEqual(end, { kind: "drained" });
    assert.deepEqual(world.looked.slice(0, 3), ["3.jpg", "4.jpg", "5.jpg"]);
    assert.deepEqual(world.looked.slice(3).sort(), ["0.jpg", "1.jpg", "2.jpg"]);
  });

  test("fail by name where nobody waits for it, and no other does", async () => {
    const world = worldWithDrive(6, () => true);
    await world.queue.start(world.parts, () => 0);
    assert.deepEqual(world.looked, ["3.jpg", "4.jpg", "5.jpg"]);
    const failed = world.queue.history.failed();
    assert.deepEqual(
      failed.map(({ failure }) => failure?.reason),
      ["volumeMissing", "volumeMissing", "volumeMissing"],
    );
  });

  test("are not taken for gone where they are not found in the middle of the work", async () => {
    let isAway = false;
    const world = worldWithDrive(1, () => isAway);
    const engine = {
      ...world.parts.engine,
      prepare: async () => {
        isAway = true;
        throw new ExpectedError("notFound", "not there");
      },
    };
    await world.queue.start({ ...world.parts, engine }, () => 0);
    assert.deepEqual(
      world.queue.history.failed().map(({ failure }) => failure?.reason),
      ["volumeMissing"],
    );
  });
});

describe("a place that does not answer", () => {
  const hang = () => Promise.withResolvers<string>();
  const reasonOf = (call: Promise<unknown>) =>
    call.then(
      () => "answered",
      (thrown: unknown) => failureOf(thrown).reason,
    );

  test("fails by name after its deadline, is asked no more while calls hang, and is asked again when they are back", async () => {
    const places = new SlowPlaces(5);
    const [first, second] = [hang(), hang()];
    const reasons = [first, second].map(({ promise }) => reasonOf(places.call("/share", () => promise)));
    assert.deepEqual(await Promise.all(reasons), ["volumeMissing", "volumeMissing"]);
    let asked = 0;
    const ask = () => reasonOf(places.call("/share", async () => asked++));
    assert.deepEqual([await ask(), asked], ["volumeMissing", 0]);
    assert.equal(await places.call("/other", async () => "fast"), "fast");
    first.resolve("late");
    await first.promise;
    assert.deepEqual([await ask(), asked], ["answered", 1]);
    second.reject(new Error("late as well"));
  });

  test("hands through what fails in time", async () => {
    const failing = new SlowPlaces().call("/share", () => Promise.reject(away));
    assert.equal(await reasonOf(failing), "volumeMissing");
  });
});
