/** `image-tagger status`: counts what is there, from the files alone. */
import type { Arguments } from "./arguments.ts";
import { compose, scanOptions, type Composition } from "./composition.ts";
import { isDone } from "../extension/core/library.ts";
import { rowOf, type ImageRow } from "../extension/core/rows.ts";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { failureOf } from "../shared/failures.ts";
import { consoleLog, print, printJson, say, sayLeftOut } from "./output.ts";

/** Runs the command; writes nothing and contacts no host. */
export async function status(args: Arguments, stop: AbortSignal): Promise<number> {
  const parts = await compose(args, consoleLog());
  try {
    return await tell(args, parts, stop);
  } finally {
    await parts.close();
  }
}

async function tell(args: Arguments, parts: Composition, stop: AbortSignal): Promise<number> {
  const { folder, records, scanner } = parts;
  const scan = await scanner.scan(folder.root, scanOptions, stop);
  for (const { failure } of scan.problems) say(failure.message);
  sayLeftOut(parts, scan.leftOut);
  const told = new Set<string>();
  /** Record files of one folder, or one image, that cannot be read keep nothing else from being counted. */
  const readable = async <T>(reading: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await reading;
    } catch (thrown) {
      if (!["unreadable", "notFound"].includes(failureOf(thrown).reason)) throw thrown;
      const { message } = failureOf(thrown);
      if (!told.has(message)) say(message);
      told.add(message);
      return otherwise;
    }
  };
  const rows: ImageRow[] = [];
  for (const found of scan.images) {
    const image = parts.workshop.library.imageAt(folder, found.path);
    const record = await readable(records.read(image, stop), undefined);
    const isOther = record?.contentKey && record.stamp && record.stamp.mtimeMs !== found.stamp.mtimeMs;
    const contentKey = isOther ? await readable(scanner.contentKey(folder.root, found.path, stop), "") : "";
    rows.push(rowOf(image, found, contentKey, record, shortHash));
  }
  const present = new Set(scan.images.map(({ path }) => path));
  const orphans = new Set<string>();
  for (const { folder: recordFolder } of scan.records)
    for (const { path } of await readable(records.paths(folder, recordFolder, stop), []))
      if (!present.has(path)) orphans.add(path);
  for (const { path } of await readable(records.storedPaths(folder, stop), []))
    if (!present.has(path)) orphans.add(path);
  report(args, rows, orphans.size);
  return 0;
}

function report(args: Arguments, rows: readonly ImageRow[], orphans: number): void {
  const tagged = rows.filter(({ state }) => isDone(state)).length;
  const failed = rows.filter(({ state }) => state === "failed").length;
  const { by: engine = "", model = "" } = commonestMachine(rows);
  const counts = {
    images: rows.length,
    tagged,
    untagged: rows.length - tagged - failed,
    failed,
    orphans,
    engine,
    model,
  };
  if (args.json) printJson(counts);
  else
    for (const [name, value] of Object.entries(counts))
      print(`${name.padEnd(9)} ${value === "" ? "-" : String(value)}`);
}

/** The engine and model that made most of the records. */
function commonestMachine(rows: readonly ImageRow[]): Partial<Pick<ImageRow, "by" | "model">> {
  const counts = new Map<string, { row: ImageRow; count: number }>();
  for (const row of rows) {
    if (row.by === "" || row.by === "imported") continue;
    const key = `${row.by}\n${row.model}`;
    const count = counts.get(key) ?? { row, count: 0 };
    count.count++;
    counts.set(key, count);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.row ?? {};
}
