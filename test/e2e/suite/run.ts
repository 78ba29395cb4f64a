/** VS Code's entry to the suite, in the workbench and in the desktop alike: finds the tests beside it and runs them. */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Mocha } from "./mocha.ts";

/** A reporter that says nothing: VS Code's log does not expand the formats of mocha's own. */
function silent(): void {
  // the listeners below write the lines
}

/** Called by VS Code; rejects when a test failed. The result file alone proves that the suite ran to its end. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: silent as never });
  const pattern = process.env["IMAGE_TAGGER_SUITE_GREP"];
  if (pattern) mocha.grep(pattern);
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".test.js")))
    mocha.addFile(path.join(__dirname, file));
  const failed: { title: string; error: string }[] = [];
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      writeResult({
        passes: runner.stats?.passes ?? 0,
        failures,
        pending: runner.stats?.pending ?? 0,
        failed,
      });
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
    runner.on("pass", (test) => console.log(`  ok ${test.fullTitle()} (${test.duration} ms)`));
    runner.on("fail", (test, error: Error) => {
      failed.push({ title: test.fullTitle(), error: error.stack ?? error.message });
      console.error(`  FAIL ${test.fullTitle()}: ${error.message}`);
    });
  });
}

/** Written beside and moved: whoever waits for the file reads all of it. */
function writeResult(result: unknown): void {
  const file = process.env["IMAGE_TAGGER_SUITE_RESULT"];
  if (!file) return;
  writeFileSync(`${file}.part`, JSON.stringify(result, null, 1));
  renameSync(`${file}.part`, file);
}
