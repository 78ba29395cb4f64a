/** Collects every sentence that is shown into l10n/bundle.l10n.json, from which translations are made. `--check` only compares. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const target = path.join(root, "l10n", "bundle.l10n.json");
const call = /l10n\.t\(\s*("(?:[^"\\]|\\.)*")/g;
const entry = /^ {2}\w+:\s*("(?:[^"\\]|\\.)*"),?$/gm;

/** The string literals that a pattern captures in a file. */
function literals(file, pattern) {
  return [...readFileSync(file, "utf8").matchAll(pattern)].map(([, literal]) => JSON.parse(literal));
}

const editor = path.join(root, "src", "extension", "editor");
const files = readdirSync(editor, { recursive: true }).filter((name) => name.endsWith(".ts"));
const shared = path.join(root, "src", "shared");
const views = readdirSync(shared).filter((name) => /strings\.ts$/i.test(name));
const sentences = new Set([
  ...files.flatMap((name) => literals(path.join(editor, name), call)),
  ...views.flatMap((name) => literals(path.join(shared, name), entry)),
]);
const bundle = Object.fromEntries(
  [...sentences].sort((a, b) => (a < b ? -1 : 1)).map((sentence) => [sentence, sentence]),
);
const content = `${JSON.stringify(bundle, null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, content);
  console.log(`${sentences.size} sentences in l10n/bundle.l10n.json.`);
} else if (readFileSync(target, "utf8") !== content) {
  console.error("l10n/bundle.l10n.json is not up to date: run node scripts/l10n.mjs.");
  process.exitCode = 1;
}
