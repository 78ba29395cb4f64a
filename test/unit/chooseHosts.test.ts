/** Which model servers share that work together, which of them are left out and why, and whether images leave the machine. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseHosts, type ServerAnswer } from "../../src/extension/core/tagging/chooseHosts.ts";
import type { EngineDecision } from "../../src/extension/core/tagging/chooseEngine.ts";
import type { ModelInfo } from "../../src/extension/core/tagging/modelChoice.ts";

const here = "http://127.0.0.1:11434";
const there = "http://192.168.1.20:11434";
const auto = { engine: "auto", model: "" } as const;

function answer(host: string, ...names: readonly string[]): ServerAnswer {
  const models = names.map((name): ModelInfo => ({ name, digest: "", sizeBytes: 1, family: "", isCloud: false }));
  return { host, finding: { models, version: "0.32.6" } };
}
const silent = (host: string): ServerAnswer => ({
  host,
  finding: { failure: { reason: "engineUnreachable", message: `Ollama does not answer at ${host}.` } },
});

const sentenceOf = (decision: EngineDecision): string =>
  decision.engine === "none" ? decision.failure.message : decision.reason;

describe("chooseHosts", () => {
  test("decides for one server as for itself alone", () => {
    const { decision, absent } = chooseHosts(auto, [answer(here, "gemma3:4b")]);
    assert.equal(absent.size, 0);
    assert.equal(
      sentenceOf(decision),
      "Ollama looks at the images with gemma3:4b: it is the best vision model that is installed.",
    );
  });

  test("takes the model of the first that has one, and leaves out who lacks it", () => {
    const third = "http://127.0.0.1:11436";
    const { decision, absent } = chooseHosts(auto, [
      answer(here, "llama3.2:3b"),
      answer("http://127.0.0.1:11435", "gemma3:4b"),
      answer(third, "qwen3.5:4b", "gemma3:4b"),
    ]);
    assert.equal(decision.engine === "ollama" && decision.model, "gemma3:4b");
    assert.deepEqual(
      [...absent].map(([host, { reason }]) => [host, reason]),
      [[here, "modelMissing"]],
    );
    assert.match(
      sentenceOf(decision),
      /2 of 3 servers share the work: http:\/\/127\.0\.0\.1:11435, http:\/\/127\.0\.0\.1:11436\./u,
    );
    assert.match(
      sentenceOf(decision),
      /http:\/\/127\.0\.0\.1:11434 is left out, and asked again later: The model gemma3:4b/u,
    );
  });

  test("leaves out who does not answer, in whatever order", () => {
    for (const servers of [
      [silent(there), answer(here, "gemma3:4b")],
      [answer(here, "gemma3:4b"), silent(there)],
    ] as const) {
      const { decision, absent } = chooseHosts(auto, servers);
      assert.equal(decision.engine, "ollama");
      assert.deepEqual([...absent.keys()], [there]);
    }
  });

  test("says that images leave the machine if they do so for any server, also one that comes later", () => {
    const near = chooseHosts(auto, [answer(here, "gemma3:4b"), answer("http://localhost:1", "gemma3:4b")]).decision;
    assert.equal(near.engine === "ollama" && near.leavesMachine, false);
    for (const other of [answer("http://me:secret@192.168.1.20:11434", "gemma3:4b"), silent(there)]) {
      const { decision } = chooseHosts(auto, [answer(here, "gemma3:4b"), other]);
      assert.equal(decision.engine === "ollama" && decision.leavesMachine, true);
      assert.match(sentenceOf(decision), /Images leave this machine for http:\/\/192\.168\.1\.20:11434\./u);
      assert.doesNotMatch(sentenceOf(decision), /secret/u);
    }
  });

  test("counts a model as one of the cloud where any server hands it on", () => {
    const handsOn = answer("http://localhost:1", "gemma3:4b");
    const models =
      "models" in handsOn.finding ? handsOn.finding.models.map((model) => ({ ...model, isCloud: true })) : [];
    const servers = [
      answer(here, "gemma3:4b"),
      { host: handsOn.host, finding: { models, version: "0.32.6" } },
    ] as const;
    const { decision } = chooseHosts({ engine: "ollama", model: "gemma3:4b" }, servers);
    assert.deepEqual(decision.engine === "ollama" && [decision.isCloud, decision.leavesMachine], [true, true]);
  });

  test("says of each why it cannot begin where none can", () => {
    const servers = [silent(here), answer(there, "llama3.2:3b")] as const;
    const none = chooseHosts({ engine: "ollama", model: "gemma3:4b" }, servers).decision;
    assert.equal(none.engine === "none" && none.failure.reason, "engineUnreachable");
    assert.match(
      sentenceOf(none),
      /does not answer at http:\/\/127.*192\.168\.1\.20:11434: The model gemma3:4b is not installed/u,
    );
    const fallback = chooseHosts({ engine: "auto", model: "gemma3:4b" }, servers).decision;
    assert.equal(fallback.engine, "builtin");
    assert.match(sentenceOf(fallback), /built-in analysis.*does not answer.*is not installed/u);
  });
});
