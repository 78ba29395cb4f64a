/** The searches that were made in this workspace, kept over restarts. */
import * as vscode from "vscode";
import { readSearches, withoutSearch, withRestored, withSearch } from "../core/views/searchHistory.ts";

const memoryKey = "imageTagger.searches";

/** One list, newest first; every change is kept and told. */
export class SearchHistory implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  #searches: readonly string[];
  readonly onChanged = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#searches = readSearches(memory.get(memoryKey));
  }

  get all(): readonly string[] {
    return this.#searches;
  }

  remember(search: string): Promise<void> {
    return this.#set(withSearch(this.#searches, search));
  }

  forget(search: string): Promise<void> {
    return this.#set(withoutSearch(this.#searches, search));
  }

  clear(): Promise<void> {
    return this.#set([]);
  }

  /** Takes a clearing back. */
  restore(forgotten: readonly string[]): Promise<void> {
    return this.#set(withRestored(this.#searches, forgotten));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #set(searches: readonly string[]): Promise<void> {
    if (searches.join("\n") === this.#searches.join("\n")) return;
    this.#searches = searches;
    this.#changed.fire();
    await this.#memory.update(memoryKey, searches);
  }
}
