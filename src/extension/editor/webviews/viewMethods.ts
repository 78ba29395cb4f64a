/** Answers what the webviews ask: every request is checked, every id looked up in the library. */
import * as vscode from "vscode";
import type { Handlers } from "../../../shared/calls.ts";
import { ExpectedError, failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type {
  GridPage,
  Hello,
  RecordView,
  ShowRequest,
  Thumbnail,
  ViewMethods,
  ViewName,
} from "../../../shared/protocol.ts";
import { englishStrings, type StringKey, type Strings } from "../../../shared/strings.ts";
import type { ImageRef } from "../../core/ports.ts";
import { fillCopies } from "../../core/views/duplicateList.ts";
import { emptyList, fillPage, type GridLists } from "../../core/views/gridList.ts";
import { gridPage } from "../../core/views/gridPage.ts";
import { recordView } from "../../core/views/recordView.ts";
import * as read from "../../core/views/requests.ts";
import type { VectorWork } from "../../core/vectorWork.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import type { EngineKeeper } from "../engineKeeper.ts";
import type { ImageActions } from "../imageActions.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import type { SearchHistory } from "../searchHistory.ts";
import { thumbnailSizes, type ThumbnailUris } from "../thumbnailUris.ts";
import { uriOf } from "../uris.ts";
import { batchMethods } from "./batchMethods.ts";
import { reviewMethods } from "./reviewMethods.ts";
import { searchMethods } from "./searchMethods.ts";
import { useMethods } from "./useMethods.ts";

/** What the answers are made of; `actions` are made later than the views, hence a function. */
export interface ViewParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly engines: EngineKeeper;
  readonly lists: GridLists;
  readonly bookmarks: BookmarkStore;
  readonly searches: SearchHistory;
  readonly vectors: VectorWork;
  readonly thumbnails: ThumbnailUris;
  readonly actions: () => ImageActions;
}

/** The methods for one webview. `takeShow` hands out, once, what the view was opened to show. */
export function viewMethods(
  parts: ViewParts,
  webview: vscode.Webview,
  view: ViewName,
  takeShow: () => ShowRequest | undefined,
): Handlers<ViewMethods> {
  const { outside, lists } = parts;
  return {
    ...searchMethods(parts, view),
    ...useMethods(parts),
    ...batchMethods(parts, requireTrust),
    ...reviewMethods(parts, {
      toEdit: (id) => {
        requireTrust();
        return imageOf(parts, id);
      },
      view: (image, signal) => record(parts, webview, image, signal),
    }),
    hello: () => hello(parts, takeShow()),
    page: (request, signal) => page(parts, view, request, signal),
    thumbnails: async (request, signal) => {
      const ids = read.texts(read.fields(request)["ids"], "ids", read.limits.thumbnails);
      return Promise.all(ids.map((id) => thumbnail(parts, webview, id, signal)));
    },
    record: (request, signal) => anyRecord(parts, webview, read.text(read.fields(request)["id"], "id", 200), signal),
    save: async (request, signal) => {
      const { id, edit } = read.fields(request);
      const image = imageOf(parts, id);
      requireTrust();
      await outside.workshop.edit(image, read.recordEdit(edit), signal);
      return record(parts, webview, image, signal);
    },
    place: async (request, signal) => {
      const { query, id } = read.fields(request);
      const list = await lists.list(read.gridQuery(query), signal);
      return { index: list.ids.indexOf(read.text(id, "id", 200)) };
    },
    imageUris: (request) => {
      const { library } = outside.workshop;
      const images = read
        .texts(read.fields(request)["ids"], "ids", read.limits.thumbnails)
        .map((id) => library.image(id));
      return images.map((image) => (image ? uriOf(image).toString() : null));
    },
    act: async (request, signal) => {
      const { action, ids } = read.fields(request);
      const asked = read.imageAction(action);
      const images = read.texts(ids, "ids", read.limits.actionIds).map((id) => imageOf(parts, id));
      await parts.actions().run(asked, images, signal);
    },
    run: async (request) => {
      const { command, search } = read.fields(request);
      const words = search === undefined ? [] : [read.text(search, "search", read.limits.searchCharacters)];
      await runCommand(read.viewCommand(command), words);
    },
    report: (request) => report(outside, request),
  };
}

/** One page of the grid, with all that its cards show. */
async function page(
  { outside, lists }: ViewParts,
  view: ViewName,
  request: unknown,
  signal: AbortSignal,
): Promise<GridPage> {
  const { library } = outside.workshop;
  const { query, offset, limit } = read.fields(request);
  const asked = read.gridQuery(query);
  // without words the search view shows nothing: the whole library would flash up before the first results
  const isEmpty = view === "search" && asked.search.trim() === "";
  const list = isEmpty ? emptyList(library.revision) : await lists.list(asked, signal);
  const most = read.count(limit, "limit", read.limits.pageItems);
  const start = read.count(offset, "offset", Number.MAX_SAFE_INTEGER);
  const shown = { offset: start, limit: most };
  await fillPage(list, asked.search, shown, outside.details, signal);
  await fillCopies(list, shown, (id) => library.get(id), outside.documents, signal);
  return gridPage(list, start, most, {
    library,
    labels: lists.labels,
    progressOf: (id) => outside.workshop.queue.progressOf(id),
    isStale: (id) => outside.workshop.isStale(id),
    missing: (id) => outside.missing.get(id),
  });
}

