/** What the grid shows, and what it tells back: the seam between the virtualised list and a view's session. */
import type { GridCard, GridSection, Thumbnail } from "../../shared/protocol.ts";
import type { CardProgress } from "../logic/describe.ts";
import type { Dragging } from "../logic/dragging.ts";
import type { IndexRange } from "../logic/gridLayout.ts";
import type { Selection } from "../logic/selection.ts";

/** How a selection is changed: alone, one more, or the run up to here. */
interface SelectHow {
  readonly toggles: boolean;
  readonly extends: boolean;
}

export interface GridModel {
  readonly total: number;
  readonly sections: readonly GridSection[];
  readonly selection: Selection;
  readonly size: number;
  readonly isSearch: boolean;
  /** Are the cards copies of pictures, a section for each? */
  readonly areCopies: boolean;
  /** May more than one image be selected? */
  readonly isMultiple: boolean;
  readonly dragging: Dragging;
  item(index: number): GridCard | undefined;
  thumbnail(id: string): Thumbnail | undefined;
  progress(card: GridCard): CardProgress | undefined;
  /** The cards that are in view, and those near it. */
  want(range: IndexRange): void;
  select(index: number, how: SelectHow): void;
  focus(index: number): void;
  selectEverything(): void;
  invertSelection(): void;
  clearSelection(): void;
  open(index: number): void;
  filterFolder(folder: string): void;
  scrolled(scrollTop: number): void;
  /** The row beside whose name buttons stand; -1: none. */
  readonly active?: number;
  /** The pointer is over this card; -1: over none. */
  hover?(index: number): void;
}
