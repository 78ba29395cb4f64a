/** Keys of model servers, kept in the system's key store by the server's origin; never in settings, never in the log. */
import type * as vscode from "vscode";
import { originOf } from "../core/tagging/hosts.ts";

/** What is used of the key store of VS Code. */
export type Secrets = Pick<vscode.SecretStorage, "get" | "store" | "delete" | "onDidChange">;

const prefix = "imageTagger.key:";

/** Reads keys once and holds them while the window is open; hears of keys that another window changed. */
export class AccessKeys implements vscode.Disposable {
  readonly #secrets: Secrets;
  readonly #subscription: vscode.Disposable;
  readonly #listeners = new Set<() => void>();
  /** Which key does each origin have? Undefined where it has none; absent where nobody looked. */
  readonly #keys = new Map<string, string | undefined>();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(prefix)) return;
      this.#keys.delete(key.slice(prefix.length));
      for (const listener of this.#listeners) listener();
    });
  }

  /** Reads the keys of these servers, so that `of` knows them; true where one was found that was not known. */
  async load(hosts: readonly string[]): Promise<boolean> {
    let isNew = false;
    for (const host of hosts) {
      const origin = originOf(host);
      if (origin === undefined || this.#keys.has(origin)) continue;
      const key = (await this.#secrets.get(prefix + origin)) || undefined;
      this.#keys.set(origin, key);
      isNew ||= key !== undefined;
    }
    return isNew;
  }

  /** The key of a server that was loaded; undefined where it has none. */
  of(host: string): string | undefined {
    const origin = originOf(host);
    return origin === undefined ? undefined : this.#keys.get(origin);
  }

  /** Keeps the key of an origin; an empty one removes it. */
  async set(origin: string, key: string): Promise<void> {
    if (key === "") await this.#secrets.delete(prefix + origin);
    else await this.#secrets.store(prefix + origin, key);
    this.#keys.delete(origin);
  }

  /** Told when a key was set, changed or removed, here or in another window. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#listeners.clear();
    this.#keys.clear();
  }
}
