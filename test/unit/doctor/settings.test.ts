/** The doctor's look at the settings: each that is out of order is named, with its effect. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { settingsCheck, type SettingRule } from "../../../src/extension/core/doctor/settingsCheck.ts";
import { ExpectedError } from "../../../src/shared/failures.ts";

const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../../package.json"), "utf8")) as {
  contributes: { configuration: { properties: Record<string, SettingRule> } };
};
const rules = Object.entries(manifest.contributes.configuration.properties);

async function findings(values: Readonly<Record<string, unknown>>) {
  const settings = rules.map(([name, rule]) => {
    const short = name.replace("imageTagger.", "");
    return { name, rule, value: short in values ? values[short] : rule.default };
  });
  const readHost = (written: string): string => {
    if (written.includes(" ")) throw new ExpectedError("engineUnreachable", `"${written}" is no address.`);
    return written === "" ? "http://127.0.0.1:11434" : written;
  };
  return settingsCheck({ settings, readHost, isAbsolute: (one) => one.startsWith("/") }).run(
    new AbortController().signal,
  );
}

const titles = async (values: Readonly<Record<string, unknown>>): Promise<string> =>
  (await findings(values)).map(({ title }) => title).join("\n");

describe("the doctor's look at the settings", () => {
  test("finds nothing in the defaults of the package", async () => {
    const found = await findings({});
    assert.deepEqual(
      found.map(({ verdict }) => verdict),
      ["ok"],
    );
  });

  for (const [values, sentence] of [
    [{ imageSize: 9000 }, /imageSize is 9000, which is not between 224 and 2048\. 2048 is used/],
    [{ imageSize: "big" }, /imageSize is no number\. The default is used: 896/],
    [{ engine: "magic" }, /engine is none of auto, ollama, openai, vscode, builtin\. The default is used: "auto"/],
    [{ "ollama.keepAlive": "ten" }, /keepAlive is not written as it must be/],
    [{ "ollama.moreHosts": "one" }, /moreHosts is no list/],
    [{ "ollama.moreHosts": [1] }, /moreHosts holds something that is no text/],
    [{ "prompt.context": ["sky"] }, /prompt\.context holds something that is none of file, folder, tags, words/],
    [{ useGitignore: "yes" }, /useGitignore is no boolean/],
    [{ engine: "openai" }, /openai\.baseUrl names no server, but imageTagger\.engine is openai/],
    [{ engine: "vscode" }, /vscode\.model names no model/],
    [{ "ollama.keepAlive": "0" }, /loaded anew for every image/],
    [{ "ollama.contextTokens": 100 }, /contextTokens is 100, which holds no image: 2048 is used/],
    [{ "ocr.withModel": "never", "prompt.context": ["words"] }, /ocr\.withModel is never, but/],
    [{ "prompt.instructions": "Say {moon} and {folder}" }, /holds 1 word in braces that is no variable/],
    [{ exclude: ["**"] }, /exclude leaves everything out/],
    [{ libraryFolders: ["pictures"] }, /libraryFolders holds a path that is not absolute/],
    [{ "ollama.moreHosts": [""] }, /moreHosts names a server that was named before/],
    [{ "ollama.moreHosts": ["my secret"] }, /moreHosts holds something that is no address: it is left out/],
  ] as const)
    test(`says what comes of ${JSON.stringify(values)}`, async () => {
      const found = await findings(values);
      assert.match(await titles(values), sentence);
      assert.ok(found.every(({ verdict, action }) => verdict === "note" && action?.id === "openSettings"));
    });

  test("repeats nothing of an address that cannot be read: a password may stand in it", async () => {
    assert.doesNotMatch(JSON.stringify(await findings({ "ollama.host": "http://me:hunter2@ host" })), /hunter2/);
  });
});
