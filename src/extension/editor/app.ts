/** The editor's side of the program: builds every part from the core, connects them, and registers them with VS Code. */
import * as vscode from "vscode";
import type { FailureData } from "../../shared/failures.ts";
import { LastFailures } from "../core/doctor/lastFailures.ts";
import { ModelNotes } from "../core/tagging/modelNotes.ts";
import { displayText } from "../core/views/displayText.ts";
import { GridLists } from "../core/views/gridList.ts";
import { AccessKeys } from "./accessKeys.ts";
import { BookmarkStore } from "./bookmarkStore.ts";
import { accessCommands } from "./commands/accessCommands.ts";
import { bookmarkCommands } from "./commands/bookmarkCommands.ts";
import { bookmarkFileCommands } from "./commands/bookmarkFileCommands.ts";
import { bookmarkListCommands } from "./commands/bookmarkListCommands.ts";
import { doctorCommands } from "./commands/doctorCommands.ts";
import { editCommands } from "./commands/editCommands.ts";
import { engineCommands } from "./commands/chooseEngine.ts";
import { registerCommands } from "./commands/commandTable.ts";
import { folderCommands } from "./commands/folderCommands.ts";
import { imageCommands } from "./commands/imageCommands.ts";
import { libraryCommands } from "./commands/libraryCommands.ts";
import { metadataCommands } from "./commands/metadataCommands.ts";
import { queueCommands } from "./commands/queueCommands.ts";
import { reviewCommands } from "./commands/reviewCommands.ts";
import { recentSearchCommands } from "./commands/recentSearchCommands.ts";
import { similarTagCommands } from "./commands/similarTagCommands.ts";
import { statusMenu } from "./commands/statusMenu.ts";
import { tagListCommands } from "./commands/tagListCommands.ts";
import { tagCommands } from "./commands/tagCommands.ts";
import { vectorCommands } from "./commands/vectorCommands.ts";
import { vocabularyCommands } from "./commands/vocabularyCommands.ts";
import { vocabularyWordCommands } from "./commands/vocabularyWordCommands.ts";
import { Consent } from "./consent.ts";
import { keepContextKeys } from "./contextKeys.ts";
import { ReportDocument } from "./doctor/reportDocument.ts";
import { Documents } from "./documents.ts";
import { sayDoubts } from "./doubtNotices.ts";
import { EditHistoryKeeper } from "./editHistoryKeeper.ts";
import { EmbedKeeper } from "./embedKeeper.ts";
import { EngineKeeper } from "./engineKeeper.ts";
import { Idle } from "./idle.ts";
import { ImageActions } from "./imageActions.ts";
import { LibraryKeeper } from "./libraryKeeper.ts";
import { MetadataKeeper } from "./metadataKeeper.ts";
import { OllamaStarter } from "./ollamaStarter.ts";
import type { Outside } from "./outside.ts";
import { notePromptVariables } from "./promptNotes.ts";
import { QueueKeeper } from "./queueKeeper.ts";
import { sayRecordNotices } from "./recordNotices.ts";
import { SearchHistory } from "./searchHistory.ts";
import { readLikenesses, searchLibrary, searchSimilar } from "./searching.ts";
import { keepSearchLanguage } from "./searchLanguage.ts";
import { Startup } from "./startup.ts";
import { StatusBar } from "./statusBar.ts";
import { Tagging } from "./tagging.ts";
import { ThumbnailUris } from "./thumbnailUris.ts";
import { BookmarksTree } from "./trees/bookmarksTree.ts";
import { FoldersTree } from "./trees/foldersTree.ts";
import { QueueTree } from "./trees/queueTree.ts";
import { TagsTree } from "./trees/tagsTree.ts";
import { VectorMaker } from "./vectorMaker.ts";
import { VocabularyKeeper } from "./vocabularyKeeper.ts";
import { LibraryPanel } from "./webviews/libraryPanel.ts";
import { SearchView } from "./webviews/searchView.ts";
import type { ViewParts } from "./webviews/viewMethods.ts";

const notesKey = "imageTagger.modelNotes";

/** What the extension's entry keeps of the running program. */
export interface App {
  /** Keeps the queue and writes everything within the time that VS Code gives; the rest is safe in the journals. */
  close(): Promise<void>;
}

/** Builds and registers everything; reads no folder and asks no server yet. */
export function startApp(context: vscode.ExtensionContext, outside: Outside): App {
  const parts = buildParts(context, outside);
  const { library, engines, tagging, queueKeeper, idle, disposables } = parts;
  const { workspaceState, globalState } = context;
  context.subscriptions.push(
    ...disposables,
    new StatusBar(outside, engines, library, parts.vectors.work),
    keepContextKeys(outside, library, parts.vectors.work),
    sayRecordNotices(outside),
    sayDoubts(outside),
    notePromptVariables(outside),
    ...treeViews(parts),
    watchFailures(outside, parts.failures),
    registerCommands(
      { log: outside.log, onFailure: (failure) => parts.failures.add(failure) },
      tagCommands(parts),
      queueCommands(parts),
      libraryCommands(parts),
      folderCommands(parts),
      vocabularyCommands(parts),
      vocabularyWordCommands(parts),
      imageCommands(parts),
      editCommands(parts),
      reviewCommands(parts),
      tagListCommands(parts),
      similarTagCommands(parts),
      bookmarkCommands(parts),
      bookmarkListCommands({ ...parts, marked: parts.trees.marked }),
      bookmarkFileCommands(parts),
      recentSearchCommands(parts),
      engineCommands(parts),
      accessCommands(parts),
      vectorCommands(parts),
      metadataCommands(parts),
      doctorCommands(parts),
      statusMenu(outside, parts.vectors.work),
    ),
    new Startup({ outside, library, engines, tagging, workspaceState, globalState }),
  );
  return {
    async close() {
      await queueKeeper.save(outside.workshop.queue.isRunning);
      queueKeeper.dispose();
      await parts.metadataKeeper.close();
      await parts.editHistory.close();
      idle.dispose();
      library.dispose();
      await outside.workshop.close();
    },
  };
}

