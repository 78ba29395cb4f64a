/** Which model of an OpenAI-compatible server is taken, why, and what is said where none can be. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normaliseBase } from "../../src/extension/adapters/openai/address.ts";
import { chooseServed, findServed, type ServedModel } from "../../src/extension/core/tagging/servedModels.ts";
import { failureOf } from "../../src/shared/failures.ts";

const base = "http://127.0.0.1:1234/v1";
const model = (name: string, more: Partial<ServedModel> = {}): ServedModel => ({
  name,
  vision: "unsaid",
  isEmbedder: false,
  ...more,
});
const nameOf = (models: readonly ServedModel[], wanted = ""): string => {
  const decision = chooseServed({ base, model: wanted }, { models });
  return decision.engine === "openai" ? decision.model : decision.engine === "none" ? decision.failure.reason : "";
};

describe("chooseServed", () => {
  test("takes a model that sees and is loaded, then one that sees, then what is loaded, then the first", () => {
    const first = model("first");
    const loaded = model("loaded", { isLoaded: true });
    const sees = model("sees", { vision: "yes", isLoaded: false });
    const both = model("both", { vision: "yes", isLoaded: true });
    assert.equal(nameOf([first, loaded, sees, both]), "both");
    assert.equal(nameOf([first, loaded, sees]), "sees");
    assert.equal(nameOf([first, loaded]), "loaded");
    assert.equal(nameOf([first, model("second")]), "first");
  });

  test("never takes an embedding model or one that takes no pictures", () => {
    const unfit = [model("nomic", { isEmbedder: true }), model("text", { vision: "no", isLoaded: true })];
    assert.equal(nameOf(unfit), "modelMissing");
    assert.equal(nameOf(unfit, "nomic"), "modelWithoutVision");
    assert.equal(nameOf(unfit, "text"), "modelWithoutVision");
  });

  test("never takes another model than the one that is set, and names those that are there", () => {
    const decision = chooseServed(
      { base, model: "gemma" },
      { models: ["a", "b", "c", "d", "e", "f"].map((name) => model(name)) },
    );
    assert.equal(decision.engine === "none" && decision.failure.reason, "modelMissing");
    assert.match(
      decision.engine === "none" ? decision.failure.message : "",
      /no model gemma\. .*lists a, b, c, d, e, …\./u,
    );
  });

  test("knows a name in any case, and by its last part where only one ends so", () => {
    const models = [model("Qwen/Qwen2.5-VL"), model("a/twin"), model("b/twin"), model("/models/gemma.gguf")];
    assert.equal(findServed(models, "qwen/qwen2.5-vl")?.name, "Qwen/Qwen2.5-VL");
    assert.equal(findServed(models, "qwen2.5-VL")?.name, "Qwen/Qwen2.5-VL");
    assert.equal(findServed(models, "gemma")?.name, "/models/gemma.gguf");
    assert.equal(findServed(models, "twin"), undefined);
  });

  test("says that images leave the machine for another host, without the login in its address", () => {
    const away = chooseServed({ base: "http://me:secret@10.0.0.7:8000/v1", model: "" }, { models: [model("m")] });
    assert.ok(away.engine === "openai" && away.leavesMachine && away.host.includes("10.0.0.7"));
    assert.match(
      away.reason,
      /http:\/\/10\.0\.0\.7:8000\/v1 looks at the images with m: .*The images leave this machine/u,
    );
    assert.doesNotMatch(away.reason, /secret/u);
    const here = chooseServed({ base, model: "" }, { models: [model("m")] });
    assert.ok(here.engine === "openai" && !here.leavesMachine && !here.reason.includes("leave"));
  });

  test("hands on why a server does not answer", () => {
    const failure = { reason: "engineUnreachable", message: "Nothing answers." } as const;
    assert.deepEqual(chooseServed({ base, model: "" }, { failure }), { engine: "none", failure });
  });
});

describe("normaliseBase", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["http://localhost:1234", "http://localhost:1234/v1"],
    [" http://localhost:1234/v1/ ", "http://localhost:1234/v1"],
    ["localhost:8080", "http://localhost:8080/v1"],
    ["http://0.0.0.0:8000/v1", "http://127.0.0.1:8000/v1"],
    ["[::1]:8000", "http://[::1]:8000/v1"],
    ["https://host/llm/", "https://host/llm/v1"],
    ["https://host/v1/chat/completions", "https://host/v1"],
    ["https://openrouter.ai/api", "https://openrouter.ai/api/v1"],
    ["https://host/v1beta/openai/", "https://host/v1beta/openai"],
    ["https://me:word@host/v1", "https://me:word@host/v1"],
  ];
  for (const [written, address] of rows) {
    test(`${written.trim()} is ${address}`, () => assert.equal(normaliseBase(written), address));
  }

  test("rejects what is no http address, without the login in it, and says how one looks", () => {
    for (const written of [
      "ftp://me:secret@host",
      "http://",
      "http://host/v1?key=1",
      "file:///etc/passwd",
      "not an address",
    ]) {
      assert.throws(
        () => normaliseBase(written),
        (thrown) => {
          const { reason, message } = failureOf(thrown);
          assert.equal(reason, "engineUnreachable");
          assert.match(message, /Write it like http:\/\/127\.0\.0\.1:1234\/v1/u);
          return !message.includes("secret");
        },
        written,
      );
    }
  });

  test("an address that is not set is named with both ways to set it", () => {
    assert.throws(() => normaliseBase(" "), { message: /imageTagger\.openai\.baseUrl.*--base-url/u });
  });
});
