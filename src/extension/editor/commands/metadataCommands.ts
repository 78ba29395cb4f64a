/** Commands that write metadata into images, show beforehand what that would change, and take back what was written. */
import * as vscode from "vscode";
import { ExpectedError, isAbort } from "../../../shared/failures.ts";
import { sharedFailure } from "../../core/metadata/sharedFailure.ts";
import type { MetadataAction, MetadataOutcome } from "../../core/metadata/writing.ts";
import type { WriteMode } from "../../core/metadataPort.ts";
import { isUnder } from "../../core/paths.ts";
import type { ImageRef, LibraryFolder } from "../../core/ports.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { MetadataKeeper } from "../metadataKeeper.ts";
import { metadataSettings } from "../metadataPolicy.ts";
import { confirm, offer, progressMessage } from "../messages.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import { folderOfArgument, imagesOf } from "./targets.ts";

/** What these commands work with. */
export interface MetadataCommandParts extends PickParts {
  readonly metadataKeeper: MetadataKeeper;
}

type Mode = Exclude<WriteMode, "off">;

interface Done {
  readonly outcomes: readonly MetadataOutcome[];
  readonly wasStopped: boolean;
}

export function metadataCommands(parts: MetadataCommandParts): CommandTable {
  return {
    writeMetadata: async (clicked, chosen) => write(parts, await targetsOf(parts, clicked, chosen)),
    writeMetadataSelection: async (clicked, chosen) => {
      const title = vscode.l10n.t("Write Metadata");
      await write(parts, (await imagesOf(parts.library, clicked, chosen)) ?? (await pickImage(parts, title)));
    },
    previewMetadata: async (clicked, chosen) => preview(parts, await targetsOf(parts, clicked, chosen)),
    removeWrittenMetadata: async (clicked, chosen) => remove(parts, await targetsOf(parts, clicked, chosen)),
  };
}

/** Chosen images, the images of a folder, or the whole library where a command was called on nothing. */
async function targetsOf(parts: MetadataCommandParts, clicked: unknown, chosen: unknown): Promise<readonly ImageRef[]> {
  const { library, outside } = parts;
  await library.start();
  const images = clicked === undefined ? undefined : await imagesOf(library, clicked, chosen);
  if (images) return images;
  const place = await folderOfArgument(library, clicked);
  const { library: all } = outside.workshop;
  return all.inOrder().flatMap((id) => {
    const image = all.image(id);
    const isIn = !place || (image?.folder.key === place.folder.key && isUnder(image.path, place.path));
    return image && isIn ? [image] : [];
  });
}

async function write(parts: MetadataCommandParts, images: readonly ImageRef[]): Promise<void> {
  requireTrust();
  if (images.length === 0) return;
  const modes = await modesFor(parts, images);
  if (!modes) return;
  const title = vscode.l10n.t("Writing metadata…");
  const done = await run(parts, images, title, ({ folder }) => {
    const mode = modes.get(folder.key);
    return mode && { kind: "write", mode, manner: metadataSettings(folder.root) };
  });
  const { changed, same, failed, beside } = countOf(done.outcomes);
  const sentences = [
    writtenSentence(changed),
    ...(same > 0 ? [vscode.l10n.t("Up to date already: {0}", same)] : []),
    ...(beside > 0
      ? [vscode.l10n.t("Written beside, into sidecars, because the files cannot hold it: {0}", beside)]
      : []),
    ...endOf(done, failed),
  ];
  said(parts, vscode.l10n.t("Written Metadata"), sentences, done, failed);
}

function writtenSentence(changed: number): string {
  if (changed === 0) return vscode.l10n.t("No metadata was written.");
  if (changed === 1) return vscode.l10n.t("Metadata of one image was written.");
  return vscode.l10n.t("Metadata of {0} images was written.", changed);
}

async function preview(parts: MetadataCommandParts, images: readonly ImageRef[]): Promise<void> {
  requireTrust();
  if (images.length === 0) return;
  const chosen = new Map<string, Mode>();
  for (const { folder } of images) {
    const { mode } = metadataSettings(folder.root);
    // nothing is written: where it is switched off, the fuller way is shown
    chosen.set(folder.key, mode === "off" ? "embed" : mode);
  }
  const title = vscode.l10n.t("Looking at what would be written…");
  const done = await run(parts, images, title, ({ folder }) => ({
    kind: "preview",
    mode: chosen.get(folder.key) ?? "embed",
    manner: metadataSettings(folder.root),
  }));
  const { changed, same, failed } = countOf(done.outcomes);
  const sentences = [
    vscode.l10n.t("Nothing was written. This is what writing would change now."),
    vscode.l10n.t("Images that would be written: {0}", changed),
    ...(same > 0 ? [vscode.l10n.t("Up to date already: {0}", same)] : []),
    ...endOf(done, failed),
  ];
  await parts.metadataKeeper.document.show(vscode.l10n.t("Preview of Metadata Changes"), sentences, done.outcomes);
}

