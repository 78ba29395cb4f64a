/** Checks what comes from a webview: every request is read field by field, and what is not as it should be is refused. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { RecordEdit } from "../../../shared/model.ts";
import {
  gridFilters,
  gridSorts,
  imageActions,
  searchSorts,
  viewCommands,
  viewNames,
  type GridQuery,
  type ImageAction,
  type ViewCommand,
  type ViewName,
} from "../../../shared/protocol.ts";

/** Limits of what a view may ask at once; a view of ours never reaches them. */
export const limits = {
  pageItems: 1_000,
  thumbnails: 200,
  actionIds: 200_000,
  searchCharacters: 2_000,
  textCharacters: 100_000,
  tags: 200,
  tagCharacters: 200,
} as const;

/** The fields of a request. */
export function fields(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== "object" || request === null) throw invalid("a request is an object");
  return request as Readonly<Record<string, unknown>>;
}

/** A text of at most so many characters. */
export function text(value: unknown, name: string, most: number): string {
  if (typeof value !== "string" || value.length > most)
    throw invalid(`"${name}" is a text of at most ${most} characters`);
  return value;
}

/** A whole number from 0 to `most`. */
export function count(value: unknown, name: string, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most)
    throw invalid(`"${name}" is a number from 0 to ${most}`);
  return value as number;
}

/** A list of at most so many texts. */
export function texts(value: unknown, name: string, most: number, mostCharacters = 200): readonly string[] {
  if (!Array.isArray(value) || value.length > most) throw invalid(`"${name}" is a list of at most ${most}`);
  return value.map((entry) => text(entry, name, mostCharacters));
}

export function gridQuery(value: unknown): GridQuery {
  const query = fields(value);
  return {
    search: text(query["search"], "search", limits.searchCharacters),
    sort: oneOf(query["sort"], "sort", gridSorts),
    states: texts(query["states"], "states", gridFilters.length).map((state) => oneOf(state, "states", gridFilters)),
    folder: text(query["folder"], "folder", 5_000),
    ...(query["searchSort"] === undefined ? {} : { searchSort: oneOf(query["searchSort"], "searchSort", searchSorts) }),
    ...(query["allHits"] === true ? { allHits: true } : {}),
    ...(query["similarTo"] === undefined ? {} : { similarTo: text(query["similarTo"], "similarTo", 200) }),
    ...(query["within"] === undefined ? {} : { within: text(query["within"], "within", 40) }),
    ...(query["duplicates"] === true ? { duplicates: true } : {}),
  };
}

/** The words of a search. */
export function searchText(value: unknown): string {
  return text(value, "search", limits.searchCharacters);
}

export function recordEdit(value: unknown): RecordEdit {
  const edit = fields(value);
  const field = (name: "description" | "text" | "alt"): Partial<Record<typeof name, string>> =>
    edit[name] === undefined ? {} : { [name]: text(edit[name], name, limits.textCharacters) };
  const tags = edit["tags"];
  return {
    ...field("description"),
    ...field("text"),
    ...field("alt"),
    ...(tags === undefined ? {} : { tags: texts(tags, "tags", limits.tags, limits.tagCharacters) }),
    ...(edit["isReviewed"] === true ? { isReviewed: true } : {}),
  };
}

export function viewName(value: unknown): ViewName {
  return oneOf(value, "view", viewNames);
}

export function imageAction(value: unknown): ImageAction {
  return oneOf(value, "action", imageActions);
}

export function viewCommand(value: unknown): ViewCommand {
  return oneOf(value, "command", viewCommands);
}

/** One of a list of words. */
export function oneOf<T extends string>(value: unknown, name: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw invalid(`"${name}" is one of ${words.join(", ")}`);
  return found;
}

function invalid(what: string): ExpectedError {
  return new ExpectedError("invalidCall", `The call is not valid: ${what}.`);
}
