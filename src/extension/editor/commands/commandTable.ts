/** Registers commands from tables: the one place where what they throw is caught, logged and said. */
import * as vscode from "vscode";
import { failureOf, type FailureData } from "../../../shared/failures.ts";
import { asksForDoctor } from "../../core/remedies.ts";
import { offer, runDoctor } from "../messages.ts";

/** Commands by the part of their name behind `imageTagger.`. */
export type CommandTable = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Who hears of what commands throw. */
export interface CommandWatch {
  readonly log: vscode.LogOutputChannel;
  readonly onFailure: (failure: FailureData) => void;
}

/** Registers every command of the tables. */
export function registerCommands(
  { log, onFailure }: CommandWatch,
  ...tables: readonly CommandTable[]
): vscode.Disposable {
  const registrations = tables.flatMap((table) =>
    Object.entries(table).map(([name, run]) =>
      vscode.commands.registerCommand(`imageTagger.${name}`, (...args: unknown[]) =>
        guarded({ log, onFailure }, name, run, args),
      ),
    ),
  );
  return vscode.Disposable.from(...registrations);
}

/** What the command answers; undefined where it failed or was broken off. */
async function guarded(
  { log, onFailure }: CommandWatch,
  name: string,
  run: (...args: unknown[]) => unknown,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    return await run(...args);
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.reason === "aborted") return undefined;
    log.error(`${name}: ${failure.message}`, failure.reason === "internal" ? thrown : "");
    onFailure(failure);
    offer("error", failure.message, {
      ...(asksForDoctor(failure.reason) && runDoctor()),
      [vscode.l10n.t("Show Log")]: () => log.show(),
    });
    return undefined;
  }
}
