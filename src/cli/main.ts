/** The command line: reads the arguments, runs one command, and ends with its exit code. */
import { failureOf } from "../shared/failures.ts";
import { readArguments, usage, UsageError, type Arguments, type CommandName } from "./arguments.ts";
import { doctor } from "./doctor.ts";
import { indexLibrary } from "./indexLibrary.ts";
import { say } from "./output.ts";
import { search } from "./search.ts";
import { status } from "./status.ts";
import { tag } from "./tag.ts";

const commands: Readonly<Record<CommandName, (args: Arguments, stop: AbortSignal) => Promise<number>>> = {
  tag,
  index: indexLibrary,
  search,
  status,
  doctor,
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
    return await commands[args.command](args, stop.signal);
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
void (async () => {
  process.exitCode = await main();
})();
