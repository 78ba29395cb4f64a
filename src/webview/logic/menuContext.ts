/** What the editor is told of the images that its context menu is opened on. */
import type { GridCard } from "../../shared/protocol.ts";

/** As the editor reads it: keys for the `when` of menu entries, and what their commands are called with. */
interface MenuContext {
  readonly webviewSection: "images";
  readonly imageIds: readonly string[];
  readonly imageCount: number;
  /** Cut, copy and paste are for text. */
  readonly preventDefaultContextMenuItems: true;
}

/** For a card: all that is selected where the card is, else the card alone. Undefined: there is no menu for it. */
export function menuContext(card: GridCard | undefined, selected: ReadonlySet<string>): MenuContext | undefined {
  if (!card || card.missing) return undefined;
  const imageIds = selected.has(card.id) ? [...selected] : [card.id];
  return { webviewSection: "images", imageIds, imageCount: imageIds.length, preventDefaultContextMenuItems: true };
}
