/** Finding 100,000 files against `find` with stat on the same tree. */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { FolderScanner } from "../src/extension/adapters/scanner/folderScanner.ts";
import { hasCommand, medianMs, spokenMs, type Benchmark } from "./figures.ts";

const folders = 400;
const filesInFolder = 250;

/** The scan that the program makes: every folder read, every image stat'ed. */
export const walk: Benchmark = {
  name: "walk",
  async run(folder) {
    if (!hasCommand("find")) return { skipped: "there is no find on this system" };
    await makeTree(folder);
    const scanner = new FolderScanner();
    const options = { exclude: [], useGitignore: false, under: "" };
    const signal = new AbortController().signal;
    let found = 0;
    const [ours = 0, theirs = 0] = await medianMs(
      5,
      async () => {
        found = (await scanner.scan(folder, options, signal)).images.length;
      },
      () => execFileSync("find", [folder, "-iname", "*.jpg", "-printf", "%p %s %T@\n"], { maxBuffer: 2 ** 30 }),
    );
    if (found !== (folders * filesInFolder * 4) / 5) throw new Error(`The scan found ${found} images.`);
    return [
      {
        what: "scan of 100,000 files, 80,000 of them images, as a share of find's time",
        ratio: ours / theirs,
        against: `${spokenMs(ours)} against find with stat ${spokenMs(theirs)}`,
        goal: "below 1",
        isMet: ours < theirs,
      },
    ];
  },
};

/** Four of five files are images. */
async function makeTree(root: string): Promise<void> {
  for (let i = 0; i < folders; i++) {
    const folder = path.join(root, `d${i % 20}`, `e${i}`);
    await mkdir(folder, { recursive: true });
    const names = Array.from({ length: filesInFolder }, (_, n) => `f${n}.${n % 5 === 0 ? "txt" : "jpg"}`);
    await Promise.all(names.map((name) => writeFile(path.join(folder, name), "x")));
  }
}
