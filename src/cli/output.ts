/** What the command line prints: JSON and results on standard output, everything for a person's eye on standard error. */
import type { LibraryFolder, Log } from "../extension/core/ports.ts";
import { leftOutWords, type LeftOut } from "../extension/core/scanning.ts";

/** Prints one JSON value on a line of its own. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a line of a result for a person. */
export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** Says something that is no result. */
export function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Says what a scan left out on purpose. */
export function sayLeftOut({ folder }: { readonly folder: LibraryFolder }, leftOut: readonly LeftOut[]): void {
  const sentence = leftOutWords(folder.root, leftOut);
  if (sentence !== undefined) say(sentence);
}

/** Control characters of names and answers would command the terminal; they are shown as a replacement character. */
function printable(text: string): string {
  return text.replaceAll("\n", " ").replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD");
}

/** Warnings and errors on standard error; the rest only where IMAGE_TAGGER_LOG=debug asks for it. */
export function consoleLog(): Log {
  const isVerbose = process.env["IMAGE_TAGGER_LOG"] === "debug";
  const verbose = (message: string): void => {
    if (isVerbose) say(message);
  };
  return {
    debug: verbose,
    info: verbose,
    warn: say,
    error: (message, error) => say(error instanceof Error && isVerbose ? `${message} ${error.stack ?? ""}` : message),
  };
}

/** A progress line on a terminal, overwritten in place; elsewhere nothing. */
export class ProgressLine {
  readonly #isTerminal = process.stderr.isTTY;
  #isShown = false;

  /** Shows `text` with a bar for `fraction` (0 to 1). */
  show(fraction: number, text: string): void {
    if (!this.#isTerminal) return;
    const width = 24;
    const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width);
    const bar = `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`;
    const room = Math.max(10, (process.stderr.columns ?? 80) - width - 4);
    process.stderr.write(`\r\u001b[K${bar} ${printable(text).slice(0, room)}`);
    this.#isShown = true;
  }

  /** Takes the line away, so that other output can follow. */
  clear(): void {
    if (this.#isShown) process.stderr.write("\r\u001b[K");
    this.#isShown = false;
  }
}
