/** Where tesseract's parts lie, in a checkout and in a packaged extension alike. */
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The files that reading needs; nothing is ever downloaded. A package must carry, below `node_modules`:
 * `tesseract.js/package.json` and `tesseract.js/src/{constants,utils,worker-script}` with what these load (`bmp-js`,
 * `is-url`, `regenerator-runtime`, `wasm-feature-detect`), `tesseract.js-core/package.json` and
 * `tesseract.js-core/tesseract-core-{lstm,simd-lstm,relaxedsimd-lstm}.{js,wasm}` (the thread takes the best that the
 * processor can run; 1 MB each when packed), and `@tesseract.js-data/eng/package.json` with its `4.0.0_best_int`.
 */
export interface OcrPaths {
  /** tesseract.js' script for a Node worker thread; it finds tesseract.js-core from where it lies. */
  readonly workerScript: string;
  /** The folder that holds `eng.traineddata.gz`. */
  readonly dataFolder: string;
}

/** Finds the packages from the script that runs, which is dist/room.js in a bundle and has its node_modules above it. */
export function installedOcrPaths(from = process.argv[1] ?? process.cwd()): OcrPaths {
  const require = createRequire(from);
  const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));
  return {
    workerScript: join(folderOf("tesseract.js"), "src", "worker-script", "node", "index.js"),
    dataFolder: join(folderOf("@tesseract.js-data/eng"), "4.0.0_best_int"),
  };
}

/** Rejects where a part is missing, so that this is told once and not as the crash of a thread. */
export async function checkOcrPaths({ workerScript, dataFolder }: OcrPaths): Promise<void> {
  const require = createRequire(workerScript);
  const cores = ["lstm", "simd-lstm", "relaxedsimd-lstm"].map((kind) => `tesseract.js-core/tesseract-core-${kind}`);
  const scripts = cores.map((core) => require.resolve(core));
  const binaries = scripts.map((script) => script.replace(/\.js$/u, ".wasm"));
  const files = [workerScript, join(dataFolder, "eng.traineddata.gz"), ...binaries];
  await Promise.all(files.map((file) => access(file)));
}
