/** What a search box offers while a person types: filters and their values, saved searches, and those made before. */
import type { Client } from "../../shared/calls.ts";
import { isAbort } from "../../shared/failures.ts";
import type { FacetView, KnownSearch, ViewMethods } from "../../shared/protocol.ts";
import { completeQuery, withCompletion, type Completion, type KnownValues } from "../../shared/queryCompletion.ts";
import { tokensOf } from "../../shared/queryTokens.ts";
import { fieldSentence, valueName } from "./facetWords.ts";
import { safeText, shorten } from "./safeText.ts";
import { t } from "./texts.ts";
import { wholeLibrary } from "./viewState.ts";

/** One line of the list. */
export interface Suggestion {
  readonly kind: "field" | "value" | "saved" | "made";
  readonly label: string;
  /** Said beside it; "" for nothing. */
  readonly detail: string;
  /** The query with it taken, and where the caret stands then. */
  readonly query: string;
  readonly caret: number;
}

/** The part of the host that is asked. */
export type SuggestionHost = Pick<Client<ViewMethods>, "facets" | "searches" | "suggestTags" | "suggestDocuments">;

const longestLabel = 60;

/** True where the caret stands in a filter, so that its values are wanted without being asked for. */
export function isInFilter(query: string, caret: number): boolean {
  return filterAt(query, caret) !== undefined;
}

/** Suggestions for one view. */
export class Suggestions {
  readonly #host: SuggestionHost;
  readonly #revision: () => number;
  #known: { readonly revision: number; readonly values: Promise<KnownValues> } | undefined;

  constructor(host: SuggestionHost, revision: () => number) {
    this.#host = host;
    this.#revision = revision;
  }

  /** What fits at the caret; without what the host could not tell. */
  async at(query: string, caret: number, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const filter = filterAt(query, caret);
    const [known, searches] = await Promise.all([
      this.#values(filter, signal),
      filter ? [] : this.#searches(query, signal),
    ]);
    const completions = completeQuery(query, caret, known).map((completion) => completionOf(query, completion));
    const made = searches.map(searchOf);
    // what was made before comes first where nothing is typed yet
    return query.trim() === "" ? [...made, ...completions] : [...completions, ...made];
  }

  async #values(filter: ReturnType<typeof filterAt>, signal: AbortSignal): Promise<KnownValues> {
    const revision = this.#revision();
    if (this.#known?.revision !== revision)
      this.#known = { revision, values: this.#host.facets({ query: wholeLibrary }).then(valuesOf, () => ({})) };
    const values = await this.#known.values;
    if (filter?.field !== "tag" && filter?.field !== "used") return values;
    // of many thousand tags only the most used are known here
    const start = filter.values.at(-1)?.text ?? "";
    if (filter.field === "used") {
      const documents = await answered(this.#host.suggestDocuments({ start }, signal), []);
      return { ...values, used: ["true", "false", ...documents] };
    }
    const tags = await answered(this.#host.suggestTags({ start }, signal), []);
    return { ...values, tag: [...tags, ...(values.tag ?? [])] };
  }

  #searches(query: string, signal: AbortSignal): Promise<readonly KnownSearch[]> {
    return answered(this.#host.searches({ start: query.trim() }, signal), []);
  }
}

/** A list that lacks a few lines is better than none: only a stop is passed on. */
async function answered<T>(call: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return otherwise;
  }
}

function filterAt(query: string, caret: number) {
  const token = tokensOf(query.slice(0, caret)).at(-1);
  if (token?.kind !== "field" || token.field === undefined) return undefined;
  return token.at + token.length === caret ? token : undefined;
}

function valuesOf({ groups }: FacetView): KnownValues {
  return Object.fromEntries(groups.map(({ field, values }) => [field, values.map(({ value }) => value)]));
}

function completionOf(query: string, completion: Completion): Suggestion {
  const { kind, field, label } = completion;
  const taken = withCompletion(query, completion);
  if (kind === "field") return { kind, label, detail: fieldSentence(field), ...taken };
  const isBare = !label.startsWith(`${field}:`);
  return {
    kind,
    label: shorten(isBare ? valueName(field, label) : safeText(label), longestLabel),
    detail: "",
    ...taken,
  };
}

function searchOf({ search, name, isSaved }: KnownSearch): Suggestion {
  return {
    kind: isSaved ? "saved" : "made",
    label: shorten(safeText(name ?? search), longestLabel),
    detail: name === undefined ? t(isSaved ? "searchSaved" : "searchMade") : shorten(safeText(search), longestLabel),
    query: search,
    caret: search.length,
  };
}
