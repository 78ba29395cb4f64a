/** `npm run demo [-- folder]`: packages the extension, opens it in a real workbench and does the main job, step by step. */
import { existsSync } from "node:fs";
import path from "node:path";
import { givenFolder, must, needModernNode, root } from "./run.mjs";
import { vsixFile } from "./targets.mjs";

needModernNode();
const { runDemo } = await import("../test/e2e/demo/runDemo.ts");
const folder = givenFolder();
const vsix = vsixFile();
if (!process.argv.includes("--no-package") || !existsSync(vsix))
  console.log((await must([process.execPath, path.join(root, "scripts/package.mjs")])).trim());
const outputFolder = path.join(root, "demo-output");
const isGood = await runDemo({ vsix, outputFolder, ...(folder ? { folder } : {}) });
process.exitCode = isGood ? 0 : 1;
