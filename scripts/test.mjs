/** `npm test`: every suite, from types to the packaged extension in a real workbench; ends with one line that adds them up. */
import { runCounted, runNodeTests, runPatiently } from "./nodeTests.mjs";
import { needModernNode, run, spoken } from "./run.mjs";
import { vsixFile } from "./targets.mjs";

needModernNode();
const { ensureChromium } = await import("../test/e2e/workbench/chromium.ts");
const { ensureWorkbench } = await import("../test/e2e/workbench/setup.ts");
const { ensureMetadataPrograms } = await import("../test/fixtures/metadataFiles.ts");
const node = (...args) => [process.execPath, ...args];

/** Gets what some suites need; answers with the sentence that says why it cannot be had. */
async function missing(get) {
  try {
    const got = await get(console.log);
    // the webview suite starts the same browser
    if (typeof got === "string") process.env["IMAGE_TAGGER_CHROMIUM"] = got;
    return undefined;
  } catch (error) {
    return error.message.split("\n")[0];
  }
}

const noBrowser = await missing(ensureChromium);
const noWorkbench = noBrowser ?? (await missing(ensureWorkbench));
// their tests skip themselves by name, and the others of their suites run
const noMetadataPrograms = await missing(ensureMetadataPrograms);
if (noMetadataPrograms) console.log(noMetadataPrograms);

/** The packaged extension of this platform; built once, used by all end-to-end suites. */
const vsix = vsixFile();
async function makePackage() {
  const { code, output, ms } = await run(node("scripts/package.mjs"));
  console.log(output.trim());
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, ms };
}

const suites = [
  { name: "check", work: () => runCounted(node("scripts/check.mjs"), { show: true }) },
  { name: "contracts", work: () => runNodeTests("test/contracts/**/*.test.ts", { show: true }) },
  {
    name: "integration",
    work: () => runNodeTests("test/integration/**/*.test.ts", { flags: ["--test-concurrency=2"], show: true }),
  },
  {
    name: "webview",
    needs: noBrowser,
    work: () => runNodeTests("test/webview/**/*.test.ts", { flags: ["--test-concurrency=2"], show: true }),
  },
  { name: "package", work: makePackage },
  {
    name: "extension host",
    needs: noWorkbench,
    work: () => runCounted(node("test/e2e/runSuite.ts", vsix), { show: true }),
  },
  {
    name: "workbench",
    needs: noWorkbench,
    work: () => runPatiently("test/e2e/ui/**/*.test.ts", { flags: ["--test-concurrency=2"], show: true }),
  },
];

const asked = process.argv.slice(2);
const chosen = asked.length ? suites.filter(({ name }) => asked.includes(name)) : suites;
const rows = [];
for (const { name, needs, work } of chosen) {
  console.log(`\n── ${name}`);
  if (needs) {
    console.log(`Skipped: ${needs}`);
    rows.push({ name, passed: 0, failed: 0, note: `skipped: ${needs}` });
    continue;
  }
  const { passed, failed, skipped, ms, output, note } = await work();
  // a suite that ran nothing has proven nothing
  const ranNothing = passed + failed === 0;
  if (ranNothing) console.log(output ?? "");
  rows.push({
    name,
    passed,
    failed: ranNothing ? 1 : failed,
    note: `${skipped ? `${skipped} skipped, ` : ""}${ranNothing ? "no test ran, " : ""}${note ? `${note}, ` : ""}${spoken(ms)}`,
  });
}

console.log("");
for (const { name, passed, failed, note } of rows)
  console.log(`${name.padEnd(16)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${note}`);
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
