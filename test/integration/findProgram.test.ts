/** Programs are found by the folders of PATH, and never in the workspace. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findProgram } from "../../src/extension/adapters/programs/findProgram.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

test("the first folder of PATH that holds it as a program wins; folders, plain files and relative folders do not count", async (context) => {
  if (process.platform === "win32") return context.skip("programs are told by their extension there");
  const folder = await temporaryFolder(context);
  const [asFolder, asText, first, second] = ["a", "b", "c", "d"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  mkdirSync(path.join(asFolder, "ollama"), { recursive: true });
  for (const each of [asText, first, second]) {
    mkdirSync(each);
    writeFileSync(path.join(each, "ollama"), "#!/bin/sh\n");
    chmodSync(path.join(each, "ollama"), each === asText ? 0o644 : 0o755);
  }
  const look = (...folders: readonly string[]): Promise<string | undefined> =>
    findProgram("ollama", { PATH: folders.join(path.delimiter) });
  assert.equal(await look(asFolder, asText, first, second), path.join(first, "ollama"));
  assert.equal(await look(asFolder, asText), undefined);
  assert.equal(await look("", ".", path.relative(process.cwd(), first)), undefined);
  assert.equal(await findProgram("ollama", {}), undefined);
});
