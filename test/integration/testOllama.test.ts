/** `npm run test:ollama` as a process of its own, against the stand-in: its table, its words, its exit codes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { FaultPlan } from "../fakes/ollamaTypes.ts";

const script = path.join(import.meta.dirname, "../../scripts/testOllama.mjs");

function run(host: string, args: readonly string[] = []): Promise<{ code: number; stdout: string; stderr: string }> {
  // the marks of the test runner around it would make the inner one report to it
  const { NODE_TEST_CONTEXT: _context, ...environment } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { env: { ...environment, OLLAMA_HOST: host } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr });
      },
    );
  });
}

async function runOn(faults: FaultPlan, args: readonly string[]) {
  const standIn = await startOllamaStandIn({ faults });
  try {
    return { ...(await run(standIn.url, args)), looks: standIn.looks };
  } finally {
    await standIn.close();
  }
}

/** The cells of a model's row; they are set apart by two spaces. */
function rowOf(stdout: string, model: string): readonly string[] {
  const line = stdout.split("\n").findLast((text) => text.startsWith(`${model}  `)) ?? "";
  return line.split(/ {2,}/u);
}

describe("the trial of real models", () => {
  test("tries every model that can see, with test picture, contract and samples, and prints a row for each", async () => {
    const { code, stdout, stderr } = await runOn([], ["--images", "3"]);
    assert.match(stdout, /^Ollama 0\.32\.6 at http:\/\/127\.0\.0\.1:\d+$/mu);
    assert.match(stdout, /^Not tried, name them .*llama3\.2:3b, qwen3-vl:235b-cloud$/mu);
    const [, probe, contract, valid, tags, seconds, tokens] = rowOf(stdout, "gemma3:4b");
    assert.equal(probe, "good", stdout + stderr);
    const [, passed, all] = /^(\d+) of (\d+)$/u.exec(contract ?? "") ?? [];
    assert.ok(Number(all) >= 10 && passed === all, stdout);
    assert.equal(valid, "3 of 3");
    assert.ok(Number(tags) >= 5 && Number(tags) <= 10);
    assert.match(seconds ?? "", /^\d+\.\d$/u);
    assert.match(tokens ?? "", /^400 in, \d+ out$/u);
    // this server cannot load it: that is told, and the exit code tells it too
    assert.deepEqual(rowOf(stdout, "llama3.2-vision:11b").slice(0, 3), ["llama3.2-vision:11b", "refused", "-"]);
    assert.match(stdout, /can no longer load llama3\.2-vision:11b/u);
    assert.equal(code, 1);
  });

  test("tries the named model alone; what it gets wrong is counted and named", async () => {
    const seen = new Set<string>();
    const { code, stdout } = await runOn(
      ({ path: asked, imageHash }) => {
        if (asked !== "/api/chat") return undefined;
        seen.add(imageHash);
        // the first picture is the known one, the next two are those of the contract
        return seen.size === 4 && [...seen].at(-1) === imageHash ? { kind: "distort", how: "empty" } : undefined;
      },
      ["gemma3:4b", "--images", "2"],
    );
    assert.equal(rowOf(stdout, "gemma3:4b")[3], "1 of 2", stdout);
    assert.match(stdout, /\.(?:jpe?g|png|webp|gif): The answer of gemma3:4b cannot be used: it is empty/u);
    assert.doesNotMatch(stdout, /llama3\.2-vision/u);
    assert.equal(code, 1);
  });

  test("says plainly where no server answers, and exits with 2", async () => {
    const { code, stdout, stderr } = await run("http://127.0.0.1:1");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^No Ollama answers, so no model was tried\. .*127\.0\.0\.1:1/u);
  });

  test("exits with 2 for a model that is not there, and for words that it does not know", async () => {
    const missing = await runOn([], ["nobody:1b"]);
    assert.deepEqual([missing.code, missing.looks.length], [2, 0]);
    assert.match(missing.stderr, /Not installed there: nobody:1b\./u);
    assert.equal((await run("http://127.0.0.1:1", ["--pictures"])).code, 2);
    assert.equal((await run("http://127.0.0.1:1", ["--images", "none"])).code, 2);
  });
});
