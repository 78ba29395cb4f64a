/** Which key a run sends to its OpenAI-compatible server. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessOf } from "../../src/cli/servedServer.ts";

const keyFor = (baseUrl: string, own: string, openAi: string): string | undefined =>
  accessOf({ baseUrl, keys: { own, openAi }, model: "", embedModel: "" }).authorization;

describe("the key of a run", () => {
  test("is the one that was given to this program, wherever the server is", () => {
    assert.equal(keyFor("http://10.0.0.7:8000", "own", "shared"), "Bearer own");
    assert.equal(keyFor("https://host", "own", ""), "Bearer own");
  });

  test("is the one that other programs use too only for this computer and guarded lines", () => {
    assert.equal(keyFor("http://127.0.0.1:1234", "", "shared"), "Bearer shared");
    assert.equal(keyFor("https://api.openai.com", "", "shared"), "Bearer shared");
    assert.equal(keyFor("http://10.0.0.7:8000", "", "shared"), undefined);
  });

  test("is none where none is given", () => assert.equal(keyFor("http://127.0.0.1:1234", "", ""), undefined));
});
