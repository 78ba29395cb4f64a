/** `image-tagger index`: reads the folder and its index files into the catalog and embeds what lacks a vector. */
import type { Arguments } from "./arguments.ts";
import { compose, embedderFor, scanOptions } from "./composition.ts";
import { consoleLog, printJson, ProgressLine, say } from "./output.ts";

/** Runs the command; exit code 0, undecodable files included. */
export async function indexLibrary(args: Arguments, stop: AbortSignal): Promise<number> {
  const startMs = performance.now();
  const parts = await compose(args, consoleLog());
  const line = new ProgressLine();
  try {
    await parts.workshop.open([parts.folder], stop);
    const { images, problems } = await parts.workshop.reconcile(parts.folder, { ...scanOptions, mayWrite: true }, stop);
    for (const { failure } of problems) say(failure.message);
    await parts.workshop.fileReading.run(stop);
    const rows = [...parts.workshop.library.rows()];
    const embedder = await embedderFor(args, parts, stop);
    const embedded = embedder
      ? await parts.workshop.embed(
          embedder,
          (done, total) => line.show(done / total, `${done} of ${total} records embedded`),
          stop,
        )
      : 0;
    await parts.workshop.settle();
    const undecodable = rows.filter(({ failureReason }) => failureReason === "undecodable").length;
    const records = rows.filter(({ by }) => by !== "").length;
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    line.clear();
    if (args.json) printJson({ event: "done", images, records, embedded, undecodable, seconds });
    else say(`${images} images, ${records} records, ${embedded} embedded, ${undecodable} cannot be decoded.`);
    if (!embedder && !args.json) say("Meaning search is off: no embedding model was found or asked for.");
    return 0;
  } finally {
    line.clear();
    await parts.close();
  }
}
