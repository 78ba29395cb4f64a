/** `image-tagger doctor` where an Ollama answers: the model is tried with a picture, not only found in a list. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandInOptions } from "../fakes/ollamaTypes.ts";
import { runCommand } from "../fixtures/commandLine.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

async function modelFinding(t: TestContext, server: StandInOptions) {
  const standIn = await startOllamaStandIn(server);
  t.after(() => standIn.close());
  const base = await temporaryFolder(t);
  const options = ["--host", standIn.url, "--storage", path.join(base, "storage"), "--json"];
  const { code, stdout } = await runCommand(["doctor", base, ...options]);
  const findings = JSON.parse(stdout) as readonly { check: string; verdict: string; message: string }[];
  const model = findings.find(({ check }) => check === "model");
  return { code, verdict: model?.verdict, message: model?.message ?? "", looks: standIn.looks.length };
}

describe("the doctor's look at the model", () => {
  test("says that it sees, and how long it took", async (t) => {
    const { code, verdict, message, looks } = await modelFinding(t, {});
    assert.deepEqual([code, verdict, looks], [0, "ok", 1]);
    assert.match(message, /^gemma3:4b sees: .* in \d+\.\d s\.$/u);
  });

  test("notes one that answers beside the picture", async (t) => {
    const { code, verdict } = await modelFinding(t, {
      faults: ({ path }) => (path === "/api/chat" ? { kind: "blind" } : undefined),
    });
    assert.deepEqual([code, verdict], [0, "note"]);
  });

  test("finds fault with one that cannot be loaded", async (t) => {
    const { code, verdict, message } = await modelFinding(t, {
      faults: ({ path }) => (path === "/api/chat" ? { kind: "error", error: "outOfMemory" } : undefined),
    });
    assert.deepEqual([code, verdict], [1, "fault"]);
    assert.match(message, /smaller model/u);
  });
});
