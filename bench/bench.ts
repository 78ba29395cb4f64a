/** `npm run bench [-- name … [--n records]]`: every promised figure as a ratio, measured in this run on this machine. */
import { parseArgs } from "node:util";
import { busyEngine } from "./busyEngine.ts";
import { inFolder, type Benchmark } from "./figures.ts";
import { grid } from "./grid.ts";
import { metadata } from "./metadata.ts";
import { nearDuplicates } from "./nearDuplicates.ts";
import { reopen } from "./reopen.ts";
import { search } from "./search.ts";
import { searchQuality } from "./searchQuality.ts";
import { thumbnails } from "./thumbnails.ts";
import { twoHosts } from "./twoHosts.ts";
import { walk } from "./walk.ts";
import { writtenBytes } from "./writtenBytes.ts";

const benchmarks: readonly Benchmark[] = [
  walk,
  busyEngine,
  twoHosts,
  thumbnails,
  reopen,
  writtenBytes,
  metadata,
  search,
  searchQuality,
  nearDuplicates,
  grid,
];

const { values, positionals: wanted } = parseArgs({ options: { n: { type: "string" } }, allowPositionals: true });
const records = values.n === undefined ? undefined : Number(values.n);
if (records !== undefined && !(Number.isSafeInteger(records) && records >= 100)) {
  process.stderr.write(`--n takes a whole number of records, at least 100, and not "${values.n}".\n`);
  process.exit(2);
}
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no ${unknown.join(", ")}; there are ${benchmarks.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}
let missed = 0;
for (const benchmark of benchmarks) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  const outcome = await inFolder((folder) => benchmark.run(folder, { records }));
  if ("skipped" in outcome) {
    process.stdout.write(`${benchmark.name}: skipped, ${outcome.skipped}\n`);
    continue;
  }
  for (const { what, ratio, against, goal, isMet } of outcome) {
    if (!isMet) missed++;
    process.stdout.write(
      `${benchmark.name}: ${what}: ${ratio.toFixed(2)} (${against}); goal ${goal}: ${isMet ? "met" : "MISSED"}\n`,
    );
  }
}
process.exitCode = missed > 0 ? 1 : 0;
