/** Reads what filters say of dates, sizes and pixels: a value, a comparison, or a range of two. */
import type { Relation } from "../../../shared/queryTokens.ts";
import type { Range } from "./condition.ts";

/** What was understood, or what is wrong with it in a sentence that says what helps. */
export type Read<Value> = { readonly range: Range<Value> } | { readonly fault: string };

/** A value that covers a stretch: the day that is meant, the bytes that are shown as 2 MB. */
interface Stretch<Value> {
  readonly from: Value;
  readonly below: Value;
}

type ReadStretch<Value> = (text: string) => Stretch<Value> | undefined;

/** A filter's value with its relation; `read` understands one single value. */
function readRange<Value>(text: string, relation: Relation, read: ReadStretch<Value>, help: string): Read<Value> {
  const plain = text.normalize("NFKC").trim();
  const [first = "", second, ...more] = plain.split("..");
  const from = first === "" && second !== undefined ? "open" : read(first.trim());
  const to = second === "" ? "open" : second === undefined ? from : read(second.trim());
  if (!from || !to || more.length > 0 || (from === "open" && to === "open")) return { fault: help };
  if (second === undefined && from !== "open") return { range: compared(from, relation) };
  if (relation !== "")
    return { fault: `A range a..b has both ends already, so "${relation}" has no meaning before it.` };
  return ends(from, to);
}

function ends<Value>(from: Stretch<Value> | "open", to: Stretch<Value> | "open"): Read<Value> {
  if (from !== "open" && to !== "open" && from.from >= to.below)
    return { fault: "This range ends before it begins; write the smaller value first." };
  return {
    range: { ...(from !== "open" && { from: from.from }), ...(to !== "open" && { below: to.below }) },
  };
}

function compared<Value>({ from, below }: Stretch<Value>, relation: Relation): Range<Value> {
  if (relation === ">") return { from: below };
  if (relation === ">=") return { from };
  if (relation === "<") return { below: from };
  return relation === "<=" ? { below } : { from, below };
}

// ---------------------------------------------------------------- pixels

/** Pixels: whole numbers. */
export function readPixels(text: string, relation: Relation): Read<number> {
  const help = 'Pixels are whole numbers, as in "w:>1000" or "w:800..1200".';
  return readRange(text, relation, pixels, help);
}

function pixels(text: string): Stretch<number> | undefined {
  const digits = /^(\d{1,9})(?:px)?$/i.exec(text)?.[1];
  return digits === undefined ? undefined : { from: Number(digits), below: Number(digits) + 1 };
}

// ---------------------------------------------------------------- ratings

const ratingWords: Readonly<Record<string, number>> = { none: 0, rejected: -1 };

/** Stars from 0 to 5; 0 and `none` are images that nobody rated, -1 and `rejected` those that somebody turned down. */
export function readRating(text: string, relation: Relation): Read<number> {
  const help = '"rating:" knows 0 to 5, none and rejected, as in "rating:>=4", "rating:5" or "rating:2..3".';
  return readRange(text, relation, stars, help);
}

function stars(text: string): Stretch<number> | undefined {
  const said = text.toLowerCase();
  const word = Object.hasOwn(ratingWords, said) ? ratingWords[said] : undefined;
  const value = word ?? (/^(?:[0-5]|-1)$/u.test(said) ? Number(said) : undefined);
  return value === undefined ? undefined : { from: value, below: value + 1 };
}

// ---------------------------------------------------------------- sizes

const units: Readonly<Record<string, number>> = { "": 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Bytes, with units of 1024 as the explorer shows them. A value alone means what is shown so: 2 MB is 1.5 to 2.5. */
export function readSize(text: string, relation: Relation): Read<number> {
  const help = '"size:" knows bytes, kb, mb and gb, as in "size:>2mb" or "size:100kb..1mb".';
  // more and less, and the ends of ranges, are meant exactly
  const isExact = relation !== "" || text.includes("..");
  return readRange(text, relation, (one) => bytes(one, isExact), help);
}

function bytes(text: string, isExact: boolean): Stretch<number> | undefined {
  const found = /^(\d{1,12})(?:[.,](\d{1,6}))?\s*([bkmgt]?)(i?b|ytes?)?$/i.exec(text);
  const unit = units[found?.[3]?.toLowerCase() ?? "none"];
  if (!found || unit === undefined) return undefined;
  const decimals = found[2] ?? "";
  const size = Number(`${found[1] ?? ""}.${decimals || "0"}`) * unit;
  if (isExact || unit === 1) return { from: Math.round(size), below: Math.round(size) + 1 };
  const half = (unit / 10 ** decimals.length) * 0.5;
  return { from: Math.max(0, Math.round(size - half)), below: Math.round(size + half) };
}

// ---------------------------------------------------------------- dates

/** Local dates of ISO 8601, whole or their beginnings, and words that count from the day of `nowMs`. */
export function readDate(text: string, relation: Relation, nowMs: number): Read<string> {
  const help =
    '"date:" knows years, months and days (2024, 2024-05, 2024-05-01), ranges of them (2023..2024-06), and today, yesterday, week, month, year.';
  return readRange(text, relation, (one) => dayWord(one, nowMs) ?? days(one), help);
}

function days(text: string): Stretch<string> | undefined {
  const found = /^(\d{4})(?:[-/.–−](\d{1,2})(?:[-/.–−](\d{1,2}))?)?$/u.exec(text);
  const compact = found ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!compact) return undefined;
  const [year, month, day] = compact
    .slice(1)
    .map((part: string | undefined) => (part === undefined ? undefined : Number(part)));
  const start = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1));
  start.setUTCFullYear(year ?? 0);
  // the 31st of a month of thirty days would be the first of the next one
  if (start.getUTCMonth() !== (month ?? 1) - 1 || start.getUTCDate() !== (day ?? 1)) return undefined;
  const end = new Date(start);
  if (day !== undefined) end.setUTCDate(day + 1);
  else if (month !== undefined) end.setUTCMonth(month);
  else end.setUTCFullYear((year ?? 0) + 1);
  return { from: isoDay(start), below: isoDay(end) };
}

/** Week, month and year reach back from today: to the day after the one that was as long ago. */
function dayWord(text: string, nowMs: number): Stretch<string> | undefined {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const at = (...parts: readonly [number, number, number]): string => isoDay(new Date(Date.UTC(...parts)));
  const below = at(year, month, day + 1);
  switch (text.toLowerCase()) {
    case "today":
      return { from: at(year, month, day), below };
    case "yesterday":
      return { from: at(year, month, day - 1), below: at(year, month, day) };
    case "week":
      return { from: at(year, month, day - 6), below };
    case "month":
      return { from: at(year, month - 1, day + 1), below };
    case "year":
      return { from: at(year - 1, month, day + 1), below };
    default:
      return undefined;
  }
}

function isoDay(day: Date): string {
  // years beyond 9999 cannot be compared as text
  return day.getUTCFullYear() > 9999 ? "9999-12-32" : day.toISOString().slice(0, 10);
}
