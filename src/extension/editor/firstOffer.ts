/** The one quiet offer in a workspace with pictures of which none is tagged. */
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import { ask } from "./messages.ts";
import type { Outside } from "./outside.ts";
import { libraryViewType } from "./webviews/libraryPanel.ts";

const workspaceKey = "imageTagger.wasOffered";
const everywhereKey = "imageTagger.offersNoMore";
/** A logo and a few icons are no picture collection. */
const fewestImages = 8;
/** Whoever opens the library or starts a job by then needs no offer, and a message cannot be taken back. */
const patienceMs = 15_000;

/** Offers once per workspace, and never again anywhere once the person says so. */
export async function offerTagging(
  outside: Outside,
  library: LibraryKeeper,
  workspaceMemory: vscode.Memento,
  userMemory: vscode.Memento,
  signal: AbortSignal,
): Promise<void> {
  const isOver = (): boolean => workspaceMemory.get(workspaceKey) === true || userMemory.get(everywhereKey) === true;
  if (isOver() || !isWorthAnOffer(outside, library)) return;
  await sleep(patienceMs, undefined, { signal });
  // another window may have asked meanwhile
  if (isOver() || !isWorthAnOffer(outside, library) || isLibraryOpen()) return;
  const count = outside.workshop.library.size;
  await workspaceMemory.update(workspaceKey, true);
  const tag = vscode.l10n.t("Tag Images…");
  const walkthrough = vscode.l10n.t("Show Me How");
  const never = vscode.l10n.t("Don't Ask Again");
  const answer = await ask(
    "info",
    vscode.l10n.t(
      "This folder holds {0} images. Image Tagger can describe them, so that you find them by what is in them.",
      count,
    ),
    tag,
    walkthrough,
    never,
  );
  if (answer === tag) await vscode.commands.executeCommand("imageTagger.tagFolder");
  if (answer === walkthrough)
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "image-tagger.image-tagger#start", false);
  if (answer === never) await userMemory.update(everywhereKey, true);
}

/** Many pictures, none with a record, and nothing going on yet. */
function isWorthAnOffer({ workshop }: Outside, library: LibraryKeeper): boolean {
  const { pending, active, state } = workshop.queue.status();
  if (!vscode.workspace.isTrusted || !library.isReady || pending + active > 0 || state === "running") return false;
  const rows = [...workshop.library.rows()];
  return rows.length >= fewestImages && rows.every(({ by }) => by === "");
}

function isLibraryOpen(): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  // the editor puts a prefix of its own before the type
  return tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(libraryViewType));
}
