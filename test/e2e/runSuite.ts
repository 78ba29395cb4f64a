/** `runSuite.ts [vsix]`: the suite inside code-server's extension host, on the packaged extension or on the working tree. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runSuiteInHost } from "./workbench/hostRun.ts";
import { copySamples } from "./workbench/prepared.ts";
import { bundleSuite, projectFolder } from "./workbench/suiteBundle.ts";

const vsix = process.argv[2];
const folder = mkdtempSync(path.join(tmpdir(), "gallery-"));
try {
  await copySamples(folder);
  const { result, trouble, logTail } = await runSuiteInHost({
    developmentPath: vsix ? path.join(projectFolder, "test", "e2e", "driver") : projectFolder,
    testsPath: await bundleSuite(),
    folder,
    say: (line) => console.log(line),
    // nothing answers there: the built-in engine is what is tested, whatever runs on this machine
    env: { OLLAMA_HOST: "http://127.0.0.1:9", ...grep() },
    ...(vsix ? { vsix: path.resolve(vsix) } : {}),
  });
  for (const { title, error } of result?.failed ?? []) console.error(`\n${title}\n${error}`);
  if (trouble) console.error(`${trouble}\n${logTail}`);
  const passed = result?.passes ?? 0;
  const failed = (result?.failures ?? 0) + (trouble && !result?.failures ? 1 : 0);
  const counts = process.env["IMAGE_TAGGER_COUNTS"];
  if (counts) writeFileSync(counts, JSON.stringify({ passed, failed, skipped: result?.pending ?? 0 }));
  console.log(`suite: ${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function grep(): Readonly<Record<string, string>> {
  const pattern = process.env["IMAGE_TAGGER_SUITE_GREP"];
  return pattern ? { IMAGE_TAGGER_SUITE_GREP: pattern } : {};
}
