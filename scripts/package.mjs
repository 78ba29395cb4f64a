/** `npm run package -- [target …]`: one VSIX per platform in out-vsix/, each with the native parts of that platform alone. */
// as a whole: an older Node lacks globSync and shall still get to say so in words
import fs from "node:fs";
import path from "node:path";
import { notices } from "./notices.mjs";
import { must, needModernNode, npm, root, spoken, tool } from "./run.mjs";
import { madeFor, targets, thisTarget, vsixFile } from "./targets.mjs";
import { zipEntries } from "./zipEntries.mjs";

needModernNode();
const mostBytes = 90e6;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));

/** What a package may hold, told here once more than in .vscodeignore: a slip there shows as an unexpected file. */
const expected = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[\w-]+)?)?\.json|(readme|changelog)\.md|LICENSE(\.txt|\.md)?)$/i,
  /^extension\/(THIRD_PARTY_NOTICES\.txt|RUST_THIRD_PARTY_LICENSES\.html)$/,
  /^extension\/dist\/(extension|room|scanWorker|cli|cliMain)\.js$/,
  /^extension\/dist\/webview\/(library|search|codicon)\.(js|css|ttf)$/,
  /^extension\/(media|l10n|schemas)\/[\w./-]+\.(svg|png|json|md)$/,
  /^extension\/node_modules\/(@[\w.-]+\/)?[\w.-]+\/package\.json$/,
  /^extension\/node_modules\/@lancedb\/lancedb-[\w-]+\/lancedb\.[\w-]+\.node$/,
  /^extension\/node_modules\/sharp\/dist\/[\w-]+\.[cm]js$/,
  /^extension\/node_modules\/@img\/(colour|sharp-[\w-]+)\/([\w-]+\.c?js|versions\.json|lib\/[\w.+-]+\.(node|so|dylib|dll|js)[\d.]*)$/,
  /^extension\/node_modules\/(detect-libc|semver)\/[\w./-]+\.js$/,
  /^extension\/node_modules\/tesseract\.js\/src\/[\w./-]+\.js$/,
  /^extension\/node_modules\/tesseract\.js-core\/tesseract-core-((relaxed)?simd-)?lstm\.(js|wasm)$/,
  /^extension\/node_modules\/@tesseract\.js-data\/eng\/4\.0\.0_best_int\/eng\.traineddata\.gz$/,
  /^extension\/node_modules\/(bmp-js|is-url|regenerator-runtime)\/(lib\/)?[\w-]+\.js$/,
  /^extension\/node_modules\/wasm-feature-detect\/dist\/cjs\/index\.cjs$/,
  /^extension\/node_modules\/exiftool-vendored\.pl\/bin\/(exiftool|lib\/[\w/-]+\.p[lm])$/,
  /^extension\/node_modules\/exiftool-vendored\.exe\/bin\/(exiftool\.exe|exiftool_files\/[\w./ +-]+)$/,
];

/** What must be in every package. */
const required = [
  ...["extension", "room", "scanWorker", "cli", "cliMain", "webview/library", "webview/search"].map(
    (name) => `extension/dist/${name}.js`,
  ),
  "extension/dist/webview/codicon.css",
  "extension/dist/webview/codicon.ttf",
  "extension/package.json",
  "extension/schemas/image-tags.schema.json",
  "extension/THIRD_PARTY_NOTICES.txt",
  "extension/RUST_THIRD_PARTY_LICENSES.html",
  "extension/node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz",
  ...["lstm", "simd-lstm", "relaxedsimd-lstm"].map(
    (kind) => `extension/node_modules/tesseract.js-core/tesseract-core-${kind}.wasm`,
  ),
  "extension/node_modules/tesseract.js/src/worker-script/node/index.js",
  "extension/node_modules/wasm-feature-detect/dist/cjs/index.cjs",
];

/** ExifTool for the target: a program with a Perl of its own for Windows, a script for the system's Perl elsewhere. */
const exiftoolOf = (target) => `exiftool-vendored.${targets[target].os === "win32" ? "exe" : "pl"}`;
const exiftoolFile = (target) =>
  `extension/node_modules/${exiftoolOf(target)}/bin/${targets[target].os === "win32" ? "exiftool.exe" : "exiftool"}`;
const exiftoolVersions = JSON.parse(
  fs.readFileSync(path.join(root, "node_modules/exiftool-vendored/package.json"), "utf8"),
).optionalDependencies;

/** The packages that stay packages; everything else is bundled. */
function packagesOf(target) {
  const { lancedb, sharp } = targets[target];
  const version = (name) => manifest.dependencies[name];
  return {
    [`@lancedb/lancedb-${lancedb}`]: version("@lancedb/lancedb"),
    sharp: version("sharp"),
    [`@img/sharp-${sharp}`]: version("sharp"),
    "tesseract.js": version("tesseract.js"),
    "tesseract.js-core": version("tesseract.js-core"),
    "@tesseract.js-data/eng": version("@tesseract.js-data/eng"),
    [exiftoolOf(target)]: exiftoolVersions[exiftoolOf(target)],
  };
}

