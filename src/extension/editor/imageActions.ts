/** What can be done with images, whether a command, a tree or a webview asks for it. */
import * as vscode from "vscode";
import type { ImageAction, ShowRequest } from "../../shared/protocol.ts";
import { insertText, type InsertedImage } from "../core/insertText.ts";
import type { ImageRef } from "../core/ports.ts";
import { imageBookmark } from "../core/views/bookmarks.ts";
import { altOf } from "../core/views/recordView.ts";
import type { BookmarkStore } from "./bookmarkStore.ts";
import { targetOf, type Documents } from "./documents.ts";
import type { Outside } from "./outside.ts";
import type { Tagging } from "./tagging.ts";
import { uriOf } from "./uris.ts";

/** What the actions work with. */
export interface ActionParts {
  readonly outside: Outside;
  readonly tagging: Tagging;
  readonly documents: Documents;
  readonly bookmarks: BookmarkStore;
  /** The library panel, which is made of parts that know these actions. */
  readonly panel: { show(request: ShowRequest): Promise<void> };
}

/** More editors at once than this are opened by mistake. */
const mostOpened = 10;

/** Carries out an action. */
export class ImageActions {
  readonly #parts: ActionParts;

  constructor(parts: ActionParts) {
    this.#parts = parts;
  }

  async run(action: ImageAction, images: readonly ImageRef[], signal: AbortSignal): Promise<void> {
    const [first] = images;
    if (!first) return;
    switch (action) {
      case "tag":
        return this.#parts.tagging.tagImages(images, false);
      case "tagAgain":
        return this.#parts.tagging.tagImages(images, true);
      case "tagFirst":
        return this.#parts.tagging.bringFirst(images);
      case "insert":
        return this.#parts.documents.insert(await this.#inserted(images, signal));
      case "copyPath":
        return vscode.env.clipboard.writeText(images.map((image) => uriOf(image).fsPath).join("\n"));
      case "copyMarkdown":
        return vscode.env.clipboard.writeText(insertText(targetOf(undefined), await this.#inserted(images, signal)));
      case "reveal":
        return reveal(first);
      case "open":
        for (const image of images.slice(0, mostOpened))
          await vscode.commands.executeCommand("vscode.open", uriOf(image));
        return;
      case "bookmark":
        return this.#parts.bookmarks.add(images.map(imageBookmark));
      case "openInLibrary":
        return this.#parts.panel.show({ id: first.id });
      case "writeMetadata": {
        const uris = images.map(uriOf);
        await vscode.commands.executeCommand("imageTagger.writeMetadataSelection", uris[0], uris);
        return;
      }
      case "edit": {
        await vscode.commands.executeCommand("imageTagger.editSelection", { imageIds: images.map(({ id }) => id) });
        return;
      }
      case "findSimilar":
        return this.#parts.panel.show({ similarTo: first.id });
    }
  }

  async #inserted(images: readonly ImageRef[], signal: AbortSignal): Promise<readonly InsertedImage[]> {
    const inserted: InsertedImage[] = [];
    for (const image of images) {
      const record = await this.#parts.outside.workshop.record(image, signal);
      inserted.push({ path: uriOf(image).fsPath, alt: altOf(record) });
    }
    return inserted;
  }
}

/** In the Explorer if the image is part of the workspace, else in the system's file manager. */
async function reveal(image: ImageRef): Promise<void> {
  const uri = uriOf(image);
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  await vscode.commands.executeCommand(isInWorkspace ? "revealInExplorer" : "revealFileInOS", uri);
}
