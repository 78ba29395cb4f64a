/** Which engine and which model are at work, and why, by setting and by what the server holds. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseEngine, noServerAsked } from "../../src/extension/core/tagging/chooseEngine.ts";
import { isLoopback } from "../../src/extension/core/tagging/hosts.ts";
import {
  bestEmbeddingModel,
  bestVisionModel,
  isCloudName,
  isSameModel,
  type ModelInfo,
} from "../../src/extension/core/tagging/modelChoice.ts";

const local = "http://127.0.0.1:11434";
const down = { failure: { reason: "engineUnreachable", message: "Ollama does not answer." } } as const;

function model(name: string, capabilities?: readonly string[], more: Partial<ModelInfo> = {}): ModelInfo {
  return {
    name,
    digest: name,
    sizeBytes: 1,
    family: "",
    isCloud: false,
    ...(capabilities && { capabilities }),
    ...more,
  };
}
const has = (...models: ModelInfo[]) => ({ models, version: "0.32.6" });
const auto = { engine: "auto", host: local, model: "" } as const;

describe("chooseEngine", () => {
  test("takes the best installed vision model", () => {
    const decision = chooseEngine(auto, has(model("llava:7b"), model("qwen3.5:4b"), model("gemma3:4b")));
    assert.deepEqual([decision.engine, "model" in decision && decision.model], ["ollama", "qwen3.5:4b"]);
  });

  test("falls back to the built-in analysis and says why", () => {
    const decision = chooseEngine(auto, down);
    assert.equal(decision.engine, "builtin");
    assert.match("reason" in decision ? decision.reason : "", /built-in analysis.*does not answer/u);
    const none = chooseEngine(auto, has(model("embeddinggemma:latest", ["embedding"])));
    assert.match("reason" in none ? none.reason : "", /ollama pull/u);
  });

  test("does not fall back where Ollama is set as engine", () => {
    const decision = chooseEngine({ ...auto, engine: "ollama" }, down);
    assert.deepEqual(decision, { engine: "none", failure: down.failure });
  });

  test("never takes another model than the one that is set", () => {
    const decision = chooseEngine({ ...auto, engine: "ollama", model: "gemma4" }, has(model("gemma3:4b")));
    assert.equal(decision.engine === "none" && decision.failure.reason, "modelMissing");
    assert.match(decision.engine === "none" ? decision.failure.message : "", /ollama pull gemma4/u);
  });

  test("refuses an embedding model and a model that newer servers cannot load", () => {
    const server = has(model("bge-m3:latest", ["embedding"]), model("llama3.2-vision:11b", ["vision"]));
    const ask = (name: string, version = "0.32.6") => {
      const decision = chooseEngine({ engine: "ollama", host: local, model: name }, { ...server, version });
      return decision.engine === "none" ? decision.failure.reason : decision.engine;
    };
    assert.equal(ask("bge-m3"), "modelWithoutVision");
    assert.equal(ask("llama3.2-vision:11b"), "modelUnloadable");
    assert.equal(ask("llama3.2-vision:11b", "0.24.0"), "ollama");
  });

  test("says that images leave the machine for a cloud model and for another host", () => {
    const cloud = chooseEngine({ ...auto, model: "qwen3-vl:235b-cloud" }, has(model("qwen3-vl:235b-cloud")));
    assert.match(cloud.engine === "ollama" ? cloud.reason : "", /ollama\.com: the images leave/u);
    const remote = chooseEngine({ ...auto, host: "http://192.168.1.7:11434" }, has(model("gemma3:4b")));
    assert.ok(remote.engine === "ollama" && remote.leavesMachine && /192\.168\.1\.7/u.test(remote.reason));
    const here = chooseEngine(auto, has(model("gemma3:4b")));
    assert.ok(here.engine === "ollama" && !here.leavesMachine);
  });

  test("never says the name and password of a server's address", () => {
    const decision = chooseEngine({ ...auto, host: "http://me:secret@10.0.0.7:11434" }, has(model("gemma3:4b")));
    const reason = decision.engine === "ollama" ? decision.reason : "";
    assert.match(reason, /http:\/\/10\.0\.0\.7:11434/u);
    assert.doesNotMatch(reason, /me:|secret/u);
  });

  test("asks nothing of a server where the built-in analysis is set", () => {
    assert.equal(chooseEngine({ ...auto, engine: "builtin" }, down).engine, "builtin");
  });
});

describe("chooseEngine with a language model of VS Code", () => {
  const setting = { ...auto, engine: "vscode" } as const;

  test("takes the model that is set, and says that images leave the machine", () => {
    const decision = chooseEngine({ ...setting, vscodeModel: "copilot/gpt-5-mini" }, noServerAsked);
    assert.ok(decision.engine === "vscode" && decision.leavesMachine);
    assert.equal(decision.model, "copilot/gpt-5-mini");
    assert.match(decision.reason, /images leave this machine/u);
  });

  test("takes nothing where none is set, and never falls back to another engine", () => {
    const decision = chooseEngine(setting, has(model("gemma3:4b")));
    assert.match(decision.engine === "none" ? decision.failure.message : "", /imageTagger\.vscode\.model/u);
  });
});

describe("bestVisionModel", () => {
  test("never takes a cloud model, an embedding model, Llama 3.2 Vision or a small Gemma 3", () => {
    const unfit = [
      model("qwen3-vl:235b-cloud", ["vision"], { isCloud: true }),
      model("embeddinggemma:latest", ["embedding"]),
      model("llama3.2-vision:11b", ["vision"], { family: "mllama" }),
      model("gemma3:1b", ["completion"]),
      model("gemma3n:e4b", ["completion"]),
      model("llama3.2:3b", ["completion"]),
    ];
    assert.equal(bestVisionModel(unfit), undefined);
  });

  test("trusts a known name though the server does not list vision", () => {
    assert.equal(bestVisionModel([model("gemma4:e2b", ["completion", "tools"])])?.name, "gemma4:e2b");
  });

  test("takes an unknown model that the server says can see, the smallest first", () => {
    const seeing = [model("b:7b", ["vision"], { sizeBytes: 7 }), model("a:2b", ["vision"], { sizeBytes: 2 })];
    assert.equal(bestVisionModel(seeing)?.name, "a:2b");
  });
});

describe("model names", () => {
  test("a name without a tag means the latest, in any case", () => {
    assert.ok(isSameModel("embeddinggemma", "embeddinggemma:latest"));
    assert.ok(isSameModel("HF.co/Me/Model", "hf.co/me/model:latest"));
    assert.ok(!isSameModel("gemma3:4b", "gemma3"));
  });

  test("cloud names are known by their end", () => {
    assert.ok(isCloudName("gpt-oss:120b-cloud") && isCloudName("glm:cloud") && !isCloudName("cloudy:7b"));
  });

  test("embedding models go by order of preference", () => {
    const models = ["all-minilm:latest", "bge-m3:latest", "nomic-embed-text:v1.5"].map((name) => model(name));
    assert.equal(bestEmbeddingModel(models)?.name, "nomic-embed-text:v1.5");
    assert.equal(bestEmbeddingModel([model("gemma3:4b")]), undefined);
  });

  test("only addresses of this machine count as such", () => {
    for (const host of ["http://localhost:1", "127.0.0.1:11434", "http://[::1]:1", "127.5.5.5"])
      assert.ok(isLoopback(host), host);
    for (const host of [
      "http://localhost.evil.com",
      "http://127.0.0.1.nip.io",
      "10.0.0.1",
      "not a host",
      "http://127.0.0.1@evil.com",
    ]) {
      assert.ok(!isLoopback(host), host);
    }
  });
});
