/** Decides what is done by itself after the window has opened: nothing where there are no images. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import { offerTagging } from "./firstOffer.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";
import type { Tagging } from "./tagging.ts";

/** What the start works with. */
export interface StartupParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly engines: EngineKeeper;
  readonly tagging: Tagging;
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
}

const usedKey = "imageTagger.wasUsed";
const imageFiles = "**/*.{png,jpg,jpeg,webp,gif,avif,PNG,JPG,JPEG,WEBP,GIF}";
/** Below this a workspace that never used us is left in peace until a view or a command is asked for. */
const fewestImages = 8;
const sweepAfterMs = 120_000;

/** Looks once, lightly; then waits for the library to be opened by whoever needs it. */
export class Startup implements vscode.Disposable {
  readonly #parts: StartupParts;
  readonly #stop = new AbortController();
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #sweepTimer: NodeJS.Timeout;
  #isReady = false;

  constructor(parts: StartupParts) {
    this.#parts = parts;
    this.#subscriptions.push(
      parts.library.onChanged(() => this.#libraryChanged()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => parts.engines.refresh()),
    );
    this.#sweepTimer = setTimeout(
      () => void this.#attempt(() => parts.outside.sweepThumbnails(this.#stop.signal)),
      sweepAfterMs,
    );
    void this.#attempt(() => this.#look());
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#sweepTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #look(): Promise<void> {
    const { library, workspaceState } = this.#parts;
    if (!library.hasFolders) return;
    const wasUsed = workspaceState.get(usedKey) === true;
    if (!wasUsed) {
      const records = await vscode.workspace.findFiles("**/image_metadata.json", undefined, 1);
      const images = await vscode.workspace.findFiles(imageFiles, undefined, fewestImages);
      if (records.length === 0 && images.length < fewestImages) return;
    }
    if (!this.#stop.signal.aborted) await library.start();
  }

  #libraryChanged(): void {
    const { library } = this.#parts;
    if (this.#isReady || !library.isReady) return;
    this.#isReady = true;
    void this.#attempt(() => this.#opened());
  }

  /** The first scan is over. */
  async #opened(): Promise<void> {
    const { outside, library, engines, tagging, workspaceState, globalState } = this.#parts;
    await tagging.restore();
    if (outside.workshop.library.size === 0) return;
    if (vscode.workspace.isTrusted) engines.refreshIfOld();
    await workspaceState.update(usedKey, true);
    await offerTagging(outside, library, workspaceState, globalState, this.#stop.signal);
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!isAbort(thrown)) this.#parts.outside.log.error(failureOf(thrown).message, thrown);
    }
  }
}
