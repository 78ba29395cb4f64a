/** Says, once in a run, that the model gives the same answer for pictures that differ. */
import * as vscode from "vscode";
import { offer } from "./messages.ts";
import type { Outside } from "./outside.ts";

/** Listens to the queue until it is disposed. */
export function sayDoubts({ workshop, log }: Outside): vscode.Disposable {
  const { queue } = workshop;
  let isSaid = false;
  const stops = [
    queue.onStatus(({ state }) => {
      if (state === "idle" || state === "stopped") isSaid = false;
    }),
    queue.onTask((event) => {
      if (event.type !== "stored" || event.record.doubt === undefined || isSaid) return;
      isSaid = true;
      const sentence = vscode.l10n.t(
        "The model gave the same answer for pictures that differ; it may not see them. Test it with Choose Engine and Model.",
      );
      log.warn(sentence);
      const choose = (): unknown => vscode.commands.executeCommand("imageTagger.chooseEngine");
      offer("warning", sentence, { [vscode.l10n.t("Choose Engine and Model")]: choose });
    }),
  ];
  return { dispose: () => stops.forEach((stop) => stop()) };
}
