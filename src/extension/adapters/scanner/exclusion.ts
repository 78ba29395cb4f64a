/** Decides which files and folders a scan leaves out: hidden ones, known litter, the user's globs, and .gitignore files. */
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";

const neverEntered: ReadonlySet<string> = new Set(["node_modules", "$RECYCLE.BIN", "System Volume Information"]);

/** True for what is left out by its name alone: hidden files (and with them `.git` and `._*`) and litter. */
export function isLeftOutByName(name: string): boolean {
  return name.startsWith(".") || neverEntered.has(name);
}

/** True where a real path lies below a real folder: a link that leads elsewhere is not followed. */
export function isInside(folder: string, real: string): boolean {
  return real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** A test for paths relative to the library folder, by globs as in `files.exclude`; undefined where there are none. */
export function globTest(patterns: readonly string[]): ((path: string) => boolean) | undefined {
  const usable = patterns.filter((pattern) => pattern.trim() !== "");
  if (usable.length === 0) return undefined;
  const matches = picomatch(usable, { dot: true });
  // a trailing `/**` also leaves out the folder itself, so that it need not be entered
  const folders = picomatch(
    usable.filter((pattern) => pattern.endsWith("/**")).map((pattern) => pattern.slice(0, -3)),
    { dot: true },
  );
  return (path) => matches(path) || folders(path);
}

/** One .gitignore file: the folder it stands in (relative, "" for the root) and its rules. */
export interface GitignoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

/** Reads the rules of a .gitignore file. */
export function gitignoreRules(folder: string, content: string): GitignoreRules {
  return { folder, rules: ignore().add(content) };
}

/** True where the rules, from the root inwards, leave the path out; an inner file may take an outer one's rule back. */
export function isGitignored(path: string, isFolder: boolean, chain: readonly GitignoreRules[]): boolean {
  let isIgnored = false;
  for (const { folder, rules } of chain) {
    const below = folder === "" ? path : path.slice(folder.length + 1);
    const verdict = rules.test(isFolder ? `${below}/` : below);
    if (verdict.ignored) isIgnored = true;
    else if (verdict.unignored) isIgnored = false;
  }
  return isIgnored;
}
