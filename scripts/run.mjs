/** What the scripts share: one way to run other programs, to capture them and to say what went wrong, and their own arguments. */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";

/** The folder of the project. */
export const root = path.resolve(import.meta.dirname, "..");

/** A program of node_modules/.bin, started by this Node: needs no shell on any system. */
export const tool = (packageName, file) => [process.execPath, path.join(root, "node_modules", packageName, file)];

/**
 * Runs a program to its end and answers with its code and everything that it wrote.
 * `show` also passes the output on as it comes. Never throws for a code other than 0.
 */
export function run([command, ...args], { cwd = root, env = process.env, show = false } = {}) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const hear = (stream, target) => {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        output += chunk;
        if (show) target.write(chunk);
      });
    };
    hear(child.stdout, process.stdout);
    hear(child.stderr, process.stderr);
    const end = (code, more = "") => resolve({ code, output: output + more, ms: performance.now() - startedAt });
    child.once("error", (error) => end(1, `${command} could not be started: ${error.message}\n`));
    child.once("close", (code, signal) => end(code ?? 1, signal ? `${command} was ended by ${signal}.\n` : ""));
  });
}

/** As `run`, but a code other than 0 is an error that carries the output. */
export async function must(command, options) {
  const { code, output } = await run(command, options);
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(" ")} ended with code ${code}.\n${output}`);
  return output;
}

/** Starts npm by this Node where npm told its place, else by name. */
export const npm = (...args) =>
  process.env["npm_execpath"] ? [process.execPath, process.env["npm_execpath"], ...args] : ["npm", ...args];

/** Ends with a sentence where this Node cannot run TypeScript files. */
export function needModernNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  process.stderr.write(
    `This script needs Node 22.18 or newer and runs on ${process.versions.node}. ` +
      "Start it by its npm script after `npm ci`, which brings a new Node on Linux and Windows, or install a newer Node.\n",
  );
  process.exit(2);
}

/** The folder among the arguments, meant from where the person stood; undefined where none is given. Ends where it is none. */
export function givenFolder() {
  const given = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
  if (!given) return undefined;
  // npm changes to the project's folder
  const folder = path.resolve(process.env["INIT_CWD"] ?? ".", given);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  process.stderr.write(`${folder} is no folder.\n`);
  process.exit(2);
}

/** Milliseconds for a person: 340 ms, 12.3 s. */
export const spoken = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
