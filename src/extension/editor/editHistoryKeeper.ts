/** Keeps the history of edits over a reload of the window, in the storage of the workspace. */
import * as vscode from "vscode";
import { failureOf } from "../../shared/failures.ts";
import { readHistory, writeHistory } from "../core/editing/keptHistory.ts";
import type { Outside } from "./outside.ts";

const saveSoonMs = 500;

/** Saves and restores. */
export class EditHistoryKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #file: vscode.Uri;
  readonly #stopListening: () => void;
  readonly #loaded: Promise<void>;
  /** Size and time of the file as it was last read or written here: another window may write there too. */
  #known = "";
  #hasChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#file = vscode.Uri.joinPath(vscode.Uri.file(outside.queueFile), "..", "edits.jsonl");
    this.#loaded = this.#load();
    this.#stopListening = outside.workshop.editing.history.onChanged(() => {
      this.#hasChanged = true;
      this.#timer ??= setTimeout(() => void this.#save(), saveSoonMs);
    });
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  /** Writes what is not kept yet: the window closes. */
  async close(): Promise<void> {
    await this.#save();
    this.dispose();
  }

  async #load(): Promise<void> {
    const stamp = await this.#stamp();
    this.#known = stamp;
    if (stamp === "") return;
    try {
      const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file));
      this.#outside.workshop.editing.history.restore(readHistory(content));
    } catch (thrown) {
      const aside = this.#file.with({ path: `${this.#file.path}.damaged` });
      this.#outside.log.warn(`${failureOf(thrown).message} It was set aside as ${aside.fsPath}.`);
      await vscode.workspace.fs.rename(this.#file, aside, { overwrite: true }).then(
        () => (this.#known = ""),
        (why: unknown) => this.#outside.log.warn(failureOf(why).message),
      );
    }
  }

  #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    await this.#loaded;
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const { storage, workshop, log } = this.#outside;
    const isAsKnown = async (): Promise<boolean> => (await this.#stamp()) === this.#known;
    try {
      const text = writeHistory(workshop.editing.history.state);
      const signal = new AbortController().signal;
      if (await storage.replaceKnown(this.#file.fsPath, text, isAsKnown, signal)) this.#known = await this.#stamp();
      else
        log.info(
          "Another window keeps its edits for this workspace: those of this one are undone as long as it is open.",
        );
    } catch (thrown) {
      // it is tried again with the next edit, and when the window closes
      this.#hasChanged = true;
      log.warn(`The history of edits could not be kept: ${failureOf(thrown).message}`);
    }
  }

  /** "" where there is no file. */
  async #stamp(): Promise<string> {
    try {
      const { size, mtime } = await vscode.workspace.fs.stat(this.#file);
      return `${size}:${mtime}`;
    } catch {
      return ""; // nothing was kept here yet
    }
  }
}
