/** The sentences in the person's language: English until the host has sent its own. */
import { englishStrings, fill, type StringKey, type Strings } from "../../shared/strings.ts";

/** One per page; set once, when the host has answered. */
export const texts: { strings: Strings; locale: string | undefined } = { strings: englishStrings, locale: undefined };

/** Takes the host's sentences; any that it lacks stay English. */
export function useStrings(strings: Partial<Strings>, locale: string | undefined): void {
  texts.strings = { ...englishStrings, ...strings };
  texts.locale = locale === "" ? undefined : locale;
}

/** The sentence of this key with its places filled; no value changes the order of the words around it. */
export function t(key: StringKey, ...values: readonly (string | number)[]): string {
  return fill(texts.strings[key], ...values.map(isolated));
}

/** Letters of scripts that run from right to left: signs and numbers behind them would be drawn before them. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u;

function isolated(value: string | number): string | number {
  return typeof value === "string" && rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}
