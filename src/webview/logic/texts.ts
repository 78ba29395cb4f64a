/** The sentences in the person's language: English until the host has sent its own. */
import { englishStrings, fill, type StringKey, type Strings } from "../../shared/strings.ts";

/** One per page; set once, when the host has answered. */
export const texts: { strings: Strings; locale: string | undefined } = { strings: englishStrings, locale: undefined };

/** Takes the host's sentences; any that it lacks stay English. */
export function useStrings(strings: Partial<Strings>, locale: string | undefined): void {
  texts.strings = { ...englishStrings, ...strings };
  texts.locale = locale === "" ? undefined : locale;
}

/** The sentence of this key with its places filled. */
export function t(key: StringKey, ...values: readonly (string | number)[]): string {
  return fill(texts.strings[key], ...values);
}
