/** Commands that edit the records of many images at once, and take edits back. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import type { ShowRequest } from "../../../shared/protocol.ts";
import type { BatchEdit } from "../../core/editing/batchEdit.ts";
import type { EditOutcome, EditProgress } from "../../core/editing/recordEditing.ts";
import { isUnder } from "../../core/paths.ts";
import type { ImageRef } from "../../core/ports.ts";
import { confirm, offer, progressMessage, tell, type Buttons } from "../messages.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import { folderOfArgument, imagesOf } from "./targets.ts";

type Run = (onProgress: EditProgress, signal: AbortSignal) => Promise<EditOutcome | undefined>;

/** The library panel, in which many images are edited. */
interface EditParts extends PickParts {
  readonly panel: { show(request: ShowRequest): Promise<void> };
}

export function editCommands(parts: EditParts): CommandTable {
  const { editing } = parts.outside.workshop;
  return {
    editSelection: async (clicked, chosen) => {
      requireTrust();
      const images = await targetsOf(parts, clicked, chosen);
      if (images.length > 0) await parts.panel.show({ edit: images.map(({ id }) => id) });
    },
    undoEdit: async () => {
      requireTrust();
      // what was edited before a reload is taken back once its images are known again
      await parts.library.start();
      if (!editing.undoable) return tell("info", vscode.l10n.t("There is no edit to take back."));
      const title = vscode.l10n.t("Taking the last edit back…");
      const outcome = await withProgress(title, (onProgress, signal) => editing.undo(onProgress, signal));
      say(parts, outcome, undoneSentence, { [vscode.l10n.t("Redo")]: () => run("redoEdit") });
    },
    redoEdit: async () => {
      requireTrust();
      await parts.library.start();
      if (!editing.redoable) return tell("info", vscode.l10n.t("There is no edit to do again."));
      const title = vscode.l10n.t("Doing the edit again…");
      const outcome = await withProgress(title, (onProgress, signal) => editing.redo(onProgress, signal));
      say(parts, outcome, changedSentence, undoButton());
    },
  };
}

/** Chosen images, or those of a folder; where a command was called on nothing a person finds one. */
async function targetsOf(parts: PickParts, clicked: unknown, chosen: unknown): Promise<readonly ImageRef[]> {
  const { library, outside } = parts;
  await library.start();
  const images = await imagesOf(library, clicked, chosen).catch((thrown: unknown) => {
    // a folder of the Explorer is no image of the library
    if (clicked instanceof vscode.Uri) return undefined;
    throw thrown;
  });
  if (images) return images;
  const place = await folderOfArgument(library, clicked);
  if (!place) return pickImage(parts, vscode.l10n.t("Edit Tags and Descriptions"));
  const { library: all } = outside.workshop;
  return all.inOrder().flatMap((id) => {
    const image = all.image(id);
    return image && image.folder.key === place.folder.key && isUnder(image.path, place.path) ? [image] : [];
  });
}

/** Says how many it would change, and changes them where a person agrees; also for the tags of a whole library. */
export async function editImages(parts: PickParts, images: readonly ImageRef[], batch: BatchEdit): Promise<void> {
  const { editing } = parts.outside.workshop;
  const count = await editing.count(images, batch, new AbortController().signal);
  if (count === 0) return tell("info", vscode.l10n.t("Nothing would change in these images."));
  if (count > 1) {
    const question = vscode.l10n.t("Change the records of {0} images?", count);
    const detail = [
      ...(count < images.length ? [vscode.l10n.t("Of {0} images; the others stay as they are.", images.length)] : []),
      vscode.l10n.t("The whole of it can be taken back with “Undo Last Edit”."),
    ];
    if (!(await confirm(question, detail, vscode.l10n.t("Change")))) return;
  }
  const title = vscode.l10n.t("Changing records…");
  const outcome = await withProgress(title, (onProgress, signal) =>
    editing.editMany(images, batch, onProgress, signal),
  );
  say(parts, outcome, changedSentence, undoButton());
}

/** Runs with progress that can be called off; what was done until then stays. */
function withProgress(title: string, work: Run): Thenable<EditOutcome | undefined> {
  return vscode.window.withProgress(progressMessage(title), async (progress, token) => {
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    try {
      return await work((done, total) => {
        progress.report({ increment: 100 / total, message: vscode.l10n.t("{0} of {1}", done, total) });
      }, stop.signal);
    } finally {
      listening.dispose();
    }
  });
}

function say(
  { outside }: PickParts,
  outcome: EditOutcome | undefined,
  sentenceOf: (count: number) => string,
  buttons: Buttons,
): void {
  if (!outcome) return;
  const { changed, failures, wasStopped } = outcome;
  for (const { failure } of failures) outside.log.warn(failure.message);
  const sentences = [
    sentenceOf(changed.length),
    ...(failures.length > 0 ? [vscode.l10n.t("Failed: {0}", failures.length), failures[0]?.failure.message ?? ""] : []),
    ...(wasStopped ? [vscode.l10n.t("It was called off.")] : []),
  ];
  offer(failures.length > 0 ? "warning" : "info", sentences.join(" "), {
    ...(changed.length > 0 && buttons),
    ...(failures.length > 0 && { [vscode.l10n.t("Show Log")]: () => outside.log.show() }),
  });
}

function changedSentence(count: number): string {
  return count === 1
    ? vscode.l10n.t("The record of 1 image was changed.")
    : vscode.l10n.t("The records of {0} images were changed.", count);
}

function undoneSentence(count: number): string {
  return count === 1
    ? vscode.l10n.t("The edit of 1 image was taken back.")
    : vscode.l10n.t("The edit of {0} images was taken back.", count);
}

function undoButton(): Buttons {
  return { [vscode.l10n.t("Undo")]: () => run("undoEdit") };
}

function run(command: "undoEdit" | "redoEdit"): Thenable<unknown> {
  return vscode.commands.executeCommand(`imageTagger.${command}`);
}

/** Refuses in Restricted Mode. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to edit records in it."));
}
