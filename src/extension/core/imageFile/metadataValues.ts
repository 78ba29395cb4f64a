/** Turns foreign metadata values into facts, or into nothing where they make no sense. */
import { plainText } from "../builtin/plainText.ts";

const maxKeywords = 50;
const maxKeywordLength = 64;

/** Captions that cameras and programs write by themselves and that say nothing of the picture. */
const emptyCaptions =
  /^(?:sony dsc|.*digital camera\W*|image-?description|default|untitled|kodak .*|minolta .*|exif[ _-]?jpeg.*|dcim.*|\W*)$/iu;

/** False for what a camera writes as a caption into every picture. */
export function isTelling(caption: string): boolean {
  return !emptyCaptions.test(caption.trim());
}

/** ISO 8601 local time out of `2006:07:08 21:14:45` and its relatives; undefined for impossible dates. */
export function isoDate(value: string): string | undefined {
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?/u.exec(value.trim());
  if (!match) return undefined;
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00"] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const date = new Date(`${iso}Z`);
  // a rolled-over date such as 30 February is not the one that was written; photography began in 1826
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== iso || Number(year) < 1826) return undefined;
  return iso;
}

/** What companies add to their names: "Minolta Co., Ltd.", "CASIO COMPUTER CO.,LTD". */
const companyForm = /[\s,]+(?:co\b|corp|company|computer|electric|optical|imaging|inc\b|ltd|gmbh).*$/iu;

/** Maker and model as one name, the maker not said twice. */
export function joinCamera(make: string, model: string): string {
  const [maker, name] = [plainText(make, 60).replace(companyForm, ""), plainText(model, 60)];
  const firstWord = maker.split(" ")[0]?.toLowerCase() ?? "";
  return firstWord !== "" && !name.toLowerCase().startsWith(firstWord) ? `${maker} ${name}`.trim() : name || maker;
}

/** Decimal degrees, if both are in range; 0/0 is what receivers write when they know nothing. */
export function placeOf(latitude: unknown, longitude: unknown): { latitude: number; longitude: number } | undefined {
  if (typeof latitude !== "number" || typeof longitude !== "number") return undefined;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  return latitude === 0 && longitude === 0 ? undefined : { latitude, longitude };
}

/** Keywords without doubles; programs that know no lists put several into one with commas. */
export function keywordList(raw: readonly string[]): readonly string[] {
  const kept = new Map<string, string>();
  for (const part of raw.slice(0, maxKeywords * 4).flatMap((entry) => entry.split(/[,;]/u))) {
    const keyword = plainText(part, maxKeywordLength);
    const key = keyword.toLowerCase();
    if (keyword !== "" && !kept.has(key)) kept.set(key, keyword);
    if (kept.size === maxKeywords) break;
  }
  return [...kept.values()];
}

/** The first caption that says something. */
export function captionOf(
  candidates: readonly string[],
  maxLength: number,
  clean: (text: string, maxLength: number) => string = plainText,
): string {
  return candidates.map((text) => clean(text, maxLength)).find(isTelling) ?? "";
}
