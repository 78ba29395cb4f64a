/** Makes foreign values harmless to keep and to show: one clean line of bounded length, or nothing. */
import { clampAtWord, cleanLine } from "../tagging/cleanText.ts";

/** The text on one line, at most `maxLength` characters; "" for anything that is no text. */
export function plainText(value: unknown, maxLength: number): string {
  // cut first: cleaning megabytes of hostile text to keep one line would be work for nothing
  return typeof value === "string" ? clampAtWord(cleanLine(value.slice(0, maxLength * 8)), maxLength) : "";
}