async function remove(parts: MetadataCommandParts, images: readonly ImageRef[]): Promise<void> {
  requireTrust();
  if (images.length === 0) return;
  const question = vscode.l10n.t("Take back the metadata that Image Tagger wrote? Images: {0}", images.length);
  const detail = [
    vscode.l10n.t("What other programs wrote stays. The records of Image Tagger stay as well."),
    vscode.l10n.t("Where the setting for writing is on, the next edit writes it again."),
  ];
  if (!(await confirm(question, detail, vscode.l10n.t("Take Back")))) return;
  const title = vscode.l10n.t("Taking back written metadata…");
  const done = await run(parts, images, title, ({ folder }) => ({
    kind: "remove",
    manner: { ...metadataSettings(folder.root), backsUp: false },
  }));
  const { changed, failed } = countOf(done.outcomes);
  const sentences = [vscode.l10n.t("Metadata was taken back from {0} files.", changed), ...endOf(done, failed)];
  said(parts, vscode.l10n.t("Metadata Taken Back"), sentences, done, failed);
}

/** How each folder is written; undefined where the person gave up. A folder that they say no to is left out. */
async function modesFor(
  { metadataKeeper }: MetadataCommandParts,
  images: readonly ImageRef[],
): Promise<ReadonlyMap<string, Mode> | undefined> {
  const folders = new Map<string, LibraryFolder>(images.map(({ folder }) => [folder.key, folder]));
  let picked: Mode | undefined;
  const modes = new Map<string, Mode>();
  for (const [key, folder] of folders) {
    const { mode } = metadataSettings(folder.root);
    const wanted = mode === "off" ? (picked ??= await pickMode()) : mode;
    if (!wanted) return undefined;
    if (await metadataKeeper.policy.allows(folder, wanted, true)) modes.set(key, wanted);
  }
  return modes.size > 0 ? modes : undefined;
}

async function pickMode(): Promise<Mode | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        mode: "embed" as const,
        label: vscode.l10n.t("Into the image files"),
        detail: vscode.l10n.t(
          "Read by most programs. The pixels stay as they are; formats that cannot hold it get a sidecar.",
        ),
      },
      {
        mode: "sidecar" as const,
        label: vscode.l10n.t("Into sidecar files beside them"),
        detail: vscode.l10n.t("photo.jpg.xmp beside photo.jpg: the image files are not touched."),
      },
    ],
    {
      title: vscode.l10n.t("Where shall the metadata be written this time?"),
      placeHolder: vscode.l10n.t("To have it written always, set imageTagger.metadata.write"),
    },
  );
  return picked?.mode;
}

/** Runs with progress that can be called off; what was done until then counts. */
async function run(
  { outside }: MetadataCommandParts,
  images: readonly ImageRef[],
  title: string,
  actionOf: (image: ImageRef) => MetadataAction | undefined,
): Promise<Done> {
  const outcomes: MetadataOutcome[] = [];
  const wasStopped = await vscode.window.withProgress(progressMessage(title), async (progress, token) => {
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    const take = (outcome: MetadataOutcome): void => {
      outcomes.push(outcome);
      const message = `${outcomes.length} / ${images.length} ${displayText(outcome.image.path, 60)}`;
      progress.report({ increment: 100 / images.length, message });
    };
    try {
      await outside.metadata.run(images, actionOf, take, stop.signal);
      await outside.workshop.fileReading.run(stop.signal);
      return false;
    } catch (thrown) {
      if (isAbort(thrown)) return true;
      throw thrown;
    } finally {
      listening.dispose();
    }
  });
  for (const { failure } of outcomes) if (failure) outside.log.warn(failure.message);
  return { outcomes, wasStopped };
}

function countOf(outcomes: readonly MetadataOutcome[]) {
  const count = (state: MetadataOutcome["state"]): number => outcomes.filter((one) => one.state === state).length;
  const beside = outcomes.filter(({ state, because }) => state === "changed" && because).length;
  return { changed: count("changed"), same: count("same"), failed: count("failed"), beside };
}

function endOf({ wasStopped, outcomes }: Done, failed: number): readonly string[] {
  const shared = sharedFailure(outcomes.filter(({ state }) => state === "failed"));
  return [
    ...(shared ? [shared.message] : []),
    ...(failed > 0 ? [vscode.l10n.t("Failed: {0}", failed)] : []),
    ...(wasStopped ? [vscode.l10n.t("It was called off.")] : []),
  ];
}

function said(
  { metadataKeeper }: MetadataCommandParts,
  title: string,
  sentences: readonly string[],
  { outcomes }: Done,
  failed: number,
): void {
  const isWorthATable = outcomes.some(
    ({ state, plan }) => state !== "nothing" && (state !== "same" || plan?.keeps.length),
  );
  const details = { [vscode.l10n.t("Show Details")]: () => metadataKeeper.document.show(title, sentences, outcomes) };
  offer(failed > 0 ? "warning" : "info", sentences.join(" "), isWorthATable ? details : {});
}

function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to write metadata into its images."));
}
