/** `npm run check`: types, lint, format, dead code and unit tests, two at a time; a line and a time for each. */
import { writeFileSync } from "node:fs";
import { runNodeTests } from "./nodeTests.mjs";
import { needModernNode, root, run, spoken, tool } from "./run.mjs";

needModernNode();
const tsc = (project) => run([...tool("typescript", "bin/tsc"), "--pretty", "false", "-p", project], { cwd: root });

/** The longest first: two run at a time. */
const steps = [
  { name: "unit tests", work: () => runNodeTests("test/unit/**/*.test.ts", { flags: ["--test-isolation=none"] }) },
  { name: "lint", work: () => run([...tool("oxlint", "bin/oxlint"), "--type-aware", "--deny-warnings"]) },
  { name: "types of the host", work: () => tsc("tsconfig.json") },
  { name: "types of the webviews", work: () => tsc("src/webview/tsconfig.json") },
  { name: "format", work: () => run([...tool("prettier", "bin/prettier.cjs"), "--check", "--log-level=warn", "."]) },
  { name: "dead code", work: () => run([...tool("knip", "bin/knip.js"), "--no-progress"]) },
];

const outcomes = new Map();
const waiting = [...steps];
async function worker() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const outcome = await step.work();
    const counts = outcome.passed === undefined ? "" : `, ${outcome.passed} passed, ${outcome.failed} failed`;
    const isGood = outcome.passed === undefined ? outcome.code === 0 : outcome.failed === 0 && outcome.passed > 0;
    outcomes.set(step, { ...outcome, isGood });
    console.log(`${isGood ? "✔" : "✖"} ${step.name}${counts} (${spoken(outcome.ms)})`);
  }
}
await Promise.all([worker(), worker()]);

const bad = steps.filter((step) => !outcomes.get(step).isGood);
for (const step of bad) console.log(`\n${step.name}:\n${outcomes.get(step).output.trim()}`);
const unit = outcomes.get(steps[0]);
const brokenChecks = bad.filter((step) => step !== steps[0]).length;
const counts = process.env["IMAGE_TAGGER_COUNTS"];
if (counts)
  writeFileSync(
    counts,
    JSON.stringify({ passed: unit.passed, failed: unit.failed + brokenChecks, skipped: unit.skipped }),
  );
if (bad.length) process.exitCode = 1;
