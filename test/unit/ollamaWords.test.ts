/** Remedies that failures of Ollama name can be followed: each setting that they speak of is there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { failureOfNetwork, failureOfResponse } from "../../src/extension/adapters/ollama/failures.ts";
import { errorAnswer, errorNames } from "../fakes/ollamaErrors.ts";

const manifest = readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8");
const settings = Object.keys(
  (JSON.parse(manifest) as { contributes: { configuration: { properties: object } } }).contributes.configuration
    .properties,
);

/** The words in which messages speak of a setting. */
const spoken: readonly (readonly [RegExp, string])[] = [
  [/context size/u, "imageTagger.ollama.contextTokens"],
  [/image size/u, "imageTagger.imageSize"],
  [/time-out(?!s of a proxy)/u, "imageTagger.timeoutMinutes"],
  [/host in the settings|as the host/u, "imageTagger.ollama.host"],
];

const context = { host: "http://127.0.0.1:11434", model: "gemma3:4b" };
const messages = [
  ...(["old", "new"] as const).flatMap((era) =>
    errorNames.map((name) => {
      const { status, body } = errorAnswer(name, era, context.model);
      return failureOfResponse(status, body, context).message;
    }),
  ),
  ...["ECONNREFUSED", "ENOTFOUND", "ECONNRESET", "ETIMEDOUT", "OTHER"].map(
    (code) => failureOfNetwork(Object.assign(new Error("x"), { code }), context)?.message ?? "",
  ),
];

describe("the sentences of Ollama's failures", () => {
  test("speak only of settings that exist", () => {
    for (const message of messages) {
      for (const [words, setting] of spoken)
        if (words.test(message)) assert.ok(settings.includes(setting), `${setting}: ${message}`);
      for (const [name] of message.matchAll(/imageTagger\.[\w.]*\w/gu)) assert.ok(settings.includes(name), message);
    }
  });

  test("speak of the settings for context, picture size and host at all", () => {
    for (const name of ["contextTokens", "imageSize", "host"]) {
      const [words] = spoken.find(([, setting]) => setting.endsWith(name)) ?? [/$^/u];
      assert.ok(
        messages.some((message) => words.test(message)),
        name,
      );
    }
  });

  test("end as sentences or with what Ollama says, and hold no markup of its bodies", () => {
    for (const message of messages) {
      assert.match(message, /\.(?: (?:It|Ollama) says: .+)?$/u);
      assert.doesNotMatch(message, /[{}]|<\/?\w|\\"|undefined/u);
    }
  });
});
