/** Fields and values of the query language as words for a person. */
import type { FacetGroup, FacetValue, GridFilter } from "../../shared/protocol.ts";
import type { FieldName } from "../../shared/queryFields.ts";
import { termsOf } from "../../shared/queryTerms.ts";
import type { StringKey } from "../../shared/strings.ts";
import { describeState } from "./describe.ts";
import { safeText } from "./safeText.ts";
import { t } from "./texts.ts";

const groupKeys: Partial<Readonly<Record<FieldName, StringKey>>> = {
  tag: "facetTag",
  folder: "facetFolder",
  kind: "facetKind",
  color: "facetColor",
  date: "facetDate",
  type: "facetType",
  is: "facetIs",
  model: "facetModel",
};

/** What a field does, in a sentence. */
const sentenceKeys: Readonly<Record<FieldName, StringKey>> = {
  tag: "filterTag",
  folder: "filterFolder",
  name: "filterName",
  text: "filterText",
  is: "filterIs",
  has: "filterHas",
  type: "filterType",
  kind: "filterKind",
  color: "filterColor",
  date: "filterDate",
  size: "filterSize",
  w: "filterWidth",
  h: "filterHeight",
  rating: "filterRating",
  model: "filterModel",
  used: "filterUsed",
};

/** "Tags" for the values of `tag:`. */
export function groupName(field: FieldName): string {
  const key = groupKeys[field];
  return key === undefined ? field : t(key);
}

/** What a filter demands. */
export function fieldSentence(field: FieldName): string {
  return t(sentenceKeys[field]);
}

/** A value as a person reads it. */
export function valueName(field: FieldName, value: string): string {
  if (field === "is" && value === "orphan") return t("stateMissing");
  if (field === "is") return describeState(value as GridFilter);
  return safeText(field === "folder" ? value.replace(/^\//u, "") : value);
}

/** The values of a group, with those that the query asks for and that no image has any more. */
export function shownValues(
  group: FacetGroup,
  query: string,
): readonly (FacetValue & { readonly isChosen: boolean })[] {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const asked = termsOf(query).filter(({ field }) => field === group.field);
  const known = group.values.map((value) => ({
    ...value,
    isChosen: asked.some((term) => same(term.value, value.value)),
  }));
  const gone = asked.filter(({ value }) => !group.values.some((one) => same(one.value, value)));
  return [...gone.map(({ value }) => ({ value, count: 0, isChosen: true })), ...known];
}
