/** Commands on tasks of the queue: order, take out, try again, copy what failed, forget what is over. */
import * as vscode from "vscode";
import type { ImageRef } from "../../core/ports.ts";
import { failuresAsText, isQueueGroup, tasksOf } from "../../core/views/queueNodes.ts";
import type { QueueKeeper } from "../queueKeeper.ts";
import type { Tagging } from "../tagging.ts";
import type { QueueTree } from "../trees/queueTree.ts";
import { uriOf } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import { imagesOf } from "./targets.ts";

/** What these commands work with. */
export interface QueueCommandParts extends PickParts {
  readonly tagging: Tagging;
  readonly queueKeeper: QueueKeeper;
  readonly queueTree: QueueTree;
}

export function queueCommands(parts: QueueCommandParts): CommandTable {
  const { tagging, queueTree } = parts;
  const { queue } = parts.outside.workshop;
  const imagesFor = async (title: string, clicked: unknown, chosen: unknown): Promise<readonly ImageRef[]> =>
    (await imagesOf(parts.library, clicked, chosen)) ?? (await pickImage(parts, title));
  return {
    tagFirst: async (clicked, chosen) => {
      const images = await imagesFor(vscode.l10n.t("Tag First"), clicked, chosen);
      tagging.bringFirst(images);
    },
    removeFromQueue: async (clicked, chosen) => {
      // of a task the id alone counts: its image may have left the library
      const tasks = tasksOf(clicked, chosen).map(({ task }) => task.id);
      const ids =
        tasks.length > 0 ? tasks : idsOf(await imagesFor(vscode.l10n.t("Remove from Queue"), clicked, chosen));
      queue.remove(ids);
      await parts.queueKeeper.save(queue.isRunning);
    },
    retryImage: async (clicked, chosen) => {
      const images = tasksOf(clicked, chosen).flatMap(({ image }) => image ?? []);
      if (images.length > 0) await tagging.tagImages(images, false);
    },
    clearHistory: async () => {
      queue.clearHistory();
      await parts.queueKeeper.save(queue.isRunning);
    },
    copyFailures: () => copyFailures(parts),
    copyReason: (clicked, chosen) => {
      const messages = tasksOf(clicked, chosen).map(({ task }) => task.failure?.message ?? "");
      return vscode.env.clipboard.writeText(messages.join("\n"));
    },
    showMoreTasks: (group) => {
      if (isQueueGroup(group)) queueTree.showMore(group);
    },
  };
}

async function copyFailures({ outside }: QueueCommandParts): Promise<void> {
  const { queue, library } = outside.workshop;
  const failures = queue.history.failed();
  const text = failuresAsText(failures, ({ id, path }) => {
    const image = library.image(id);
    return image ? uriOf(image).fsPath : path;
  });
  await vscode.env.clipboard.writeText(text);
  const sentence =
    failures.length === 1 ? vscode.l10n.t("Copied 1 failure.") : vscode.l10n.t("Copied {0} failures.", failures.length);
  vscode.window.setStatusBarMessage(sentence, 5_000);
}

function idsOf(images: readonly ImageRef[]): readonly string[] {
  return images.map(({ id }) => id);
}
