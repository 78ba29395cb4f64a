/** A reporter for node:test: says failures, skips and one line of counts, and keeps the counts for `npm test` to add up. */
import { writeFileSync } from "node:fs";
import path from "node:path";

const place = ({ file, line }) => (file ? ` (${path.relative(process.cwd(), file)}:${line})` : "");

/** Of a reason with its stack, what is worth reading. */
const mostLines = 40;

/** Why a test failed: the error that was thrown, without the runner's own frame around it. */
function reasonOf(error) {
  // one of many that were cut short together: the reason stands with the one that was the cause
  if (error?.failureType === "cancelledByParent") return "    not run: what it belongs to failed";
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? "no reason given");
  return text.split("\n").slice(0, mostLines).join("\n").replace(/^/gm, "    ");
}

/** Called by node:test with its stream of events; what it yields is printed. */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** The same for each file of tests, by its path. */
  const files = {};
  const count = (file, kind) => {
    counts[kind]++;
    const own = (files[file ?? ""] ??= { passed: 0, failed: 0, skipped: 0 });
    own[kind]++;
  };
  /** What did a file write to its error output? Shown where it failed beside its tests, as a whole or in a hook. */
  const errorOutput = new Map();
  const brokenFiles = new Set();
  /** Where the last failure was: what its test tells beside it comes right after it. */
  let failedAt = "";
  const at = ({ file, line, column }) => `${file}:${line}:${column}`;
  for await (const { type, data } of events) {
    if (type === "test:stderr") errorOutput.set(data.file, (errorOutput.get(data.file) ?? "") + data.message);
    if (type === "test:diagnostic" && data.file && at(data) === failedAt)
      yield `${data.message.replace(/^/gm, "    ")}\n`;
    if (type !== "test:pass" && type !== "test:fail") continue;
    // a describe is no test; one that fails by itself (in a hook) is
    if (data.details.type === "suite" && (type === "test:pass" || data.details.error?.failureType === "subtestsFailed"))
      continue;
    // a file's own frame is reported as a test: it counts only where the file could not run
    if (type === "test:fail" && data.details.error?.failureType === "subtestsFailed") continue;
    if (type === "test:fail" && !data.todo) {
      count(data.file, "failed");
      failedAt = at(data);
      yield `✖ ${data.name}${place(data)}\n${reasonOf(data.details.error)}\n`;
      if (data.name === data.file || data.details.error?.failureType === "hookFailed") brokenFiles.add(data.file);
    } else if (data.skip !== undefined || data.todo !== undefined) {
      count(data.file, "skipped");
      yield `- ${data.name}: skipped${typeof data.skip === "string" ? `, ${data.skip}` : ""}\n`;
    } else count(data.file, "passed");
  }
  for (const broken of brokenFiles)
    yield `${path.relative(process.cwd(), broken)} wrote:\n${(errorOutput.get(broken) ?? "").slice(-6000)}\n`;
  const file = process.env["IMAGE_TAGGER_COUNTS"];
  if (file) writeFileSync(file, JSON.stringify({ ...counts, files }));
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
