/** Several Ollama servers share the work of the command line: who does what, and what it costs when one of them dies. */
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { usualModels } from "../fakes/ollamaModels.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { completeEvents, runCommand, startCommand, type CommandOutcome } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const withoutModel = usualModels.filter(({ name }) => name !== "gemma3:4b");

/** A folder of pictures and one stand-in for each of these options. */
async function scene(t: TestContext, count: number, ...servers: readonly StandInOptions[]) {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, count);
  const hosts: StandIn[] = [];
  for (const options of servers) hosts.push(await start(t, options));
  const places = ["--storage", path.join(base, "storage")];
  const urls = hosts.flatMap(({ url }) => ["--host", url]);
  const model = ["--engine", "ollama", "--model", "gemma3:4b", "--embed-model", "none"];
  return { base, folder, paths, hosts, places, urls, tag: ["tag", folder, ...model, ...urls, ...places, "--json"] };
}

async function start(t: TestContext, options: StandInOptions): Promise<StandIn> {
  const standIn = await startOllamaStandIn(options);
  t.after(() => standIn.close());
  return standIn;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

/** How often was each image sent, to all hosts together? */
function uploads(hosts: readonly StandIn[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const host of hosts)
    for (const [hash, count] of host.imageCounts()) counts.set(hash, (counts.get(hash) ?? 0) + count);
  return [...counts.values()];
}

/** Each image was completed once and has its record, none failed. */
async function assertAllTagged(run: CommandOutcome, folder: string, paths: readonly string[]): Promise<void> {
  const events = run.json();
  const ended = events.filter(({ event }) => event === "image");
  assert.deepEqual(ended.map((event) => event.path ?? "").sort(), [...paths]);
  assert.deepEqual(new Set(ended.map(({ status }) => status)), new Set(["completed"]));
  const { tagged, skipped, failed } = events.at(-1) ?? {};
  assert.deepEqual([run.code, tagged, skipped, failed], [0, paths.length, 0, 0], run.stderr);
  const described: string[] = [];
  for (const under of ["", "more/"]) {
    const file = path.join(folder, under, "image_metadata.json");
    const index = JSON.parse(await readFile(file, "utf8")) as Record<string, { description: string; tags: unknown[] }>;
    for (const [name, { description, tags }] of Object.entries(index))
      if (description !== "" && tags.length > 0) described.push(under + name);
  }
  assert.deepEqual(described.sort(), [...paths]);
  for (const imagePath of paths) {
    const progress = events.flatMap((event) => (event.path === imagePath ? (event.progress ?? []) : []));
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
      `the progress of ${imagePath} went back`,
    );
    assert.equal(progress.at(-1), 1);
  }
}

