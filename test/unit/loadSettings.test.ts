/** How an Ollama server is told to load a model, from what stands in the settings. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { contextTokensOf, keepAliveOf } from "../../src/extension/core/tagging/loadSettings.ts";

describe("settings for loading a model", () => {
  test("a keep-alive is what the server can read, and ten minutes where nobody can", () => {
    const read = (values: readonly unknown[]): unknown => values.map(keepAliveOf);
    assert.deepEqual(read(["10m", " 1h30m ", "0", "-1", "300", 90, "1.5h"]), [
      "10m",
      "1h30m",
      "0s",
      "-1s",
      "300s",
      "90s",
      "1.5h",
    ]);
    assert.deepEqual(
      read(["", "soon", "10 minutes", undefined, null, {}]),
      Array.from({ length: 6 }, () => "10m"),
    );
  });

  test("a context is the model's own at 0 and for nonsense, and never too small for a picture", () => {
    assert.deepEqual([0, -5, "8192", Number.NaN, undefined].map(contextTokensOf), [0, 0, 0, 0, 0]);
    assert.deepEqual([1, 8192, 9e9].map(contextTokensOf), [2048, 8192, 262_144]);
  });
});