async function stageFiles(target, stage) {
  fs.rmSync(stage, { recursive: true, force: true });
  fs.mkdirSync(stage, { recursive: true });
  const dropped = ["dependencies", "devDependencies", "optionalDependencies", "scripts", "private"];
  const kept = Object.fromEntries(Object.entries(manifest).filter(([key]) => !dropped.includes(key)));
  // optional, not plain dependencies: npm checks a plain one against this machine whatever --os says
  const staged = { ...kept, optionalDependencies: packagesOf(target) };
  fs.writeFileSync(path.join(stage, "package.json"), JSON.stringify(staged, null, 2));
  const files = [".vscodeignore", "README.md", "CHANGELOG.md", "LICENSE", "dist", "media", "l10n", "schemas"];
  for (const file of [...files, ...fs.globSync("package.nls*.json", { cwd: root })])
    if (fs.existsSync(path.join(root, file)))
      fs.cpSync(path.join(root, file), path.join(stage, file), { recursive: true });
  const { os, cpu, libc } = targets[target];
  // nothing of the target's may run here: no scripts
  const quiet = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  const place = [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : []), "--install-strategy=hoisted"];
  await must(npm("install", ...place, ...quiet), { cwd: stage });
  for (const name of Object.keys(staged.optionalDependencies))
    // npm drops an optional package that it cannot have without a word
    if (!fs.existsSync(path.join(stage, "node_modules", name, "package.json")))
      throw new Error(`${target}: ${name} could not be installed.`);
  fs.writeFileSync(path.join(stage, "THIRD_PARTY_NOTICES.txt"), notices(path.join(stage, "node_modules")));
  const rust = "RUST_THIRD_PARTY_LICENSES.html";
  fs.cpSync(path.join(root, "node_modules/@lancedb/lancedb", rust), path.join(stage, rust));
}

/** Each native library must be there and be made for the target. */
function checkNatives(target, stage) {
  const { os, cpu } = targets[target];
  // ExifTool's Perl for Windows is made for x64 alone; Windows on ARM runs it as such
  const found = fs
    .globSync("node_modules/**/*.{node,dll,dylib,so,so.*}", { cwd: stage })
    .filter((file) => !file.includes("exiftool-vendored"));
  const wanted = [/@lancedb\/.*\.node$/, /@img\/.*sharp.*\.node$/, /@img\/.*(libvips-cpp|libvips).*\.(so|dylib|dll)/];
  for (const pattern of wanted)
    if (!found.some((file) => pattern.test(file.replaceAll("\\", "/"))))
      throw new Error(`${target}: no file matches ${pattern}.`);
  for (const file of found) {
    const made = madeFor(firstBytes(path.join(stage, file)));
    if (made?.os !== os || made.cpu !== cpu)
      throw new Error(`${target}: ${file} is made for ${made ? `${made.os} ${made.cpu}` : "nothing known"}.`);
  }
}

function firstBytes(file) {
  const bytes = Buffer.alloc(4096);
  const handle = fs.openSync(file);
  const length = fs.readSync(handle, bytes);
  fs.closeSync(handle);
  return bytes.subarray(0, length);
}

function checkVsix(target, file) {
  const entries = zipEntries(file);
  const names = entries.map(({ name }) => name);
  const unexpected = names.filter((name) => !expected.some((pattern) => pattern.test(name)));
  if (unexpected.length) throw new Error(`${target}: files that nobody expects:\n  ${unexpected.join("\n  ")}`);
  const missing = [...required, exiftoolFile(target)].filter((name) => !names.includes(name));
  if (missing.length) throw new Error(`${target}: missing files:\n  ${missing.join("\n  ")}`);
  const size = fs.statSync(file).size;
  if (size > mostBytes)
    throw new Error(`${target}: ${megabytes(size)} is over the ${megabytes(mostBytes)} that a package may have.`);
  return { entries, size };
}

async function makePackage(target) {
  const startedAt = performance.now();
  const stage = path.join(root, "stage", target);
  await stageFiles(target, stage);
  checkNatives(target, stage);
  const file = vsixFile(target);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  // the README's links to other documents stay as they are: this package knows no repository to point them at
  const lenient = ["--allow-missing-repository", "--skip-license", "--no-rewrite-relative-links"];
  const options = ["--target", target, "--out", file, ...lenient];
  await must([...tool("@vscode/vsce", "vsce"), "package", ...options], { cwd: stage });
  const { entries, size } = checkVsix(target, file);
  const largest = [...entries].sort((a, b) => b.packedBytes - a.packedBytes).slice(0, 6);
  console.log(
    `${path.relative(root, file)}: ${megabytes(size)}, ${entries.length} files, ${spoken(performance.now() - startedAt)}`,
  );
  if (process.argv.includes("--sizes"))
    for (const { name, packedBytes } of largest) console.log(`  ${megabytes(packedBytes).padStart(8)} ${name}`);
  fs.rmSync(stage, { recursive: true, force: true });
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const chosen = asked.includes("all") ? Object.keys(targets) : asked.length ? asked : [thisTarget()];
for (const target of chosen)
  if (!target || !(target in targets)) {
    console.error(
      `There is no package for ${target ?? "this platform"}. Targets: ${Object.keys(targets).join(" ")}, or all.`,
    );
    process.exit(2);
  }
if (!process.argv.includes("--no-build"))
  await must([process.execPath, path.join(root, "scripts/build.mjs"), "--production"]);
try {
  for (const target of chosen) await makePackage(target);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
