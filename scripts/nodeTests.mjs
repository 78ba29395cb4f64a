/** Runs a glob of node:test files and answers with the counts of what ran. */
// as a whole: an older Node lacks globSync and shall still get to say so in words
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "./run.mjs";

/** No file runs longer than this: a test that hangs fails instead of stopping everything. */
const limit = "--test-timeout=900000";
/** Hundreds of processes load the same files: compiled code is kept, or compiling would be half of what the tests cost. */
const compiled = path.join(root, "node_modules", ".cache", "compiled");
const nothing = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program that writes its counts to the file named in IMAGE_TAGGER_COUNTS. */
export async function runCounted(command, options = {}) {
  const scratch = fs.mkdtempSync(path.join(tmpdir(), "counts-"));
  const file = path.join(scratch, "counts.json");
  try {
    const env = { NODE_COMPILE_CACHE: compiled, ...process.env, IMAGE_TAGGER_COUNTS: file };
    const { code, output, ms } = await run(command, { ...options, env });
    let counts = nothing;
    try {
      counts = JSON.parse(fs.readFileSync(file, "utf8"));
    } catch {
      // the program ended before it could count: told by its code below
    }
    // a program that failed without a failed test counts as one failure
    return { ...counts, failed: counts.failed || (code === 0 ? 0 : 1), output, ms };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** More failed files than these are no matter of chance. */
const mostTriedAgain = 3;

/**
 * As `runNodeTests`, for tests that need a whole workbench: files with a failure run a second time, alone.
 * Windows, focus and clicks of two workbenches on a loaded machine are late in ways that no waiting covers.
 * What passes only then is named, with its first failure above.
 */
export async function runPatiently(glob, options) {
  const first = await runNodeTests(glob, options);
  const failed = Object.entries(first.files ?? {}).filter(([file, { failed }]) => file && failed > 0);
  if (failed.length === 0 || failed.length > mostTriedAgain) return first;
  const total = { ...first };
  const late = [];
  for (const [file, counts] of failed) {
    const name = path.relative(root, file);
    console.log(`${name} runs a second time, alone.`);
    const again = await runNodeTests(name, options);
    total.ms += again.ms;
    for (const key of ["passed", "failed", "skipped"]) total[key] += again[key] - counts[key];
    if (again.failed === 0) late.push(path.basename(name, ".test.ts"));
  }
  return { ...total, note: late.length ? `at the second try only: ${late.join(", ")}` : undefined };
}

/** Runs the tests that match; `flags` go to node, `show` passes the output on as it comes. */
export async function runNodeTests(glob, { flags = [], show = false } = {}) {
  if (fs.globSync(glob, { cwd: root }).length === 0) return { ...nothing, output: `No file matches ${glob}.\n`, ms: 0 };
  const reporter = ["--test-reporter=./scripts/counts.mjs", "--test-reporter-destination=stdout"];
  return runCounted([process.execPath, "--test", limit, ...reporter, ...flags, glob], { show });
}
