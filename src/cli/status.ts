/** `image-tagger status`: counts what is there, from the files alone. */
import type { Arguments } from "./arguments.ts";
import { compose, scanOptions } from "./composition.ts";
import { isDone } from "../extension/core/library.ts";
import { rowOf, type ImageRow } from "../extension/core/rows.ts";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { consoleLog, print, printJson } from "./output.ts";

/** Runs the command; writes nothing and contacts no host. */
export async function status(args: Arguments, stop: AbortSignal): Promise<number> {
  const parts = await compose(args, consoleLog());
  const { folder, records, scanner, workshop } = parts;
  const scan = await scanner.scan(folder.root, scanOptions, stop);
  const rows: ImageRow[] = [];
  for (const found of scan.images) {
    const image = workshop.library.imageAt(folder, found.path);
    const record = await records.read(image, stop);
    const isOther = record?.contentKey && record.stamp && record.stamp.mtimeMs !== found.stamp.mtimeMs;
    const contentKey = isOther ? await scanner.contentKey(folder.root, found.path, stop) : "";
    rows.push(rowOf(image, found, contentKey, record, shortHash));
  }
  const present = new Set(scan.images.map(({ path }) => path));
  const orphans = new Set<string>();
  for (const { folder: recordFolder } of scan.records)
    for (const { path } of await records.paths(folder, recordFolder, stop)) if (!present.has(path)) orphans.add(path);
  const tagged = rows.filter(({ state }) => isDone(state)).length;
  const failed = rows.filter(({ state }) => state === "failed").length;
  const { by: engine = "", model = "" } = lastMachine(rows);
  const counts = {
    images: rows.length,
    tagged,
    untagged: rows.length - tagged - failed,
    failed,
    orphans: orphans.size,
    engine,
    model,
  };
  if (args.json) printJson(counts);
  else
    for (const [name, value] of Object.entries(counts))
      print(`${name.padEnd(9)} ${value === "" ? "-" : String(value)}`);
  await parts.close();
  return 0;
}

/** The engine and model that made most of the records. */
function lastMachine(rows: readonly ImageRow[]): Partial<Pick<ImageRow, "by" | "model">> {
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
