/** A quick pick over all images: results as one types, each with its picture. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../../shared/failures.ts";
import { folderOf } from "../../core/paths.ts";
import type { ImageRef } from "../../core/ports.ts";
import { displayName, displayText } from "../../core/views/displayText.ts";
import type { GridList, GridLists } from "../../core/views/gridList.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import { firstImages } from "../searching.ts";
import { thumbnailSizes, type ThumbnailUris } from "../thumbnailUris.ts";

/** What the pick works with. */
export interface PickParts {
  readonly library: LibraryKeeper;
  readonly outside: Outside;
  readonly lists: GridLists;
  readonly thumbnails: ThumbnailUris;
}

/** An image, or a line that says why there is none. */
interface ImageItem extends vscode.QuickPickItem {
  readonly image?: ImageRef;
}

/** What a person chose: by Enter, or by one of an image's buttons. */
export interface ImageChoice {
  readonly image: ImageRef;
  readonly button?: vscode.QuickInputButton;
  /** The words with which it was found. */
  readonly words: string;
}

const mostItems = 40;
const typingMs = 150;

/** Lets a person find one image; a list of none where they give up. */
export async function pickImage(parts: PickParts, title: string): Promise<readonly ImageRef[]> {
  const choice = await chooseImage(parts, title);
  return choice ? [choice.image] : [];
}

/** Lets a person find an image, each with these buttons; undefined where they give up. */
export async function chooseImage(
  parts: PickParts,
  title: string,
  buttons: readonly vscode.QuickInputButton[] = [],
): Promise<ImageChoice | undefined> {
  await parts.library.start();
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<ImageItem>();
    const search = new LiveSearch(parts, pick, title, buttons);
    pick.placeholder = vscode.l10n.t("Say what is in the picture");
    pick.onDidChangeValue((value) => search.for(value));
    const choose = (item: ImageItem | undefined, button?: vscode.QuickInputButton): void => {
      // a line that says that there is none can be read, and not chosen
      if (!item?.image) return;
      resolve({ image: item.image, words: pick.value, ...(button && { button }) });
      pick.hide();
    };
    const accept = async (): Promise<void> => {
      // Enter right after the last letter means the words as they stand, not the list of the words before
      const hadToWait = await search.settled();
      choose((hadToWait ? pick.items : pick.selectedItems)[0]);
    };
    pick.onDidAccept(() => void accept());
    pick.onDidTriggerItemButton(({ item, button }) => choose(item, button));
    pick.onDidHide(() => {
      search.stop();
      pick.dispose();
      resolve(undefined);
    });
    pick.show();
    search.for("");
  });
}

/** Fills the list: the newest words win, pictures follow when they are made. */
class LiveSearch {
  readonly #parts: PickParts;
  readonly #pick: vscode.QuickPick<ImageItem>;
  readonly #title: string;
  readonly #buttons: readonly vscode.QuickInputButton[];
  #running = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** There while the list does not show the results of the newest words yet. */
  #behind: PromiseWithResolvers<void> | undefined;

  constructor(
    parts: PickParts,
    pick: vscode.QuickPick<ImageItem>,
    title: string,
    buttons: readonly vscode.QuickInputButton[],
  ) {
    this.#parts = parts;
    this.#pick = pick;
    this.#title = title;
    this.#buttons = buttons;
    pick.title = title;
  }

  for(words: string): void {
    this.stop();
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#behind = Promise.withResolvers();
    this.#pick.busy = true;
    this.#timer = setTimeout(() => void this.#search(words, signal), words === "" ? 0 : typingMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running.abort();
    this.#caughtUp();
  }

  /** Waits until the results of the newest words stand; says whether it had to. */
  async settled(): Promise<boolean> {
    const hadToWait = this.#behind !== undefined;
    while (this.#behind) await this.#behind.promise;
    return hadToWait;
  }

  #caughtUp(): void {
    this.#behind?.resolve();
    this.#behind = undefined;
  }

  async #search(words: string, signal: AbortSignal): Promise<void> {
    const { outside, lists } = this.#parts;
    try {
      const { list, ids } = await firstImages(lists, words, mostItems, signal);
      const images = ids.flatMap((id) => outside.workshop.library.image(id) ?? []);
      if (signal.aborted) return;
      this.#sayProblem(list);
      this.#pick.items = images.length === 0 ? [nothingItem(words)] : images.map((image) => this.#item(image, list));
      // what was active in the list before must not be taken for a choice in this one when the pictures come
      this.#pick.activeItems = this.#pick.items.slice(0, 1);
      this.#caughtUp();
      await this.#addPictures(images, list, signal);
    } catch (thrown) {
      if (!isAbort(thrown)) outside.log.warn(`The images could not be searched: ${failureOf(thrown).message}`);
      if (!signal.aborted) {
        this.#pick.items = [lineItem(failureOf(thrown).message, "error")];
        this.#caughtUp();
      }
    } finally {
      if (!signal.aborted) this.#pick.busy = false;
    }
  }

  /** All at once at the end: each change of the list makes it flicker. */
  async #addPictures(images: readonly ImageRef[], list: GridList, signal: AbortSignal): Promise<void> {
    const items = await Promise.all(
      images.map(async (image) => {
        try {
          const { path } = await this.#parts.thumbnails.file(image, thumbnailSizes.grid, signal);
          return this.#item(image, list, vscode.Uri.file(path));
        } catch {
          return this.#item(image, list); // one that does not decode is still found by its name
        }
      }),
    );
    if (signal.aborted || items.length === 0) return;
    const active = this.#pick.activeItems[0]?.image?.id;
    this.#pick.items = items;
    const same = items.find(({ image }) => image?.id === active);
    if (same) this.#pick.activeItems = [same];
  }

  /** In the title: a line in the list would be what Enter takes. */
  #sayProblem({ notes }: GridList): void {
    const [problem] = notes?.problems ?? [];
    this.#pick.title = problem ? `${this.#title}: ${displayText(problem.message, 150)}` : this.#title;
  }

  #item(image: ImageRef, list: GridList, picture?: vscode.Uri): ImageItem {
    const hit = list.hits?.get(image.id);
    return {
      image,
      label: displayName(image.path),
      description: displayText(folderOf(image.path)),
      // the search has chosen already: the list must not filter its results by their names
      alwaysShow: true,
      iconPath: picture ?? new vscode.ThemeIcon("file-media"),
      buttons: this.#buttons,
      ...(hit?.description ? { detail: displayText(hit.description, 150) } : {}),
    };
  }
}

function nothingItem(words: string): ImageItem {
  const text = displayText(words.trim(), 80);
  if (text === "") return lineItem(vscode.l10n.t("There are no images."), "info");
  return lineItem(vscode.l10n.t("No image matches “{0}”.", text), "search-stop");
}

function lineItem(text: string, icon: string): ImageItem {
  return { label: displayText(text), iconPath: new vscode.ThemeIcon(icon), alwaysShow: true };
}
