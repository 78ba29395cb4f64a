/** The one quiet offer in a workspace with pictures of which none is tagged. */
import * as vscode from "vscode";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";

const workspaceKey = "imageTagger.wasOffered";
const everywhereKey = "imageTagger.offersNoMore";
/** A logo and a few icons are no picture collection. */
const fewestImages = 8;

/** Offers once per workspace, and never again anywhere once the person says so. */
export async function offerTagging(
  outside: Outside,
  library: LibraryKeeper,
  workspaceMemory: vscode.Memento,
  userMemory: vscode.Memento,
): Promise<void> {
  const isOver = workspaceMemory.get(workspaceKey) === true || userMemory.get(everywhereKey) === true;
  const rows = [...outside.workshop.library.rows()];
  const isNew = rows.length >= fewestImages && rows.every(({ by }) => by === "");
  if (isOver || !isNew || !vscode.workspace.isTrusted || !library.isReady) return;
  await workspaceMemory.update(workspaceKey, true);
  const tag = vscode.l10n.t("Tag Images…");
  const walkthrough = vscode.l10n.t("Show Me How");
  const never = vscode.l10n.t("Don't Ask Again");
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      "This folder holds {0} images. Image Tagger can describe them, so that you find them by what is in them.",
      rows.length,
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
