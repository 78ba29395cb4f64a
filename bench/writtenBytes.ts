/** Bytes written while 5,000 images of one folder are tagged, against the final size of their record files. */
import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../test/fixtures/records.ts";
import type { Benchmark } from "./figures.ts";

const images = 5_000;

/** Three changes an image, as three steps make them. */
export const writtenBytes: Benchmark = {
  name: "writtenBytes",
  async run(folder) {
    const before = await writtenSoFar();
    if (before === undefined) return { skipped: "this system does not tell how much a process wrote" };
    const root = path.join(folder, "pictures");
    await mkdir(root);
    const library = libraryFolder(root);
    const store = recordStore(path.join(folder, "state"));
    for (let i = 0; i < images; i++) {
      const whole = taggedRecord(`A picture of the ${i}th thing on a table near a window`, [
        "thing",
        "table",
        "window",
        "indoors",
        "light",
      ]);
      const image = imageIn(library, `picture ${i}.jpg`);
      await store.change(
        image,
        (record) => ({ ...record, description: whole.description, done: ["description"] }),
        never,
      );
      await store.change(image, (record) => ({ ...record, tags: whole.tags, done: ["description", "tags"] }), never);
      await store.change(image, () => whole, never);
    }
    await store.close();
    const written = ((await writtenSoFar()) ?? 0) - before;
    const files = ["image_metadata.json", "image_metadata.details.json"].map((name) => stat(path.join(root, name)));
    const final = (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
    return [
      {
        what: "bytes of index, details and journal while 5,000 images are tagged, as a multiple of the final size",
        ratio: written / final,
        against: `${(written / 1e6).toFixed(1)} MB against ${(final / 1e6).toFixed(1)} MB`,
        goal: "at most 10",
        isMet: written / final <= 10,
      },
    ];
  },
};

/** What this process gave to write calls; Linux tells. */
async function writtenSoFar(): Promise<number | undefined> {
  const io = await readFile("/proc/self/io", "utf8").catch(() => "");
  const match = /^wchar: (\d+)$/m.exec(io);
  return match ? Number(match[1]) : undefined;
}
