/** Builds dist/: the extension, its native room, the command line and the webviews. `--watch`, `--production`. */
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { context } from "esbuild";
import { root, spoken } from "./run.mjs";

const watching = process.argv.includes("--watch");
const production = process.argv.includes("--production");
const dist = path.join(root, "dist");
/** Built beside and moved into place as a whole: a command line that starts meanwhile finds no half-written file. */
const target = watching ? dist : path.join(root, `dist.${process.pid}`);
const at = (...parts) => path.join(root, ...parts);

/**
 * What stays outside the host bundles. sharp picks its own binary by a computed name; tesseract.js starts a worker
 * from its own files; LanceDB loads openai and transformers only when asked for, which this extension never does.
 */
const hostExternals = [
  "vscode",
  "sharp",
  "@img/*",
  "@lancedb/lancedb-*",
  "tesseract.js",
  "tesseract.js-core",
  "@tesseract.js-data/*",
  "*.node",
  "openai",
  "@huggingface/transformers",
];

/** CommonJS has no import.meta: the sources, which also run unbundled, find their own place by it. */
const importMeta = {
  define: {
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
    "import.meta.url": "importMetaUrl",
  },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

const host = {
  ...importMeta,
  platform: "node",
  format: "cjs",
  target: "node22",
  external: hostExternals,
  keepNames: true,
};
const webview = { platform: "browser", format: "esm", target: "es2022" };

/** Every bundle: where it comes from, what it becomes, for which world. */
const bundles = [
  { from: "src/extension/extension.ts", to: "extension", options: host },
  { from: "src/extension/native/room.ts", to: "room", options: host },
  { from: "src/cli/main.ts", to: "cliMain", options: host },
  { from: "src/extension/adapters/scanner/scanWorker.ts", to: "scanWorker", options: host },
  { from: "src/webview/library.ts", to: "webview/library", options: webview },
  { from: "src/webview/search.ts", to: "webview/search", options: webview },
];

/** The files that are taken as they are. */
function copyFiles() {
  mkdirSync(path.join(target, "webview"), { recursive: true });
  const codicons = at("node_modules/@vscode/codicons/dist");
  for (const file of ["codicon.css", "codicon.ttf"])
    cpSync(path.join(codicons, file), path.join(target, "webview", file));
  cpSync(at("scripts/cliStub.cjs"), path.join(target, "cli.js"));
  chmodSync(path.join(target, "cli.js"), 0o755);
}

const shortSize = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;

/** How many bundles are being made now? The editor's watch task waits for the two sentences around them. */
let running = 0;

/** Says at the end of each build what was made. */
const told = (to) => ({
  name: "told",
  setup(build) {
    let startedAt = 0;
    build.onStart(() => {
      startedAt = performance.now();
      if (running++ === 0 && watching) console.log("build started");
    });
    build.onEnd((result) => {
      const bytes = Object.entries(result.metafile?.outputs ?? {}).find(([file]) => file.endsWith(".js"))?.[1].bytes;
      const outcome = result.errors.length ? "failed" : `dist/${to}.js ${shortSize(bytes ?? 0)}`;
      console.log(`${outcome} in ${spoken(performance.now() - startedAt)}`);
      if (--running === 0 && watching) console.log("build ended");
    });
  },
});

/** The packages whose code stands in the bundles, for the licence texts of a release. */
function writeBundledPackages(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.map((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean);
  mkdirSync(at("out"), { recursive: true });
  writeFileSync(at("out/bundledPackages.json"), JSON.stringify([...new Set(folders)], null, 2));
}

rmSync(target, { recursive: true, force: true });
copyFiles();
const missing = bundles.filter(({ from }) => !existsSync(at(from)));
for (const { from } of missing) console.error(`${from} is missing: it was not built.`);
const contexts = await Promise.all(
  bundles
    .filter((bundle) => !missing.includes(bundle))
    .map(({ from, to, options }) =>
      context({
        ...options,
        absWorkingDir: root,
        entryPoints: { [to]: from },
        outdir: target,
        bundle: true,
        metafile: true,
        minify: production,
        sourcemap: production ? false : "linked",
        legalComments: "none",
        logLevel: "warning",
        plugins: [told(to)],
      }),
    ),
);
if (watching) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const outcomes = await Promise.allSettled(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
  if (missing.length > 0 || outcomes.some(({ status }) => status === "rejected")) {
    // what was built before stays whole
    rmSync(target, { recursive: true, force: true });
    process.exitCode = 1;
  } else {
    writeBundledPackages(outcomes.map(({ value }) => value.metafile));
    rmSync(dist, { recursive: true, force: true });
    renameSync(target, dist);
  }
}
