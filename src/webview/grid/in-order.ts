/** Renders a run of cards by their places, which only ever rise: a card keeps its element for as long as it is shown. */
import { noChange } from "lit";
import { Directive, directive, PartType, type ChildPart, type PartInfo } from "lit/directive.js";
import { insertPart, removePart, setChildPartValue } from "lit/directive-helpers.js";

class InOrder extends Directive {
  readonly #shown = new Map<number, ChildPart>();

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.CHILD) throw new Error("inOrder stands between elements, not in a tag.");
  }

  override render(_places: readonly number[], _card: (place: number) => unknown): unknown {
    return noChange;
  }

  override update(
    container: ChildPart,
    [places, card]: [places: readonly number[], card: (place: number) => unknown],
  ): unknown {
    const wanted = new Set(places);
    for (const [place, part] of this.#shown) {
      if (wanted.has(place)) continue;
      const { endNode } = part;
      removePart(part);
      // Lit 3.3 leaves the marker at the end of a removed part in the page: one node for each card that was ever shown
      endNode?.parentNode?.removeChild(endNode);
      this.#shown.delete(place);
    }
    let next: ChildPart | undefined;
    for (const place of places.toReversed()) {
      const part = this.#shown.get(place) ?? insertPart(container, next);
      this.#shown.set(place, part);
      setChildPartValue(part, card(place));
      next = part;
    }
    return noChange;
  }
}

/** `inOrder(places, (place) => html…)`, the places rising. */
export const inOrder = directive(InOrder);
