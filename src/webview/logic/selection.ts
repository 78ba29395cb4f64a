/** Which images are selected, and where the keyboard is: values that are replaced, never changed. */

/** `focus` and `anchor` are places in the grid, -1 where there is none; the ids outlive any change of order. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly focus: number;
  readonly focusId: string | undefined;
  readonly anchor: number;
}

/** Nothing is selected and the keyboard has not been anywhere. */
export const emptySelection: Selection = { ids: new Set(), focus: -1, focusId: undefined, anchor: -1 };

/** Selects this image alone. */
export function selectOnly(index: number, id: string): Selection {
  return { ids: new Set([id]), focus: index, focusId: id, anchor: index };
}

/** Adds or removes one image. */
export function toggle(selection: Selection, index: number, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, focus: index, focusId: id, anchor: index };
}

/** Moves the keyboard without selecting. */
export function focusOn(selection: Selection, index: number, id: string | undefined): Selection {
  return { ...selection, focus: index, focusId: id };
}

/** The run from the anchor to this place, whose ids the caller then brings. */
export function runTo(selection: Selection, index: number): { readonly first: number; readonly end: number } {
  const anchor = selection.anchor < 0 ? index : selection.anchor;
  return { first: Math.min(anchor, index), end: Math.max(anchor, index) + 1 };
}

/** Selects a run; with `keep` beside what was selected before. */
export function selectRun(
  selection: Selection,
  index: number,
  id: string | undefined,
  run: readonly string[],
  keep: boolean,
): Selection {
  const ids = new Set(keep ? [...selection.ids, ...run] : run);
  return { ids, focus: index, focusId: id, anchor: selection.anchor < 0 ? index : selection.anchor };
}

/** Selects exactly these. */
export function selectAll(selection: Selection, ids: readonly string[]): Selection {
  return { ...selection, ids: new Set(ids) };
}

/** Selects, of all these, what was not selected. */
export function invertSelection(selection: Selection, all: readonly string[]): Selection {
  return { ...selection, ids: new Set(all.filter((id) => !selection.ids.has(id))) };
}

/** Nothing selected; the keyboard stays where it is. */
export function clearSelection(selection: Selection): Selection {
  return { ...selection, ids: new Set() };
}
