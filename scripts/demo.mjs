/** `npm run demo [-- folder]`: packages the extension, opens it in a real workbench and does the main job, step by step. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { must, needModernNode, root } from "./run.mjs";
import { thisTarget } from "./targets.mjs";

needModernNode();
const { runDemo } = await import("../test/e2e/demo/runDemo.ts");
const options = process.argv.slice(2);
const given = options.find((argument) => !argument.startsWith("--"));
const folder = given && path.resolve(process.env["INIT_CWD"] ?? ".", given);
if (folder && !(existsSync(folder) && statSync(folder).isDirectory())) {
  console.error(`${folder} is no folder.`);
  process.exit(2);
}
const vsix = path.join(root, "out-vsix", `image-tagger-${thisTarget()}.vsix`);
if (!options.includes("--no-package") || !existsSync(vsix))
  console.log((await must([process.execPath, path.join(root, "scripts/package.mjs")])).trim());
const outputFolder = path.join(root, "demo-output");
const isGood = await runDemo({ vsix, outputFolder, ...(folder ? { folder } : {}) });
process.exitCode = isGood ? 0 : 1;
