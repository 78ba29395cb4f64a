/** Starts and ends code-server for one profile, and installs packaged extensions into it. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Profile } from "./profile.ts";
import type { Workbench } from "./setup.ts";

/** A running workbench server on the loopback address. */
export interface WorkbenchServer {
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
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }),
    ...more,
  };
}

/** VS Code's own server inside code-server's package: it listens where it likes and wants a secret token. */
const baseArgs = (workbench: Workbench, profile: Profile): string[] => [
  path.join(workbench.codeServer, "lib", "vscode", "out", "server-main.js"),
  `--user-data-dir=${profile.userData}`,
  `--server-data-dir=${profile.userData}`,
  `--extensions-dir=${profile.extensions}`,
  "--accept-server-license-terms",
  "--telemetry-level=off",
];
const startOptions = ["--host=127.0.0.1", "--port=0"];

/** Installs a packaged extension into the profile. */
export async function installExtension(workbench: Workbench, profile: Profile, vsix: string): Promise<void> {
  const args = [...baseArgs(workbench, profile), "--install-extension", vsix, "--force"];
  const { stdout, stderr } = await promisify(execFile)(workbench.node, args, {
    env: environment(workbench, profile, {}),
  });
  if (!stdout.includes("was successfully installed")) throw new Error(`${vsix} was not installed: ${stdout}${stderr}`);
}

export async function startServer(
  workbench: Workbench,
  profile: Profile,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly runsTests?: boolean;
    readonly locale?: string;
  } = {},
): Promise<WorkbenchServer> {
  // whoever else works on this machine can reach the port, but does not know the token
  const token = randomBytes(24).toString("hex");
  const tokenFile = path.join(profile.folder, "token");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const logFile = path.join(profile.folder, "server.log");
  const log = openSync(logFile, "a");
  const args = [
    ...baseArgs(workbench, profile),
    ...startOptions,
    `--connection-token-file=${tokenFile}`,
    // a built workbench ignores the extension paths in its address without this switch, and says nothing
    ...(options.runsTests ? ["--enable-smoke-test-driver"] : []),
    ...(options.locale === undefined ? [] : [`--locale=${options.locale}`]),
  ];
  const child = spawn(workbench.node, args, {
    env: environment(workbench, profile, options.env ?? {}),
    stdio: ["ignore", log, log],
    detached: true, // a process group of its own: the extension hosts are its grandchildren
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${workbench.node} could not be started.`);
  const stop = endingOf(child, pid);
  const readLog = (): string => readFileSync(logFile, "utf8");
  const authority = await listening(readLog, () => child.exitCode !== null || child.signalCode !== null).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  return {
    pid,
    log: readLog,
    remote: (file) => `vscode-remote://${authority}${file}`,
    address: (folder, payload) => {
      const query = new URLSearchParams({ tkn: token, ...(folder ? { folder } : { ew: "true" }) });
      if (payload) query.set("payload", JSON.stringify(payload));
      return `http://${authority}/?${query.toString()}`;
    },
    stop,
  };
}

/** Ends the server's process group when it is called, and at the latest with this process. */
function endingOf(child: ChildProcess, pid: number): () => Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // the whole group has ended
    }
  };
  const end = (): void => signal("SIGKILL");
  const exit = (): void => process.exit(130);
  process.once("exit", end);
  // a process group of its own does not hear the terminal's Ctrl+C
  for (const name of endings) process.once(name, exit);
  const exited = once(child, "exit");
  return async () => {
    signal("SIGTERM");
    const impatience = setTimeout(end, 5000);
    await exited;
    clearTimeout(impatience);
    end();
    process.removeListener("exit", end);
    for (const name of endings) process.removeListener(name, exit);
  };
}

/** Waits until the server says where it listens; the system chose a free port. */
async function listening(readLog: () => string, hasEnded: () => boolean): Promise<string> {
  for (const startedAt = Date.now(); ; await sleep(50)) {
    const authority = /Web UI available at http:\/\/([\w.]+:\d+)/.exec(readLog())?.[1];
    if (authority) return authority.replace("localhost", "127.0.0.1");
    if (hasEnded() || Date.now() - startedAt > startTimeoutMs)
      throw new Error(`The workbench did not start:\n${readLog()}`);
  }
}
