/** What each filter of a query demands; a value that it does not know is a problem at its place, and the others count. */
import { colourNames, imageKinds, type ImageKind, type ImageState } from "../../../shared/model.ts";
import {
  fieldHelp,
  formatNames,
  hasValues,
  isValues,
  rawFormats,
  type FieldName,
  type HasWhat,
  type IsWhat,
} from "../../../shared/queryFields.ts";
import type { FieldToken, GivenValue } from "../../../shared/queryTokens.ts";
import { anyOf, not, type AskedCondition, type Leaf } from "./condition.ts";
import { nearestOf } from "./nearest.ts";
import { readDate, readPixels, readRating, readSize, type Read } from "./ranges.ts";
import { keyOf } from "./words.ts";

/** What reading a filter needs and tells. */
export interface FilterReading {
  readonly nowMs: number;
  /** A fault at a place of the query; `instead` is what was most likely meant there. */
  readonly problem: (
    place: { readonly at: number; readonly length: number },
    message: string,
    instead?: string,
  ) => void;
}

/** `is:` values that rows answer; together tagged, untagged and failed are all images. */
const statesOf: Readonly<Record<Exclude<IsWhat, "stale" | "orphan" | "reviewed">, readonly ImageState[]>> = {
  tagged: ["tagged", "edited"],
  untagged: ["untagged", "interrupted"],
  interrupted: ["interrupted"],
  edited: ["edited"],
  failed: ["failed"],
};

/** The demand of a filter, its sign left aside; undefined where nothing of it can be used. */
export function conditionOfFilter(token: FieldToken, reading: FilterReading): AskedCondition | undefined {
  const { field, values, name } = token;
  if (field === undefined) return undefined;
  if (values.length === 0) {
    const { example } = fieldHelp[field];
    reading.problem(token, `"${name}:" lacks its value, as in ${example}; it was left out.`);
    return undefined;
  }
  const known = values.flatMap((value) => read(field, value, token, reading) ?? []);
  return known.length === 0 ? undefined : anyOf(known);
}

function read(
  field: FieldName,
  value: GivenValue,
  token: FieldToken,
  reading: FilterReading,
): AskedCondition | undefined {
  const text = value.text.trim();
  switch (field) {
    case "tag":
      return tag(text);
    case "folder":
      return folder(text);
    case "name":
      return leaf({ field: "name", text });
    case "text":
      return leaf({ field: "text", part: text });
    case "model":
      return leaf({ field: "model", part: text });
    case "used":
      return used(text, value);
    case "is":
      return state(value, reading);
    case "type":
      return format(value, reading);
    case "has":
      return oneOf(value, hasValues, "has", {}, reading, (what) => leaf({ field: "has", what: what as HasWhat }));
    case "kind":
      return oneOf(value, imageKinds, "kind", otherKinds, reading, (name) =>
        leaf({ field: "kind", name: name as ImageKind }),
      );
    case "color":
      return oneOf(value, colourNames, "color", otherColours, reading, (name) => leaf({ field: "colour", name }));
    case "date":
      return ranged(value, readDate(text, token.relation, reading.nowMs), reading, (range) => ({
        field: "date",
        ...range,
      }));
    case "size":
      return ranged(value, readSize(text, token.relation), reading, (range) => ({ field: "size", ...range }));
    case "rating":
      return ranged(value, readRating(text, token.relation), reading, (range) => ({ field: "rating", ...range }));
    case "w":
      return ranged(value, readPixels(text, token.relation), reading, (range) => ({ field: "width", ...range }));
    case "h":
      return ranged(value, readPixels(text, token.relation), reading, (range) => ({ field: "height", ...range }));
  }
}

const otherKinds: Readonly<Record<string, string>> = { illustration: "drawing", chart: "diagram", scan: "document" };
const otherColours: Readonly<Record<string, string>> = { gray: "grey", violet: "purple", turquoise: "teal" };
const otherFormats: Readonly<Record<string, string>> = { jpg: "jpeg", tif: "tiff", heif: "heic" };

