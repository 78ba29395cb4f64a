/** The command line: reads the arguments, runs one command, and ends with its exit code. */
import { failureOf } from "../shared/failures.ts";
import { readArguments, usage, UsageError, type Arguments, type CommandName } from "./arguments.ts";
import { say } from "./output.ts";

type Command = (args: Arguments, stop: AbortSignal) => Promise<number>;

/** Loaded one at a time: asking for the usage need not load what tagging needs. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  tag: async () => (await import("./tag.ts")).tag,
  index: async () => (await import("./indexLibrary.ts")).indexLibrary,
  search: async () => (await import("./search.ts")).search,
  status: async () => (await import("./status.ts")).status,
  doctor: async () => (await import("./doctor.ts")).doctor,
};

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  if (words.length === 0 || words.includes("--help") || words.includes("-h")) {
    process.stdout.write(usage);
    return words.length === 0 ? 2 : 0;
  }
  const stop = new AbortController();
  const interrupt = (): void => {
    // the second time means "at once": what is complete is in the journal
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const args = readArguments(words, process.env);
    const command = await commands[args.command]();
    return await command(args, stop.signal);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      process.stderr.write(`${thrown.message}\n\n${usage}`);
      return 2;
    }
    const failure = failureOf(thrown);
    if (failure.reason === "aborted" && stop.signal.aborted) return 130;
    say(failure.message);
    if (failure.reason === "internal" && thrown instanceof Error) say(thrown.stack ?? "");
    return 2;
  }
}

// a reader that goes away (head, a closed terminal) is no fault of ours
process.stdout.on("error", () => process.exit(0));
process.stderr.on("error", () => undefined);
void (async () => {
  process.exitCode = await main();
})();
