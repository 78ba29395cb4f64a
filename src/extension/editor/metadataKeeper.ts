/** Writes metadata by itself after tagging and after edits, where the settings say so; what fails is said once for each batch. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import { sharedFailure } from "../core/metadata/sharedFailure.ts";
import type { MetadataAction, MetadataOutcome } from "../core/metadata/writing.ts";
import type { ImageRef, LibraryFolder } from "../core/ports.ts";
import { MetadataDocument } from "./metadataDocument.ts";
import { MetadataPolicy, metadataSettings } from "./metadataPolicy.ts";
import { offer } from "./messages.ts";
import type { Outside } from "./outside.ts";

/** What was tagged or edited within this time is written together. */
const togetherMs = 500;

/** Follows the queue and the edits. */
export class MetadataKeeper implements vscode.Disposable {
  readonly policy: MetadataPolicy;
  /** Where details are shown. */
  readonly document = new MetadataDocument();
  readonly #outside: Outside;
  readonly #stop = new AbortController();
  readonly #stopListening: () => void;
  /** Which images wait to be written? */
  #waiting = new Map<string, ImageRef>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Was it said that the program that writes is missing? */
  #saidMissing = false;

  constructor(outside: Outside, memory: vscode.Memento) {
    this.#outside = outside;
    this.policy = new MetadataPolicy(memory);
    this.#stopListening = outside.workshop.queue.onTask((event) => {
      if (event.type === "ended" && event.outcome.state === "completed") this.take(event.outcome.image);
    });
  }

  /** The record of this image has changed. */
  readonly take = (image: ImageRef): void => {
    const { mode, isAutomatic } = metadataSettings(image.folder.root);
    if (mode === "off" || !isAutomatic || this.#stop.signal.aborted) return;
    this.#waiting.set(image.id, image);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const images = [...this.#waiting.values()];
      this.#waiting = new Map();
      this.#running = this.#running.then(() => this.#write(images));
    }, togetherMs);
  };

  /** Nothing new begins; what is at work is brought to its end. */
  async close(): Promise<void> {
    this.dispose();
    await this.#running;
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#stopListening();
    this.document.dispose();
  }

  async #write(images: readonly ImageRef[]): Promise<void> {
    const { metadata, workshop, log } = this.#outside;
    const outcomes: MetadataOutcome[] = [];
    try {
      const actions = await this.#actions(images.map(({ folder }) => folder));
      await metadata.run(
        images,
        ({ folder }) => actions.get(folder.key),
        (outcome) => outcomes.push(outcome),
        this.#stop.signal,
      );
      await workshop.fileReading.run(this.#stop.signal);
    } catch (thrown) {
      if (!isAbort(thrown)) log.error(`Metadata was not written: ${failureOf(thrown).message}`, thrown);
    }
    const failed = outcomes.filter(({ state }) => state === "failed");
    for (const { failure } of failed) log.warn(failure?.message ?? "");
    if (failed.length === 0 || this.#stop.signal.aborted) return;
    const shared = sharedFailure(failed);
    // what is missing stays missing, and every edit would tell it again
    if (shared?.reason === "exiftoolMissing" && this.#saidMissing) return;
    this.#saidMissing = shared?.reason === "exiftoolMissing";
    const sentence = shared?.message ?? vscode.l10n.t("Metadata of {0} images could not be written.", failed.length);
    offer("warning", sentence, {
      [vscode.l10n.t("Show Details")]: () => this.document.show(vscode.l10n.t("Metadata Not Written"), [], failed),
    });
  }

  async #actions(folders: readonly LibraryFolder[]): Promise<ReadonlyMap<string, MetadataAction>> {
    const actions = new Map<string, MetadataAction>();
    for (const folder of new Map(folders.map((one) => [one.key, one])).values()) {
      const { mode, ...manner } = metadataSettings(folder.root);
      if (mode !== "off" && (await this.policy.allows(folder, mode, false)))
        actions.set(folder.key, { kind: "write", mode, manner });
    }
    return actions;
  }
}