describe("several hosts", () => {
  test("share the work, and each image is sent once", async (t) => {
    const { hosts, paths, folder, tag } = await scene(t, 12, { latencyMs: 80 }, { latencyMs: 80 });
    const run = await runCommand(tag);
    await assertAllTagged(run, folder, paths);
    assert.deepEqual(
      uploads(hosts),
      paths.map(() => 1),
    );
    for (const { looks } of hosts) assert.ok(looks.length >= 4, `only ${looks.length} of ${paths.length} looks`);
    assert.equal(run.json().at(-1)?.modelCalls, paths.length);
    assert.match(run.stderr, /2 of 2 servers share the work/);
  });

  test("lose and fail no image when one of them is killed in the middle", async (t) => {
    const { hosts, paths, folder, tag } = await scene(t, 16, { latencyMs: 120 }, { latencyMs: 120 });
    const [dying, living] = hosts as [StandIn, StandIn];
    const running = startCommand(tag);
    // with a request in flight
    await until(() => {
      const last = dying.looks.at(-1);
      return dying.looks.length >= 3 && last?.firstByteAt !== undefined && last.endedAt === undefined;
    });
    await dying.close();
    const run = await running.ended;
    await assertAllTagged(run, folder, paths);
    const sent = uploads(hosts);
    assert.equal(sent.length, paths.length);
    assert.ok(
      sent.filter((count) => count > 1).length <= 1,
      `more than the one in flight was sent again: ${sent.join(", ")}`,
    );
    const done = dying.looks.filter(({ endedAt }) => endedAt !== undefined);
    assert.equal(living.looks.length, paths.length - done.length);
    assert.match(run.stderr, /is set aside, and asked again later/);
  });

  test("take over in the middle of an image: what is complete is kept, and only the rest is asked for", async (t) => {
    const slow = { latencyMs: 60_000, firstTokenMs: 20, chunkMs: 40 };
    const { hosts, paths, folder, tag } = await scene(t, 1, slow);
    const heir = await start(t, { latencyMs: 20 });
    const running = startCommand([...tag, "--host", heir.url]);
    const described = (): boolean => completeEvents(running.output.stdout).some(({ progress = 0 }) => progress > 0.34);
    await until(described);
    await hosts[0]?.close();
    const run = await running.ended;
    assert.deepEqual([run.code, run.json().at(-1)?.tagged], [0, 1], run.stderr);
    assert.deepEqual([hosts[0]?.looks[0]?.asked.includes("description"), heir.looks.length], [true, 1]);
    assert.equal(heir.looks[0]?.asked.includes("description"), false);
    const index = JSON.parse(await readFile(path.join(folder, "image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), paths);
  });

  test("take one back that comes up again", async (t) => {
    const { hosts, paths, folder, tag } = await scene(t, 30, { latencyMs: 150 }, { latencyMs: 150 });
    const [dying] = hosts as [StandIn, StandIn];
    const running = startCommand(tag);
    await until(() => dying.looks.length >= 2);
    await dying.close();
    const returned = await start(t, { latencyMs: 150, port: dying.port });
    const run = await running.ended;
    await assertAllTagged(run, folder, paths);
    assert.ok(returned.looks.length > 0, "it had work again");
  });

  test("begin without one that lacks the model, say so, and take it in when it has it", async (t) => {
    const { hosts, paths, folder, tag } = await scene(
      t,
      24,
      { latencyMs: 150 },
      { latencyMs: 150, models: withoutModel },
    );
    const [first, late] = hosts as [StandIn, StandIn];
    const running = startCommand(tag);
    await until(() => first.looks.length >= 3);
    assert.equal(late.looks.length, 0);
    late.setModels(usualModels);
    const run = await running.ended;
    await assertAllTagged(run, folder, paths);
    assert.ok(late.looks.length > 0);
    assert.match(run.stderr, /1 of 2 servers share the work/);
    assert.ok(
      run.stderr.includes(`${late.url} is left out, and asked again later: The model gemma3:4b is not installed`),
    );
  });

  test("are waited for where all are down, and the work goes on with the first that is back", async (t) => {
    const { hosts, paths, folder, tag } = await scene(t, 10, { latencyMs: 100 }, { latencyMs: 100 });
    const [one, other] = hosts as [StandIn, StandIn];
    const running = startCommand(tag);
    await until(() => one.looks.length + other.looks.length >= 5);
    await Promise.all([one.close(), other.close()]);
    await sleep(700);
    await start(t, { latencyMs: 20, port: other.port });
    await assertAllTagged(await running.ended, folder, paths);
  });

  test("are asked once for a picture that lies there several times", async (t) => {
    const { hosts, folder, tag } = await scene(t, 1, { latencyMs: 100 }, { latencyMs: 100 });
    for (const copy of ["q1.jpg", "q2.jpg", "q3.jpg"])
      await copyFile(path.join(folder, "p00.jpg"), path.join(folder, copy));
    const run = await runCommand(tag);
    assert.deepEqual([run.code, run.json().at(-1)?.tagged], [0, 4], run.stderr);
    assert.deepEqual([uploads(hosts), run.json().at(-1)?.modelCalls], [[1], 1]);
  });

  test("end with 2 and each one's reason where none can begin", async (t) => {
    const { tag } = await scene(t, 1, { models: withoutModel });
    const run = await runCommand([...tag, "--host", "127.0.0.1:59998"]);
    assert.equal(run.code, 2);
    assert.match(run.stderr, /ollama pull gemma3:4b/);
    assert.match(run.stderr, /59998/);
  });

  test("named twice are one host", async (t) => {
    const { hosts, tag, urls } = await scene(t, 2, { latencyMs: 50 });
    const run = await runCommand([...tag, ...urls, "--host", `${hosts[0]?.url}/`]);
    assert.equal(run.code, 0, run.stderr);
    assert.doesNotMatch(run.stderr, /servers share/);
  });

  test("are each listed by the doctor, with what they lack", async (t) => {
    const { folder, hosts, urls, places } = await scene(t, 1, { latencyMs: 10 }, { models: withoutModel });
    const run = await runCommand(["doctor", folder, ...urls, "--host", "127.0.0.1:59998", ...places, "--json"]);
    assert.equal(run.code, 0, run.stderr);
    const findings = JSON.parse(run.stdout) as readonly { check: string; verdict: string; message: string }[];
    const told = findings.filter(({ check }) => check === "ollama" || check === "model");
    assert.deepEqual(
      told.map(({ check, verdict }) => `${check} ${verdict}`),
      ["ollama ok", "ollama ok", "ollama note", "model ok", "model note"],
    );
    const [first, second] = hosts as [StandIn, StandIn];
    assert.ok(told[3]?.message.includes(first.url) && told[4]?.message.includes(second.url));
    assert.match(told[2]?.message ?? "", /59998.*Until then the others work/);
  });
});
