/** The whole report of the doctor as a read-only text: plain, so that nothing in a file's name can act as more than a name. */
import * as vscode from "vscode";
import type { Finding } from "../../core/doctor/finding.ts";
import { reportText } from "../../core/doctor/report.ts";
import { displayText } from "../../core/views/displayText.ts";

const scheme = "image-tagger-doctor";

/** One document; a later report takes the place of the earlier one. */
export class ReportDocument implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #uri = vscode.Uri.from({ scheme, path: "/Image Tagger Doctor.txt" });
  #text = "";

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** Shows it in an editor of its own. */
  async show(findings: readonly Finding[], at: Date): Promise<void> {
    const when = at.toLocaleString(vscode.env.language);
    this.#text = reportText(findings, when, (text) => displayText(text, 2_000));
    this.#changed.fire(this.#uri);
    const document = await vscode.workspace.openTextDocument(this.#uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
