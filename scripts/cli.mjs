/** `npm run cli -- <arguments>`: the command line from this checkout, built anew where the sources are newer. */
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root, run } from "./run.mjs";

const needed = ["dist/cli.js", "dist/cliMain.js", "dist/room.js", "dist/scanWorker.js"].map((file) =>
  path.join(root, file),
);

/** The newest change among the files of these folders. */
function newestMs(...folders) {
  let newest = 0;
  for (const folder of folders)
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) newest = Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
  return newest;
}

/** The oldest of the files that the command line needs; 0 where one is missing. */
const builtMs = () => Math.min(...needed.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));

/** Builds where that is needed; answers whether what is built is that of the sources. */
async function isBuilt() {
  if (builtMs() >= newestMs("src", "scripts")) return true;
  // captured, not shown: standard output belongs to the command's own answer
  const { code, output } = await run([process.execPath, path.join(root, "scripts/build.mjs")]);
  if (code !== 0) process.stderr.write(output);
  return code === 0;
}

if (!(await isBuilt())) {
  process.stderr.write("The command line could not be built; what the build said stands above.\n");
  process.exitCode = 1;
} else {
  // npm changes to the project's folder; a path that was typed is meant from where the person stood
  if (process.env["INIT_CWD"]) process.chdir(process.env["INIT_CWD"]);
  // in this very process: signals, standard input and the exit code need no passing on
  process.argv[1] = path.join(root, "dist/cli.js");
  createRequire(import.meta.url)(process.argv[1]);
}