/** The lists of the views, over all that can be asked of the library. */
function gridLists(outside: Outside, embeds: EmbedKeeper): GridLists {
  return new GridLists(
    outside.workshop.library,
    (text, scope, signal) => searchLibrary(outside, embeds, text, scope, signal),
    (id) => outside.workshop.isStale(id),
    (id, signal) => searchSimilar(outside, embeds, id, signal),
    (id) => outside.missing.get(id),
    (signal) => readLikenesses(outside, signal),
  );
}

/** Each part is handed what it needs and nothing else; later ones build on earlier ones. */
function buildParts({ workspaceState, globalState, extensionUri, secrets }: vscode.ExtensionContext, outside: Outside) {
  const vocabularies = new VocabularyKeeper(outside);
  const library = new LibraryKeeper(outside, vocabularies);
  const [keys, notes] = [new AccessKeys(secrets), modelNotes(globalState)];
  const engines = new EngineKeeper(outside, keys, notes);
  const consent = new Consent(globalState);
  const embeds = new EmbedKeeper(outside, engines, consent);
  const lists = gridLists(outside, embeds);
  const searchAnew = (): void => {
    lists.forget();
    // the same images are found in another order now: views ask again at another revision
    outside.workshop.library.setFolders(outside.workshop.library.folders);
  };
  const vectors = new VectorMaker(outside, embeds, searchAnew);
  const idle = new Idle(outside, library, vectors);
  const [queueKeeper, starter] = [new QueueKeeper(outside), new OllamaStarter(outside, engines)];
  const memory = workspaceState;
  const [metadataKeeper, editHistory] = [new MetadataKeeper(outside, memory), new EditHistoryKeeper(outside)];
  const tagging = new Tagging({ outside, library, engines, starter, notes, consent, queueKeeper, idle, memory });
  const [documents, thumbnails] = [new Documents(), new ThumbnailUris(outside)];
  const [bookmarks, searches] = [new BookmarkStore(memory, library), new SearchHistory(memory)];
  const known = { bookmarks, searches, vectors: vectors.work };
  const viewParts: ViewParts = { outside, library, engines, lists, ...known, thumbnails, actions: () => actions };
  const [panel, searchView] = [new LibraryPanel(viewParts, extensionUri), new SearchView(viewParts, extensionUri)];
  const actions = new ImageActions({ outside, tagging, documents, bookmarks, panel });
  const [report, failures] = [new ReportDocument(), new LastFailures()];
  const marked = new BookmarksTree(bookmarks, searches, library);
  const trees = { folders: new FoldersTree(outside, library, lists), marked };
  const queueTree = new QueueTree(outside, library, vectors.work);
  const tagsTree = new TagsTree(outside, library);
  const views = { lists, thumbnails, panel, searchView, actions, trees, queueTree, tagsTree, report, failures };
  const disposables = [
    vocabularies,
    keepSearchLanguage(outside, library, searchAnew),
    library,
    engines,
    keys,
    embeds.onForgotten(searchAnew),
    embeds,
    vectors,
    idle,
    queueKeeper,
    tagging,
    bookmarks,
    searches,
    documents,
    { dispose: outside.workshop.editing.onChanged(metadataKeeper.take) },
    metadataKeeper,
    editHistory,
    report,
    panel,
    searchView,
    queueTree,
    tagsTree,
  ];
  const models = { engines, keys, notes, consent, embeds, vectors, starter, editHistory };
  const work = { outside, library, idle, queueKeeper, tagging, metadataKeeper, bookmarks, searches, disposables };
  return { ...work, ...models, ...views };
}

/** What was measured of models, kept for all workspaces. */
function modelNotes(memory: vscode.Memento): ModelNotes {
  return new ModelNotes({
    read: () => memory.get(notesKey),
    write: (kept) => void memory.update(notesKey, kept),
  });
}

/** Keeps the reasons of what a person was told of, for a support report. */
function watchFailures({ records, workshop }: Outside, failures: LastFailures): vscode.Disposable {
  let last: FailureData | undefined;
  const stops = [
    records.onNotice((notice) => notice.isOver !== true && failures.add(notice)),
    workshop.queue.onStatus(({ pausedBy }) => {
      if (pausedBy && pausedBy.message !== last?.message) failures.add(pausedBy);
      last = pausedBy;
    }),
  ];
  return { dispose: () => stops.forEach((stop) => stop()) };
}

/** The trees of the side bar; where no engine can be used, Folders says why. */
function treeViews({
  trees: { folders, marked },
  engines,
}: ReturnType<typeof buildParts>): readonly vscode.Disposable[] {
  const foldersView = vscode.window.createTreeView("imageTagger.folders", {
    treeDataProvider: folders,
    dragAndDropController: folders,
    showCollapseAll: true,
  });
  const saying = engines.onChanged(({ engine, reason }) => {
    foldersView.message = engine === "none" && reason !== undefined ? displayText(reason, 500) : "";
  });
  return [folders, marked, foldersView, saying];
}
