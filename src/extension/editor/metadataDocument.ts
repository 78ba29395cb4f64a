/** The page that shows what writing metadata changes or changed: a table in the editor's own preview, read-only. */
import * as vscode from "vscode";
import { previewText } from "../core/metadata/previewText.ts";
import type { MetadataOutcome } from "../core/metadata/writing.ts";

const scheme = "image-tagger-metadata";

/** One page; a later one takes the place of the earlier. */
export class MetadataDocument implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #uri = vscode.Uri.from({ scheme, path: "/Image Metadata.md" });
  #text = "";

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** Shows the outcomes under a title, with sentences above the table. */
  async show(title: string, summary: readonly string[], outcomes: readonly MetadataOutcome[]): Promise<void> {
    this.#text = previewText(outcomes, {
      title,
      summary,
      columns: [vscode.l10n.t("Image"), vscode.l10n.t("Changes")],
      places: { file: vscode.l10n.t("Image file"), sidecar: vscode.l10n.t("Sidecar (.xmp)") },
      fields: {
        subject: vscode.l10n.t("Keywords"),
        tagsList: "digiKam TagsList",
        hierarchy: "Lightroom Hierarchical Subject",
        iptcKeywords: "IPTC Keywords",
        description: vscode.l10n.t("Description"),
        altText: vscode.l10n.t("Alt text"),
        iptcCaption: "IPTC Caption",
        exifDescription: "EXIF ImageDescription",
      },
      kept: (field) => vscode.l10n.t("{0} stays as another program wrote it.", field),
      more: (count) => vscode.l10n.t("And {0} more images.", count),
    });
    this.#changed.fire(this.#uri);
    await vscode.workspace.openTextDocument(this.#uri);
    await vscode.commands.executeCommand("markdown.showPreview", this.#uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
