/** The menu that chooses engine and model: open at once, filled as the servers answer. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../../shared/failures.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import type { ModelNotes } from "../../core/tagging/modelNotes.ts";
import type { EngineKeeper } from "../engineKeeper.ts";
import type { OllamaStarter } from "../ollamaStarter.ts";
import type { LoadedModel, ModelServer, Outside } from "../outside.ts";
import { engineSettings } from "../settings.ts";
import * as rows from "./engineItems.ts";

/** What the menu works with. */
export interface EngineMenuParts {
  readonly outside: Outside;
  readonly engines: EngineKeeper;
  readonly notes: ModelNotes;
  readonly starter: OllamaStarter;
}

/** What a person wants with a row. */
export interface Picked {
  readonly deed: "choose" | rows.DeedButton["deed"];
  readonly choice: rows.Choice;
}

const answerWithinMs = 10_000;

/** Answers when a row or one of its buttons was taken; undefined where the menu was closed. */
export async function showEngineMenu(parts: EngineMenuParts): Promise<Picked | undefined> {
  const pick = vscode.window.createQuickPick<rows.ChoiceItem>();
  const stop = new AbortController();
  pick.title = vscode.l10n.t("Choose Engine and Model");
  pick.placeholder = vscode.l10n.t("What shall look at your images?");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const picked = new Promise<Picked | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const choice = pick.selectedItems[0]?.choice;
      // the line of a server that is being asked stands for nothing
      if (choice) resolve({ deed: "choose", choice });
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (item.choice) resolve({ deed: (button as rows.DeedButton).deed, choice: item.choice });
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  void fill(pick, parts, stop.signal);
  try {
    return await picked;
  } finally {
    stop.abort();
    pick.dispose();
  }
}

/** Shows what is known, and more of it with each server that answers. */
async function fill(pick: vscode.QuickPick<rows.ChoiceItem>, parts: EngineMenuParts, signal: AbortSignal) {
  const { engines, notes, starter, outside } = parts;
  const settings = engineSettings();
  const fixed = rows.fixedItems(settings, engines.status());
  const others = rows.otherItems(settings);
  const context = async (): Promise<rows.RowContext> => ({
    settings,
    notes,
    memoryBytes: outside.memoryBytes,
    canStart: await starter.canStart(),
  });
  /** What each server said, in the order of the settings. */
  let asked: readonly (ModelServer | rows.Asked)[] = [];
  const draw = async (): Promise<void> => {
    const now = await context();
    if (signal.aborted) return;
    const first = asked.find((one) => "finding" in one && "models" in one.finding);
    show(pick, [
      ...fixed,
      ...asked.flatMap((one) => ("finding" in one ? rows.serverItems(one, now) : rows.askingItems(one))),
      ...(first && "finding" in first ? rows.recommendedItems(first, now) : []),
      ...others,
    ]);
  };
  pick.busy = true;
  show(pick, [...fixed, ...others]);
  try {
    asked = await engines.servers();
  } catch (thrown) {
    show(pick, [...fixed, rows.unreachable(failureOf(thrown).message), ...others]);
  }
  if (asked.length > 0) await draw();
  await Promise.all(
    asked.map(async (server, index) => {
      if ("finding" in server) return;
      const answer = await ask(engines, server, signal);
      asked = asked.with(index, answer);
      await draw();
    }),
  );
  if (!signal.aborted) pick.busy = false;
}

async function ask(engines: EngineKeeper, server: ModelServer, signal: AbortSignal): Promise<rows.Asked> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
  // what is loaded is an addition: a proxy may not let that question through
  const loading = server.loaded(within).catch((): readonly LoadedModel[] => []);
  try {
    return { server, finding: await engines.find(server, within), loaded: await loading };
  } catch (thrown) {
    const failure = failureOf(thrown);
    const message = vscode.l10n.t("{0} did not answer within 10 seconds.", shownHost(server.host));
    const finding = { failure: isAbort(thrown) ? { reason: "engineUnreachable" as const, message } : failure };
    return { server, finding, loaded: [] };
  }
}

/** Other rows, with the cursor on the row on which it stood. */
function show(pick: vscode.QuickPick<rows.ChoiceItem>, items: readonly rows.ChoiceItem[]): void {
  const active = pick.activeItems[0];
  pick.items = items;
  const same = active && items.find((item) => item.label === active.label && item.choice?.kind === active.choice?.kind);
  if (same) pick.activeItems = [same];
}
