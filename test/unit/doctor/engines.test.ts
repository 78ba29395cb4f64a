/** The doctor's look at engines and at the network: who is asked, what is missing, and what is left alone. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { embedderCheck } from "../../../src/extension/core/doctor/embedderCheck.ts";
import { engineChecks, type EngineParts } from "../../../src/extension/core/doctor/engineChecks.ts";
import { runChecks, type Check } from "../../../src/extension/core/doctor/runChecks.ts";
import { unaskedCheck } from "../../../src/extension/core/doctor/servedChecks.ts";
import { surroundingsChecks, type SurroundingsParts } from "../../../src/extension/core/doctor/surroundingsChecks.ts";
import type { Embedder, Engine } from "../../../src/extension/core/ports.ts";
import type { ServerFinding } from "../../../src/extension/core/tagging/chooseEngine.ts";
import { ExpectedError } from "../../../src/shared/failures.ts";

const never = new AbortController().signal;
const [near, far] = ["http://127.0.0.1:11434", "http://192.168.1.20:11434"];
const away: ServerFinding = { failure: { reason: "engineUnreachable", message: "Ollama does not answer." } };
const model = {
  name: "gemma3:4b",
  digest: "d",
  sizeBytes: 3e9,
  family: "gemma3",
  capabilities: ["vision"],
  isCloud: false,
};
const there: ServerFinding = { version: "0.32.6", models: [model] };

async function said(checks: readonly Check[]): Promise<string> {
  const findings = await runChecks(checks, () => undefined, never);
  return findings.map(({ check, verdict, message }) => `${check} ${verdict}: ${message}`).join("\n");
}

function engines(answers: Readonly<Record<string, ServerFinding>>, more: Partial<EngineParts> = {}): readonly Check[] {
  const [first = near, ...others] = Object.keys(answers);
  const look: Engine["look"] = async (_request, _prepared, onEvent) => {
    onEvent({ type: "step", step: "description", answer: { description: "A red stop sign." } });
  };
  return engineChecks({
    setting: { engine: "auto", model: "" },
    hosts: async () => [first, ...others],
    find: async (host) => answers[host] ?? away,
    engineAt: (_host, name) => ({ model: name, look }) as unknown as Engine,
    accessOf: async () => ({ hasKey: false }),
    isBusy: () => false,
    ...more,
  });
}

describe("the doctor's look at Ollama", () => {
  test("notes a server that does not answer where the built-in analysis stands in for it", async () => {
    assert.equal(
      await said(engines({ [near]: away })),
      "ollama note: Ollama does not answer. Until then the built-in analysis is used.",
    );
  });

  test("finds fault with it where it is set as engine: then nothing is tagged", async () => {
    const text = await said(engines({ [near]: away }, { setting: { engine: "ollama", model: "" } }));
    assert.match(text, /^ollama fault: .*Until then nothing is tagged\.$/);
  });

  test("shows the model the test picture, once all else is through", async () => {
    const text = await said(engines({ [near]: there }));
    assert.match(text, /^ollama ok: Ollama 0\.32\.6 answers at http:\/\/127\.0\.0\.1:11434\. It has 1 model\.$/m);
    assert.match(text, /^model ok: gemma3:4b sees/m);
  });

  test("leaves a model alone that is at work", async () => {
    assert.match(await said(engines({ [near]: there }, { isBusy: () => true })), /^model note: .*it is at work/m);
  });

  test("says that images leave this computer, that a key is kept, and that consent is still to be asked for", async () => {
    const accessOf = async () => ({ hasKey: true, isAgreed: () => false });
    const text = await said(engines({ [far]: there }, { accessOf }));
    assert.match(text, /An access key is kept.*Images leave this computer.*You will be asked/);
  });

  test("says of a model that is set and missing how to get it", async () => {
    const setting = { engine: "ollama", model: "qwen3.5:4b" } as const;
    assert.match(await said(engines({ [near]: there }, { setting })), /^model fault: .*ollama pull qwen3\.5:4b/m);
  });

  test("finds fault with an address that is none, and asks nobody", async () => {
    const hosts = (): Promise<never> => Promise.reject(new ExpectedError("engineUnreachable", "No address."));
    assert.match(await said(engines({}, { hosts })), /^ollama fault: No address\.$/m);
  });

  test("asks nobody in Restricted Mode, and says so", async () => {
    assert.match(await said([unaskedCheck("untrusted")]), /^engine note: No engine was asked/);
  });
});

describe("the doctor's look at meaning search", () => {
  const embedder = (length: number): Embedder =>
    ({
      model: "embeddinggemma",
      open: async () => ({ key: "k", dimensions: 3 }),
      embedQuery: async () => new Float32Array(length),
    }) as unknown as Embedder;

  test("has a vector made, and counts its numbers", async () => {
    assert.match(await said([embedderCheck(async () => ({ embedder: embedder(3) }))]), /^embedder ok: embeddinggemma/);
    assert.match(await said([embedderCheck(async () => ({ embedder: embedder(2) }))]), /^embedder note: .*2 numbers/);
  });

  test("says why it is off, and that words alone still find images where it fails", async () => {
    assert.match(await said([embedderCheck(async () => ({ off: "Switched off." }))]), /note: .*is off\. Switched off/);
    const failing = embedderCheck(() => Promise.reject(new ExpectedError("embedderUnavailable", "It fails.")));
    assert.match(await said([failing]), /note: It fails\. Images are found by words alone\./);
  });
});

describe("the doctor's look at what surrounds the program", () => {
  const surroundings = (more: Partial<SurroundingsParts>): Promise<string> =>
    said(
      surroundingsChecks({
        environment: {},
        hosts: () => [near],
        usesVariable: true,
        platform: "linux",
        program: async () => undefined,
        ...more,
      }),
    );

  for (const [value, isNoted] of [
    ["0.0.0.0", true],
    ["http://0.0.0.0:11434", true],
    ["[::]:11434", true],
    ["127.0.0.1:11434", false],
    ["10.0.0.0", false],
  ] as const)
    test(`${isNoted ? "notes" : "passes over"} OLLAMA_HOST=${value}`, async () => {
      const text = await surroundings({ environment: { OLLAMA_HOST: value } });
      assert.equal(/listen on every interface/.test(text), isNoted, text);
    });

  test("says that servers are not asked by way of a proxy, only where one is not on this computer", async () => {
    const environment = { https_proxy: "http://proxy:3128" };
    assert.doesNotMatch(await surroundings({ environment }), /proxy/);
    const text = await surroundings({ environment, hosts: () => [far] });
    assert.match(text, /network note: A proxy is set \(HTTPS_PROXY\), but model servers are asked directly/);
    assert.doesNotMatch(text, /3128/);
  });

  test("notes that nobody checks certificates, where that matters", async () => {
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    assert.match(await surroundings({ environment, hosts: () => ["https://gpu.example"] }), /nobody checks/);
    assert.doesNotMatch(await surroundings({ environment }), /nobody checks/);
  });

  test("says whether metadata can be written, and what Perl has to do with it", async () => {
    assert.match(await surroundings({}), /exiftool note: Metadata cannot be written.*Perl.*is not installed/);
    const program = async (name: string) => (name === "perl" ? { path: "/p", version: "5.36.0" } : undefined);
    assert.match(await surroundings({ program }), /exiftool ok: .*Perl 5\.36\.0 is there/);
    assert.match(await surroundings({ platform: "win32" }), /exiftool ok: .*Windows needs no Perl/);
  });
});
