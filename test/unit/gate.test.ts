/** The gate of the native rooms: bounded, first come first served, and full weight runs alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../../src/extension/native/gate.ts";

const signal = new AbortController().signal;

/** Work that ends when told to, and tells when it began. */
function piece(name: string, begun: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    end: resolve,
    run: async () => {
      begun.push(name);
      await promise;
      return name;
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("lets no more work in than its capacity, and the rest in order", async () => {
  const [gate, begun] = [new Gate(2), [] as string[]];
  const pieces = ["a", "b", "c", "d"].map((name) => piece(name, begun));
  const results = pieces.map(({ run }) => gate.run(1, run, signal));
  await settle();
  assert.deepEqual(begun, ["a", "b"]);
  pieces[1]!.end();
  await settle();
  assert.deepEqual(begun, ["a", "b", "c"]);
  for (const { end } of pieces) end();
  assert.deepEqual(await Promise.all(results), ["a", "b", "c", "d"]);
});

test("lets work of full weight in only when it is alone, and is not overtaken while that waits", async () => {
  const [gate, begun] = [new Gate(2), [] as string[]];
  const [light, heavy, late] = [piece("light", begun), piece("heavy", begun), piece("late", begun)];
  const all = [gate.run(1, light.run, signal), gate.run(2, heavy.run, signal), gate.run(1, late.run, signal)];
  await settle();
  assert.deepEqual(begun, ["light"]);
  light.end();
  await settle();
  assert.deepEqual(begun, ["light", "heavy"]);
  heavy.end();
  late.end();
  await Promise.all(all);
  assert.deepEqual(begun, ["light", "heavy", "late"]);
});

test("drops work that is stopped while it waits, and lets in what it held back", async () => {
  const [gate, begun] = [new Gate(2), [] as string[]];
  const [light, heavy, late] = [piece("light", begun), piece("heavy", begun), piece("late", begun)];
  const stop = new AbortController();
  const first = gate.run(1, light.run, signal);
  const dropped = gate.run(2, heavy.run, stop.signal);
  const last = gate.run(1, late.run, signal);
  stop.abort();
  await assert.rejects(dropped, { reason: "aborted" });
  await settle();
  assert.deepEqual(begun, ["light", "late"]);
  light.end();
  late.end();
  await Promise.all([first, last]);
});

test("makes room again after work that failed", async () => {
  const gate = new Gate(1);
  await assert.rejects(
    gate.run(1, () => Promise.reject(new Error("broken")), signal),
    /broken/u,
  );
  assert.equal(await gate.run(1, async () => "next", signal), "next");
});