function hello({ outside, library, engines, vectors }: ViewParts, show: ShowRequest | undefined): Hello {
  void library.start();
  // nobody is asked in Restricted Mode; trust asks by itself
  if (vscode.workspace.isTrusted) engines.refreshIfOld();
  const { workshop } = outside;
  return {
    strings: translated(),
    revision: workshop.library.revision,
    total: workshop.library.size,
    queue: workshop.queue.status(),
    engine: engines.status(),
    trusted: vscode.workspace.isTrusted,
    hasFolders: library.hasFolders,
    scanning: library.isScanning,
    vectors: vectors.status,
    ...(show ? { show } : {}),
  };
}

function translated(): Strings {
  const strings = Object.entries(englishStrings).map(([key, english]) => [key as StringKey, vscode.l10n.t(english)]);
  return Object.fromEntries(strings) as Strings;
}

/** The image of an id that came from outside. */
function imageOf({ outside }: ViewParts, id: unknown): ImageRef {
  const asked = read.text(id, "id", 200);
  const image = outside.workshop.library.image(asked);
  if (!image && outside.missing.get(asked))
    throw new ExpectedError(
      "notFound",
      vscode.l10n.t(
        "The file of this image is missing. Bring it back, or remove what is kept of it with “Remove Records of Missing Images”.",
      ),
    );
  if (!image) throw new ExpectedError("notFound", vscode.l10n.t("This image is no longer in the library."));
  return image;
}

function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to edit records in it."));
}

async function thumbnail(
  parts: ViewParts,
  webview: vscode.Webview,
  id: string,
  signal: AbortSignal,
): Promise<Thumbnail> {
  try {
    const image = imageOf(parts, id);
    return { id, uri: await pictureUri(parts, webview, image, thumbnailSizes.grid, signal) };
  } catch (thrown) {
    throwIfAborted(signal);
    return { id, failure: failureOf(thrown) };
  }
}

/** The record of an image of the library, or what is kept of one that is gone. */
async function anyRecord(
  parts: ViewParts,
  webview: vscode.Webview,
  id: string,
  signal: AbortSignal,
): Promise<RecordView> {
  return (await missingRecord(parts, id, signal)) ?? record(parts, webview, imageOf(parts, id), signal);
}

/** What is kept of an image whose file is gone; undefined for any other. */
async function missingRecord(
  { outside, lists }: ViewParts,
  id: string,
  signal: AbortSignal,
): Promise<RecordView | undefined> {
  const [row, image] = [outside.missing.get(id), outside.missing.image(id)];
  if (!row || !image || outside.workshop.library.get(id)) return undefined;
  const known = await outside.workshop.record(image, signal);
  return { ...recordView(row, known, lists.labels, undefined, false, undefined), missing: true };
}

async function record(
  parts: ViewParts,
  webview: vscode.Webview,
  image: ImageRef,
  signal: AbortSignal,
): Promise<RecordView> {
  const { workshop, log } = parts.outside;
  const known = await workshop.record(image, signal);
  const file = await workshop.fileReading.of(image, signal);
  const preview = await pictureUri(parts, webview, image, thumbnailSizes.preview, signal).catch((thrown: unknown) => {
    log.debug(`No preview of ${image.path}: ${failureOf(thrown).message}`);
    return undefined;
  });
  throwIfAborted(signal);
  const row = workshop.library.get(image.id);
  if (!row) throw new ExpectedError("notFound", vscode.l10n.t("This image is no longer in the library."));
  return recordView(row, known, parts.lists.labels, preview, workshop.isStale(image.id), file);
}

async function pictureUri(
  { thumbnails }: ViewParts,
  webview: vscode.Webview,
  image: ImageRef,
  sizePx: number,
  signal: AbortSignal,
): Promise<string> {
  const { path, version } = await thumbnails.file(image, sizePx, signal);
  return webview
    .asWebviewUri(vscode.Uri.file(path))
    .with({ query: `v=${version}` })
    .toString();
}

/** Opening a folder is the editor's own business; all else are commands of ours by the same name. */
async function runCommand(command: ReturnType<typeof read.viewCommand>, words: readonly string[]): Promise<void> {
  if (command === "openFolder") return vscode.commands.executeCommand("vscode.openFolder");
  await vscode.commands.executeCommand(`imageTagger.${command}`, ...words);
}

function report({ log }: Outside, request: unknown): void {
  const { level, message, stack, view } = read.fields(request);
  const name = read.viewName(view);
  const sentence = `${name} view: ${read.text(message, "message", 10_000)}\n${read.text(stack, "stack", 50_000)}`;
  if (read.oneOf(level, "level", ["error", "warn"]) === "error") log.error(sentence);
  else log.warn(sentence);
}
