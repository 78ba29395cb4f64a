/** The editor's side of the program: builds every part from the core, connects them, and registers them with VS Code. */
import * as vscode from "vscode";
import { GridLists } from "../core/views/gridList.ts";
import { BookmarkStore } from "./bookmarkStore.ts";
import { bookmarkCommands } from "./commands/bookmarkCommands.ts";
import { engineCommands } from "./commands/chooseEngine.ts";
import { registerCommands } from "./commands/commandTable.ts";
import { imageCommands } from "./commands/imageCommands.ts";
import { libraryCommands } from "./commands/libraryCommands.ts";
import { statusMenu } from "./commands/statusMenu.ts";
import { tagCommands } from "./commands/tagCommands.ts";
import { Consent } from "./consent.ts";
import { keepContextKeys } from "./contextKeys.ts";
import { Documents } from "./documents.ts";
import { EmbedKeeper } from "./embedKeeper.ts";
import { EngineKeeper } from "./engineKeeper.ts";
import { Idle } from "./idle.ts";
import { ImageActions } from "./imageActions.ts";
import { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";
import { QueueKeeper } from "./queueKeeper.ts";
import { sayRecordNotices } from "./recordNotices.ts";
import { searchLibrary } from "./searching.ts";
import { Startup } from "./startup.ts";
import { StatusBar } from "./statusBar.ts";
import { Tagging } from "./tagging.ts";
import { ThumbnailUris } from "./thumbnailUris.ts";
import { BookmarksTree } from "./trees/bookmarksTree.ts";
import { FoldersTree } from "./trees/foldersTree.ts";
import { LibraryPanel } from "./webviews/libraryPanel.ts";
import { SearchView } from "./webviews/searchView.ts";
import type { ViewParts } from "./webviews/viewMethods.ts";

/** What the extension's entry keeps of the running program. */
export interface App {
  /** Keeps the queue and writes everything within the time that VS Code gives; the rest is safe in the journals. */
  close(): Promise<void>;
}

/** Builds and registers everything; reads no folder and asks no server yet. */
export function startApp(context: vscode.ExtensionContext, outside: Outside): App {
  const { workspaceState, globalState, extensionUri } = context;
  const library = new LibraryKeeper(outside);
  const engines = new EngineKeeper(outside);
  const consent = new Consent(globalState);
  const embeds = new EmbedKeeper(outside, engines, consent);
  const lists: GridLists = new GridLists(outside.workshop.library, (text, signal) =>
    searchLibrary(outside, embeds, text, signal),
  );
  const idle = new Idle(outside, library, embeds, () => {
    lists.forget();
    // the same images are found in another order now: views ask again at another revision
    outside.workshop.library.setFolders(outside.workshop.library.folders);
  });
  const queueKeeper = new QueueKeeper(outside);
  const tagging = new Tagging({ outside, library, engines, consent, queueKeeper, idle, memory: workspaceState });
  const bookmarks = new BookmarkStore(workspaceState, library);
  const documents = new Documents();
  const thumbnails = new ThumbnailUris(outside);

  const viewParts: ViewParts = { outside, library, engines, lists, thumbnails, actions: () => actions };
  const panel = new LibraryPanel(viewParts, extensionUri);
  const searchView = new SearchView(viewParts, extensionUri);
  const actions = new ImageActions({ outside, tagging, documents, bookmarks, panel });
  const folders = new FoldersTree(outside, library, lists);
  const marked = new BookmarksTree(bookmarks, library);

  const parts = [library, engines, embeds, idle, queueKeeper, tagging, bookmarks, documents, panel, searchView];
  context.subscriptions.push(
    ...parts,
    folders,
    marked,
    new StatusBar(outside, engines, library),
    keepContextKeys(outside, library),
    sayRecordNotices(outside),
    vscode.window.createTreeView("imageTagger.folders", {
      treeDataProvider: folders,
      dragAndDropController: folders,
      showCollapseAll: true,
    }),
    vscode.window.createTreeView("imageTagger.bookmarks", {
      treeDataProvider: marked,
      dragAndDropController: marked,
      canSelectMany: true,
    }),
    registerCommands(
      outside.log,
      tagCommands({ outside, library, tagging, lists, thumbnails }),
      libraryCommands({ outside, library, lists, panel, searchView }),
      imageCommands({ outside, library, lists, thumbnails, actions }),
      bookmarkCommands({ outside, library, lists, panel, searchView, bookmarks }),
      engineCommands({ engines, embeds, idle }),
      statusMenu(outside),
    ),
    new Startup({ outside, library, engines, tagging, workspaceState, globalState }),
  );

  return {
    async close() {
      await queueKeeper.save(outside.workshop.queue.isRunning);
      queueKeeper.dispose();
      idle.dispose();
      library.dispose();
      await outside.workshop.close();
    },
  };
}
