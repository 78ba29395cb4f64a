/** What the metadata of a file adds to what its record says: for the words that a search looks in, and for why it found them. */
import type { CatalogDocument } from "../catalogPort.ts";
import { keyOf } from "./words.ts";

/** Tags, and after them keywords of the file that are none of the tags. */
export function shownTags({ tags, file }: CatalogDocument): readonly string[] {
  return file ? [...tags, ...otherKeywords(tags, file.keywords)] : tags;
}

/** Texts of the file that the record does not have as well: written into the file by us, they would count twice. */
export function fileTexts({ tags, description, alt, file }: CatalogDocument): readonly string[] {
  if (!file) return [];
  const { keywords, hierarchy = [], title = "", caption = "", altText = "", placeNames = [], camera = "" } = file;
  const known = new Set([description, alt].map(keyOf));
  const above = hierarchy.flatMap((path) => path.split("|").slice(0, -1));
  const words = [...new Set([...otherKeywords(tags, [...keywords, ...above]), ...placeNames, camera])];
  const sentences = [title, caption, altText].filter((text) => !known.has(keyOf(text)));
  return [...words, ...new Set(sentences), file.creator ?? ""].filter((text) => text !== "");
}

function otherKeywords(tags: readonly string[], keywords: readonly string[]): readonly string[] {
  const known = new Set(tags.map(keyOf));
  return keywords.filter((keyword) => !known.has(keyOf(keyword)));
}
