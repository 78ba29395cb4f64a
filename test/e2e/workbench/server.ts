/** Starts and ends code-server for one profile, and installs packaged extensions into it. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Profile } from "./profile.ts";
import type { Workbench } from "./setup.ts";

/** A running workbench server on the loopback address. */
export interface WorkbenchServer {
  readonly url: string;
  /** The process group: the extension hosts belong to it. */
  readonly pid: number;
  /** Everything that the server and its extension hosts wrote. */
  log(): string;
  /** The address of the workbench with this folder open. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** How the workbench names a file of the server's machine. */
  remote(file: string): string;
  /** Ends the server with everything that it started. */
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

function environment(
  workbench: Workbench,
  profile: Profile,
  more: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  return {
    PATH: `${path.dirname(workbench.node)}${path.delimiter}${process.env["PATH"] ?? ""}`,
    HOME: profile.home,
    LANG: "C.UTF-8",
    TMPDIR: profile.folder,
    XDG_CONFIG_HOME: path.join(profile.home, ".config"),
    XDG_CACHE_HOME: path.join(profile.home, ".cache"),
    XDG_DATA_HOME: path.join(profile.home, ".local"),
    XDG_RUNTIME_DIR: profile.folder,
    CODE_SERVER_CONFIG: path.join(profile.folder, "config.yaml"),
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }),
    ...more,
  };
}

const baseArgs = (workbench: Workbench, profile: Profile): string[] => [
  path.join(workbench.codeServer, "out", "node", "entry.js"),
  "--config",
  path.join(profile.folder, "config.yaml"),
  "--user-data-dir",
  profile.userData,
  "--extensions-dir",
  profile.extensions,
];

/** Installs a packaged extension into the profile. */
export async function installExtension(workbench: Workbench, profile: Profile, vsix: string): Promise<void> {
  const args = [...baseArgs(workbench, profile), "--install-extension", vsix, "--force"];
  const { stdout, stderr } = await promisify(execFile)(workbench.node, args, {
    env: environment(workbench, profile, {}),
  });
  if (!stdout.includes("was successfully installed")) throw new Error(`${vsix} was not installed: ${stdout}${stderr}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("No free port was found.");
  return address.port;
}

export async function startServer(
  workbench: Workbench,
  profile: Profile,
  options: { readonly env?: Readonly<Record<string, string>>; readonly runsTests?: boolean } = {},
): Promise<WorkbenchServer> {
  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const url = `http://${authority}`;
  const logFile = path.join(profile.folder, "server.log");
  const log = openSync(logFile, "a");
  const args = [
    ...baseArgs(workbench, profile),
    "--auth",
    "none",
    "--bind-addr",
    authority,
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
    "--disable-proxy",
    ...(profile.asksForTrust ? [] : ["--disable-workspace-trust"]),
    // a built workbench ignores the extension paths in its address without this switch, and says nothing
    ...(options.runsTests ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
  const child = spawn(workbench.node, args, {
    env: environment(workbench, profile, options.env ?? {}),
    stdio: ["ignore", log, log],
    detached: true, // a process group of its own: the extension hosts are its grandchildren
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${workbench.node} could not be started.`);
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // the whole group has ended
    }
  };
  const end = (): void => signal("SIGKILL");
  process.once("exit", end);
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    signal("SIGTERM");
    const impatience = setTimeout(end, 5000);
    await exited;
    clearTimeout(impatience);
    end();
    process.removeListener("exit", end);
  };
  const readLog = (): string => readFileSync(logFile, "utf8");
  for (const startedAt = Date.now(); !(await answers(`${url}/healthz`)); await sleep(50)) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (!ended && Date.now() - startedAt < startTimeoutMs) continue;
    if (!ended) await stop();
    throw new Error(`The workbench did not start:\n${readLog()}`);
  }
  // the first request loads VS Code's own server: let that happen while the browser starts
  void answers(`${url}/`);
  return {
    url,
    pid,
    log: readLog,
    remote: (file) => `vscode-remote://${authority}${file}`,
    address: (folder, payload) => {
      const query = new URLSearchParams(folder ? { folder } : { ew: "true" });
      if (payload) query.set("payload", JSON.stringify(payload));
      return `${url}/?${query.toString()}`;
    },
    stop,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not listening yet: asked again
  }
}