function leaf(demand: Leaf): AskedCondition {
  return { leaf: demand };
}

/** Tags are compared without case and accents; a star at the end stands for the rest. */
function tag(text: string): AskedCondition {
  const isBeginning = text.endsWith("*");
  const name = isBeginning ? text.slice(0, -1).trim() : text;
  // a star alone means any tag at all
  if (keyOf(name) === "" && isBeginning) return leaf({ field: "has", what: "tags" });
  return leaf({ field: "tag", name, ...(isBeginning && { isBeginning }) });
}

/** A slash in front means from the top; else the folder may lie at any depth. */
function folder(text: string): AskedCondition {
  const slashed = text.replaceAll("\\", "/");
  const path = slashed.replace(/^(?:\.?\/)+|\/+$/g, "");
  return leaf({ field: "folder", path, ...(slashed.startsWith("/") && { isFromTop: true }) });
}

/** In any document, in none, or in those whose path holds the text. */
function used(text: string, { at, length }: GivenValue): AskedCondition | undefined {
  const anywhere: AskedCondition = { leaf: { field: "used", at, length } };
  const said = text.toLowerCase();
  if (said === "true" || said === "yes" || said === "*") return anywhere;
  if (said === "false" || said === "no") return not(anywhere);
  return { leaf: { field: "used", document: text, at, length } };
}

function state(value: GivenValue, reading: FilterReading): AskedCondition | undefined {
  return oneOf(value, isValues, "is", {}, reading, (name) => {
    if (name === "stale" || name === "orphan") return { leaf: { field: name, at: value.at, length: value.length } };
    if (name === "reviewed") return leaf({ field: "reviewed" });
    return leaf({ field: "state", states: statesOf[name as keyof typeof statesOf] });
  });
}

function format(value: GivenValue, reading: FilterReading): AskedCondition | undefined {
  const all = [...formatNames, ...rawFormats];
  const given = { ...value, text: value.text.trim().replace(/^\./, "") };
  return oneOf(given, all, "type", otherFormats, reading, (name) =>
    name === "raw"
      ? anyOf(rawFormats.map((one) => leaf({ field: "format", name: one })))
      : leaf({ field: "format", name }),
  );
}

/** One of a list of known words, in any case, one or many; else a problem that names what is near or what there is. */
function oneOf(
  value: GivenValue,
  known: readonly string[],
  field: FieldName,
  otherNames: Readonly<Record<string, string>>,
  reading: FilterReading,
  make: (name: string) => AskedCondition | undefined,
): AskedCondition | undefined {
  const said = value.text.normalize("NFKC").trim().toLowerCase();
  const spellings = [
    said,
    said.replace(/s$/, ""),
    `${said}s`,
    Object.hasOwn(otherNames, said) ? otherNames[said] : undefined,
  ];
  const name = spellings.find((one) => one !== undefined && known.includes(one));
  if (name !== undefined) return make(name);
  const instead = nearestOf(said, known);
  const remedy = instead === undefined ? `It knows ${listed(field)}` : `Did you mean ${field}:${instead}?`;
  const stop = instead === undefined ? "." : "";
  reading.problem(
    value,
    `"${field}:" does not know "${value.text.trim()}"; it was left out. ${remedy}${stop}`,
    instead,
  );
  return undefined;
}

function listed(field: FieldName): string {
  return (fieldHelp[field].values ?? []).join(", ");
}

function ranged<Value>(
  value: GivenValue,
  answer: Read<Value>,
  reading: FilterReading,
  make: (range: { readonly from?: Value; readonly below?: Value }) => Leaf,
): AskedCondition | undefined {
  if ("range" in answer) return leaf(make(answer.range));
  reading.problem(value, `${answer.fault} "${value.text.trim()}" was left out.`);
  return undefined;
}
