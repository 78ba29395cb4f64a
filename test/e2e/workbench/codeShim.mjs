#!/usr/bin/env node
/** Looks like VS Code's program to @vscode/test-electron and runs the suite in code-server: for machines that have no desktop. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runSuiteInHost } from "./hostRun.ts";

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { extensionDevelopmentPath: { type: "string" }, extensionTestsPath: { type: "string" } },
});
const passedOn = Object.entries(process.env).filter(([name]) => /^(IMAGE_TAGGER_|OLLAMA_HOST$)/.test(name));
const { result, trouble, logTail } = await runSuiteInHost({
  developmentPath: String(values.extensionDevelopmentPath),
  testsPath: String(values.extensionTestsPath),
  folder: positionals[0] ?? "",
  env: Object.fromEntries(passedOn),
  say: (line) => console.log(line),
});
if (trouble) console.error(`${trouble}\n${logTail}`);
const file = process.env["IMAGE_TAGGER_SUITE_RESULT"];
if (file && result) writeFileSync(file, JSON.stringify(result));
process.exitCode = trouble || !result || result.failures > 0 || result.passes === 0 ? 1 : 0;
