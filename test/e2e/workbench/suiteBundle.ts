/** Bundles the suite that runs inside the extension host: plain CommonJS that every VS Code can require. */
import { globSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** The folder of the project. */
export const projectFolder = path.resolve(import.meta.dirname, "../../..");
const outFolder = path.join(projectFolder, "out", "e2e", "suite");

/** Bundles test/e2e/suite and answers with the module whose `run` VS Code calls. */
export async function bundleSuite(): Promise<string> {
  rmSync(outFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: projectFolder,
    entryPoints: globSync("test/e2e/suite/*.ts", { cwd: projectFolder }),
    outdir: outFolder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return path.join(outFolder, "run.js");
}

if (process.argv[1] === import.meta.filename) await bundleSuite();
