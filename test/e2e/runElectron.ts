/**
 * `npm run test:electron`: the suite by @vscode/test-electron in a real desktop VS Code: the one that VSCODE_PATH names,
 * or one that is downloaded (VSCODE_VERSION). With `--shim`, code-server takes the desktop's place.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { drawSamples } from "../../samples/drawSamples.ts";
import type { SuiteResult } from "./workbench/hostRun.ts";
import { bundleSuite, projectFolder } from "./workbench/suiteBundle.ts";

const shim = process.argv.includes("--shim");
const program = shim ? path.join(import.meta.dirname, "workbench", "codeShim.mjs") : process.env["VSCODE_PATH"];
const scratch = mkdtempSync(path.join(tmpdir(), "electron-"));
const resultFile = path.join(scratch, "result.json");
if (process.platform === "linux" && !shim && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])
  console.error("There is no display: start this by xvfb-run -a.");
try {
  const gallery = path.join(scratch, "gallery");
  await drawSamples(gallery);
  await runTests({
    ...(program ? { vscodeExecutablePath: program } : { version: process.env["VSCODE_VERSION"] ?? "stable" }),
    extensionDevelopmentPath: projectFolder,
    extensionTestsPath: await bundleSuite(),
    extensionTestsEnv: {
      IMAGE_TAGGER_SUITE_RESULT: resultFile,
      OLLAMA_HOST: "http://127.0.0.1:9",
      // the shim is a script: the Node that runs this one runs it too
      ...(shim ? { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"] ?? ""}` } : {}),
    },
    launchArgs: [gallery, "--disable-extensions", `--user-data-dir=${path.join(scratch, "user")}`],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
const result = existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, "utf8")) as SuiteResult) : undefined;
for (const { title, error } of result?.failed ?? []) console.error(`\n${title}\n${error}`);
console.log(`suite: ${result?.passes ?? 0} passed, ${result?.failures ?? 1} failed`);
if (!result || result.passes === 0 || result.failures > 0) process.exitCode = 1;
rmSync(scratch, { recursive: true, force: true });
