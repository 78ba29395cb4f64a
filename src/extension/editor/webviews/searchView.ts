/** The search view of the side bar. */
import * as vscode from "vscode";
import type { ShowRequest } from "../../../shared/protocol.ts";
import { ViewHost } from "./viewHost.ts";
import type { ViewParts } from "./viewMethods.ts";

const viewId = "imageTagger.search";

/** Hosts the view's page while the editor shows it. */
export class SearchView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #parts: ViewParts;
  readonly #extension: vscode.Uri;
  readonly #subscription: vscode.Disposable;
  #host: ViewHost | undefined;
  /** Asked for before the view stood. */
  #toShow: ShowRequest | undefined;

  constructor(parts: ViewParts, extension: vscode.Uri) {
    this.#parts = parts;
    this.#extension = extension;
    this.#subscription = vscode.window.registerWebviewViewProvider(viewId, this);
  }

  /** Leads into the search box; searches for these words if there are any. */
  async search(words: string | undefined): Promise<void> {
    this.#toShow = words === undefined ? { focus: "search" } : { search: words, focus: "search" };
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.#handOver();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const host = new ViewHost(this.#parts, this.#extension, view.webview, "search", vscode.l10n.t("Search Images"));
    this.#host = host;
    view.onDidChangeVisibility(() => {
      if (!view.visible) host.hidden();
    });
    view.onDidDispose(() => {
      host.dispose();
      if (this.#host === host) this.#host = undefined;
    });
    this.#handOver();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#host?.dispose();
  }

  #handOver(): void {
    if (!this.#host || this.#toShow === undefined) return;
    this.#host.show(this.#toShow);
    this.#toShow = undefined;
  }
}
