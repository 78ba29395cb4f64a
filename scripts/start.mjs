/**
 * `npm start [-- folder]`: opens the extension to be tried: in the VS Code that is installed, else in one that is
 * downloaded, else in the test workbench in the browser. `--workbench` goes straight to the last.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { givenFolder, must, needModernNode, root } from "./run.mjs";
import { vsixFile } from "./targets.mjs";

needModernNode();
const { drawSamples } = await import("../samples/drawSamples.ts");
const given = givenFolder();
const folder = given ?? path.join(root, "sample-gallery");
if (!given && !existsSync(folder)) await drawSamples(folder);
console.log(`Opening ${folder}.`);

const script = (name, ...args) => [process.execPath, path.join(root, "scripts", name), ...args];
const wantsWorkbench = process.argv.includes("--workbench");
const hasDisplay = process.platform !== "linux" || Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);

/** The `code` on the path, where it can open a window. */
function installedCode() {
  if (!hasDisplay || wantsWorkbench) return undefined;
  const found = spawnSync("code", ["--version"], { shell: process.platform === "win32", encoding: "utf8" });
  return found.status === 0 ? { program: "code", version: found.stdout.split("\n")[0] } : undefined;
}

/** A VS Code downloaded for tests; undefined where it cannot be had. */
async function downloadedCode() {
  if (!hasDisplay || wantsWorkbench) return undefined;
  try {
    const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
    return { program: await downloadAndUnzipVSCode("stable"), version: "downloaded" };
  } catch (error) {
    console.log(`VS Code could not be downloaded: ${error.message.split("\n")[0]}`);
    return undefined;
  }
}

/** Opens the checkout as an extension under development, in a window with a profile of its own. */
async function openDesktop({ program, version }) {
  await must(script("build.mjs"));
  const profile = mkdtempSync(path.join(tmpdir(), "image-tagger-"));
  console.log(`Opening VS Code ${version}; close its window or press Ctrl+C to end.`);
  const args = ["--wait", "--new-window", "--disable-extensions", `--extensionDevelopmentPath=${root}`];
  const all = [...args, `--user-data-dir=${profile}`, folder];
  // `code` is a batch file there: only a shell runs it, which splits what is not quoted
  const isWindows = process.platform === "win32";
  const child = isWindows
    ? spawn(
        `"${program}"`,
        all.map((one) => `"${one}"`),
        { stdio: "inherit", shell: true },
      )
    : spawn(program, all, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill());
  process.exitCode = await new Promise((resolve) => child.once("close", (code) => resolve(code ?? 0)));
  rmSync(profile, { recursive: true, force: true });
}

/** Serves the workbench with the packaged extension until Ctrl+C. */
async function openWorkbench() {
  const { ensureWorkbench } = await import("../test/e2e/workbench/setup.ts");
  const { makeProfile } = await import("../test/e2e/workbench/profile.ts");
  const { installExtension, startServer } = await import("../test/e2e/workbench/server.ts");
  const workbench = await ensureWorkbench(console.log);
  console.log((await must(script("package.mjs"))).trim());
  const profile = makeProfile({ settings: { "git.enabled": true } });
  await installExtension(workbench, profile, vsixFile());
  const env = process.env["OLLAMA_HOST"] ? { OLLAMA_HOST: process.env["OLLAMA_HOST"] } : {};
  const server = await startServer(workbench, profile, { env });
  console.log(`\nOpen this address in a browser of this machine:\n\n  ${server.address(folder)}\n\nCtrl+C ends it.`);
  // server and profile go with this process
  setInterval(() => undefined, 60_000);
}

const desktop = installedCode() ?? (await downloadedCode());
if (desktop) await openDesktop(desktop);
else await openWorkbench();
