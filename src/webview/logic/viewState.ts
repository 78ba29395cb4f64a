/** What a view keeps of itself while it is hidden or reloaded, read back with suspicion. */
import { gridFilters, gridSorts, searchSorts, type GridQuery } from "../../shared/protocol.ts";
import type { Draft, Fields } from "./draft.ts";

/** The open image and its unsaved edits. */
export interface OpenImage {
  readonly id: string;
  readonly draft?: Draft;
}

export interface ViewState {
  readonly query: GridQuery;
  readonly size: number;
  readonly scrollTop: number;
  readonly selected: readonly string[];
  readonly focusId?: string;
  readonly open?: OpenImage;
}

export const thumbnailSizes = { least: 96, most: 384, usual: 168, step: 24 } as const;
/** More than this is selected by "all" anyway and is not worth keeping. */
const maxKeptIds = 2000;

/** The query that shows everything. */
export const wholeLibrary: GridQuery = { search: "", sort: "path", states: [], folder: "" };

/** A view that was never seen before. */
export const freshState: ViewState = { query: wholeLibrary, size: thumbnailSizes.usual, scrollTop: 0, selected: [] };

/** Reads a kept state; whatever is not as it should be is as in a fresh one. */
export function readViewState(kept: unknown): ViewState {
  if (!isObject(kept)) return freshState;
  const focusId = textOf(kept["focusId"]);
  const open = readOpen(kept["open"]);
  return {
    query: readQuery(kept["query"]),
    size: Math.min(thumbnailSizes.most, Math.max(thumbnailSizes.least, numberOf(kept["size"], thumbnailSizes.usual))),
    scrollTop: Math.max(0, numberOf(kept["scrollTop"], 0)),
    selected: textsOf(kept["selected"]).slice(0, maxKeptIds),
    ...(focusId === "" ? {} : { focusId }),
    ...(open ? { open } : {}),
  };
}

/** The state in the form in which it is kept. */
export function writeViewState(state: ViewState): ViewState {
  return { ...state, selected: state.selected.slice(0, maxKeptIds) };
}

function readQuery(kept: unknown): GridQuery {
  if (!isObject(kept)) return wholeLibrary;
  const sort = gridSorts.find((known) => known === kept["sort"]) ?? "path";
  const searchSort = searchSorts.find((known) => known === kept["searchSort"]);
  const named = textsOf(kept["states"]);
  const similarTo = textOf(kept["similarTo"]);
  return {
    search: textOf(kept["search"]),
    sort,
    states: gridFilters.filter((state) => named.includes(state)),
    folder: textOf(kept["folder"]),
    ...(searchSort === undefined ? {} : { searchSort }),
    ...(similarTo === "" ? {} : { similarTo }),
    ...(kept["duplicates"] === true ? { duplicates: true } : {}),
  };
}

function readOpen(kept: unknown): OpenImage | undefined {
  if (!isObject(kept) || textOf(kept["id"]) === "") return undefined;
  const id = textOf(kept["id"]);
  const draft = readDraft(kept["draft"]);
  return draft ? { id, draft } : { id };
}

function readDraft(kept: unknown): Draft | undefined {
  if (!isObject(kept) || !isObject(kept["base"]) || !isObject(kept["edited"])) return undefined;
  const edited = readFields(kept["edited"]);
  const base = { description: "", tags: [], text: "", alt: "", ...readFields(kept["base"]) };
  return Object.keys(edited).length > 0 ? { base, edited } : undefined;
}

function readFields(kept: Readonly<Record<string, unknown>>): Partial<Fields> {
  const texts = (["description", "text", "alt"] as const)
    .filter((field) => typeof kept[field] === "string")
    .map((field) => [field, kept[field]]);
  const tags = Array.isArray(kept["tags"]) ? [["tags", textsOf(kept["tags"])]] : [];
  return Object.fromEntries([...texts, ...tags]) as Partial<Fields>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
