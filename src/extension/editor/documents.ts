/** Remembers the text editor that was used last, and inserts images into it as one step. */
import * as vscode from "vscode";
import { ExpectedError } from "../../shared/failures.ts";
import { insertSnippet, type InsertedImage, type InsertTarget } from "../core/insertText.ts";

/** A panel takes the focus away from the document that is being written: this one knows it still. */
export class Documents implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #last: vscode.TextEditor | undefined = vscode.window.activeTextEditor;

  constructor() {
    this.#subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      // output and debug panes are editors to the API, but nobody writes in them
      if (editor && editor.document.uri.scheme !== "output") this.#last = editor;
    });
  }

  /** Puts images at the cursor of the document that was written in last; the alt texts are tab stops. */
  async insert(images: readonly InsertedImage[]): Promise<void> {
    const editor = await this.#editor();
    const { document } = editor;
    const snippet = insertSnippet(targetOf(document), images);
    if (!(await editor.insertSnippet(new vscode.SnippetString(snippet))))
      throw new ExpectedError("writeFailed", vscode.l10n.t("{0} cannot be edited.", document.fileName));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #editor(): Promise<vscode.TextEditor> {
    const active = vscode.window.activeTextEditor;
    if (active && active.document.uri.scheme !== "output") return active;
    const [visible] = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme !== "output");
    const last = this.#last && !this.#last.document.isClosed ? this.#last : visible;
    if (!last)
      throw new ExpectedError("notFound", vscode.l10n.t("Open the document first in which the image shall stand."));
    const { document, viewColumn, selection } = last;
    return vscode.window.showTextDocument(document, { selection, ...(viewColumn ? { viewColumn } : {}) });
  }
}

/** The document as the insertion sees it. */
export function targetOf(document: Pick<vscode.TextDocument, "languageId" | "uri"> | undefined): InsertTarget {
  const workspaceRoots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  if (!document) return { languageId: "markdown", workspaceRoots };
  const { languageId, uri } = document;
  if (uri.scheme !== "file") return { languageId, workspaceRoots };
  return { languageId, documentPath: uri.fsPath, workspaceRoots };
}
