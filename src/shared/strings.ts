/** Every sentence that a webview shows, in English; the host sends them translated when a view opens. */

export const englishStrings = {
  searchPlaceholder: "Search images by what is in them",
  searchLabel: "Search images",
} as const;

export type StringKey = keyof typeof englishStrings;
export type Strings = Readonly<Record<StringKey, string>>;

/** Fills `{0}`, `{1}` … of a translated sentence. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}
