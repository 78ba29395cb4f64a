/** The library panel in the editor area: one at a time, restored after a restart. */
import * as vscode from "vscode";
import type { ShowRequest } from "../../../shared/protocol.ts";
import { ViewHost } from "./viewHost.ts";
import type { ViewParts } from "./viewMethods.ts";

/** The type by which the editor restores the panel. */
export const libraryViewType = "imageTagger.library";

/** Opens, restores and reveals the panel. */
export class LibraryPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #parts: ViewParts;
  readonly #extension: vscode.Uri;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #host: ViewHost | undefined;

  constructor(parts: ViewParts, extension: vscode.Uri) {
    this.#parts = parts;
    this.#extension = extension;
    this.#subscription = vscode.window.registerWebviewPanelSerializer(libraryViewType, this);
  }

  /** Brings the panel to the front and shows what is asked for; with `keepsFocus` the keyboard stays where it is. */
  async show(request: ShowRequest, keepsFocus = false): Promise<void> {
    if (this.#panel) this.#panel.reveal(undefined, keepsFocus);
    else this.#take(this.#newPanel(keepsFocus));
    if (Object.keys(request).length > 0) this.#host?.show(request);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel) panel.dispose();
    else this.#take(panel);
  }

  dispose(): void {
    this.#subscription.dispose();
    // the panel itself stays: the editor restores it with the window
    this.#host?.dispose();
  }

  #newPanel(preserveFocus: boolean): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus };
    return vscode.window.createWebviewPanel(libraryViewType, vscode.l10n.t("Image Library"), place);
  }

  #take(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "library.svg");
    const host = new ViewHost(this.#parts, this.#extension, panel.webview, "library", panel.title);
    this.#host = host;
    panel.onDidChangeViewState(() => {
      if (!panel.visible) host.hidden();
    });
    panel.onDidDispose(() => {
      host.dispose();
      this.#panel = undefined;
      this.#host = undefined;
    });
  }
}
