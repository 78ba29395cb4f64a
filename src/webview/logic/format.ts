/** Numbers, sizes, dates and places as a person reads them, in the language of the editor. */
import { texts } from "./texts.ts";

/** Formatters by their options: making one costs more than a whole card. */
const formatters = new Map<string, Intl.NumberFormat>();

function formatBy(options: Intl.NumberFormatOptions, value: number): string {
  const key = `${texts.locale} ${JSON.stringify(options)}`;
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(texts.locale, options);
  formatters.set(key, formatter);
  return formatter.format(value);
}

/** A number with its separators, one decimal at most. */
export function formatNumber(value: number): string {
  return formatBy({ maximumFractionDigits: 1 }, value);
}

/** A share of one as a percentage without decimals. */
export function formatPercent(share: number): string {
  return formatBy({ style: "percent", maximumFractionDigits: 0 }, share);
}

/** Bytes in the unit that keeps the number small. */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  let at = 0;
  let value = bytes;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const unit = units[at] ?? "byte";
  const maximumFractionDigits = at === 0 || value >= 100 ? 0 : 1;
  return formatBy({ style: "unit", unit, unitDisplay: at === 0 ? "long" : "short", maximumFractionDigits }, value);
}

/** An ISO 8601 time; what cannot be read as one is shown as it stands. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: "medium", timeStyle: "short" }).format(time);
}

/** The day of an ISO 8601 time; what cannot be read as one is shown as it stands. */
export function formatDay(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: "medium" }).format(time);
}

/** Decimal degrees with the letters of the compass. */
export function formatPlace(place: { readonly latitude: number; readonly longitude: number }): string {
  const side = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? minus : plus}`;
  return `${side(place.latitude, "N", "S")}, ${side(place.longitude, "E", "W")}`;
}
