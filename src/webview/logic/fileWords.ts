/** Compares what stands in a file with what the record says: what is the same, what differs, and what may be taken over. */
import type { FileMetadata } from "../../shared/model.ts";
import type { StringKey } from "../../shared/strings.ts";
import { maxAltLength, type FieldName, type Fields } from "./draft.ts";
import { t } from "./texts.ts";

/** One line of what stands in the file. */
export interface FileWord {
  readonly label: StringKey;
  readonly value: string;
  /** How it stands to the field of the record. */
  readonly note?: StringKey;
  /** The field that it may be taken over into, and what that would hold then. */
  readonly use?: { readonly field: FieldName; readonly value: Fields[FieldName]; readonly label: StringKey };
}

/** Lines for everything that the file says beyond date, camera and coordinates, which are facts. */
export function compareWithFile(file: FileMetadata, fields: Fields): readonly FileWord[] {
  const { altText = "", caption = "" } = file;
  const plain = (label: StringKey, value: string | undefined): FileWord[] =>
    value === undefined || value === "" ? [] : [{ label, value }];
  return [
    ...keywordLine(file.keywords, fields.tags),
    ...textLine("fileCaption", caption, "description", fields.description, "fileUseCaption"),
    // what is longer than an alt text may be would be cut on the way
    ...textLine("fileAlt", altText, "alt", fields.alt, altText.length > maxAltLength ? undefined : "fileUseAlt"),
    ...plain("fileName", file.title),
    ...plain("fileRating", ratingText(file.rating)),
    ...plain("filePlaces", file.placeNames?.join(", ")),
    ...plain("fileCreator", file.creator),
    ...plain("fileCopyright", file.copyright),
    ...plain("fileSidecar", file.sidecars?.join(", ")),
  ];
}

function keywordLine(keywords: readonly string[], tags: readonly string[]): readonly FileWord[] {
  if (keywords.length === 0) return [];
  const known = new Set(tags.map(folded));
  const missing = keywords.filter((keyword) => !known.has(folded(keyword)));
  const value = keywords.join(", ");
  if (missing.length === 0) return [{ label: "fileKeywords", value, note: "fileSame" }];
  const use = { field: "tags", value: [...tags, ...missing], label: "fileUseKeywords" } as const;
  // only what is not here yet is worth reading where tags are
  if (tags.length === 0) return [{ label: "fileKeywords", value, use }];
  return [{ label: "fileKeywords", value: missing.join(", "), note: "fileMissingTags", use }];
}

function textLine(
  label: StringKey,
  value: string,
  field: "description" | "alt",
  own: string,
  useLabel: StringKey | undefined,
): readonly FileWord[] {
  if (value === "") return [];
  if (folded(value) === folded(own)) return [{ label, value, note: "fileSame" }];
  const use = useLabel && ({ field, value, label: useLabel } as const);
  return [{ label, value, ...(own !== "" && { note: "fileDiffers" }), ...(use && { use }) }];
}

function ratingText(rating: number | undefined): string | undefined {
  if (rating === undefined) return undefined;
  return rating < 0 ? t("fileRejected") : t("fileStars", rating);
}

function folded(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
}
