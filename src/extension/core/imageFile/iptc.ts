/** Reads IPTC records (IIM): short numbered fields, often in an encoding that is not named. */
import { latin, numberAt } from "./bytes.ts";
import { decodeText } from "./textEncoding.ts";

/** Values as they stand there. */
export interface IptcValues {
  readonly title?: string;
  readonly keywords: readonly string[];
  readonly caption?: string;
  readonly creator?: string;
  readonly copyright?: string;
  readonly place: Partial<Readonly<Record<"location" | "city" | "state" | "country", string>>>;
  /** YYYYMMDD and HHMMSS±HHMM. */
  readonly date?: string;
  readonly time?: string;
}

const maxRecords = 2_000;
const utf8Mark = "\u001B%G";
const singles: Readonly<Record<number, "title" | "caption" | "creator" | "copyright" | "date" | "time">> = {
  5: "title",
  55: "date",
  60: "time",
  80: "creator",
  116: "copyright",
  120: "caption",
};
const places: Readonly<Record<number, keyof IptcValues["place"]>> = {
  90: "city",
  92: "location",
  95: "state",
  101: "country",
};
const keyword = 25;

/** What is understood up to the first fault. */
export function readIptc(bytes: Uint8Array): IptcValues {
  const keywords: string[] = [];
  const values: Record<string, string> = {};
  const place: Record<string, string> = {};
  let isUtf8 = false;
  let at = 0;
  for (let count = 0; count < maxRecords && bytes[at] === 0x1c && at + 5 <= bytes.length; count++) {
    const [record, field, length] = [bytes[at + 1], bytes[at + 2] ?? 0, numberAt(bytes, at + 3, 2)];
    if (length > 0x7fff) break; // an extended length: no field that is read here has one
    const content = bytes.subarray(at + 5, at + 5 + length);
    if (content.length < length) break;
    at += 5 + length;
    if (record === 1 && field === 90) isUtf8 = latin(content) === utf8Mark;
    if (record !== 2) continue;
    const text = isUtf8 ? new TextDecoder().decode(content).trim() : decodeText(content);
    const [single, placeName] = [singles[field], places[field]];
    if (field === keyword && text !== "") keywords.push(text);
    if (single && text !== "") values[single] ??= text;
    if (placeName && text !== "") place[placeName] ??= text;
  }
  return { ...values, keywords, place };
}
