/** The log, in which a name or an answer cannot look like a line of its own: what goes on is indented. */
import type { LogOutputChannel } from "vscode";

const levels = ["trace", "debug", "info", "warn", "error"] as const;

/** The channel with its five ways to write made safe. */
export function safeLog(channel: LogOutputChannel): LogOutputChannel {
  const written = levels.map((level) => {
    const write = (message: unknown, ...more: readonly unknown[]): void =>
      // `error` takes what was thrown in place of a sentence, too
      channel[level](safe(message) as string, ...more.map(safe));
    return [level, { value: write, enumerable: true }] as const;
  });
  return Object.create(channel, Object.fromEntries(written)) as LogOutputChannel;
}

/** An error keeps its stack: the editor writes it, with its own lines. */
function safe(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .replace(/\r\n|[\n\r\u0085\u2028\u2029]/gu, "\n    ")
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
