/** From record and file to the slim row of an image, and from the row to what plain tagging does with it. */
import {
  steps,
  type Facts,
  type FileMetadata,
  type FileStamp,
  type ImageRecord,
  type ImageState,
  type Step,
} from "../../shared/model.ts";
import type { CatalogDocument, CatalogFacts, CatalogRow } from "./catalogPort.ts";
import type { EngineKind, FoundImage, Hash, ImageRef } from "./ports.ts";
import { isUnder } from "./paths.ts";
import { isEdited } from "./recordChanges.ts";
import { recipeKey } from "./tagging/recipe.ts";

/** The slim row of one image: all that the library keeps of it in memory. */
export type ImageRow = CatalogRow;

/**
 * The row of an image as it was found, with what its record says. `contentKey` may be "" while nobody needed it. What was read of the
 * file's own metadata is known of the `old` row as long as it is the same file.
 */
export function rowOf(
  image: ImageRef,
  found: FoundImage,
  contentKey: string,
  record: ImageRecord | undefined,
  hash: Hash,
  old?: ImageRow,
): ImageRow {
  const sidecars = found.sidecars ?? "";
  const isRead = old?.sidecars === sidecars && isSameStamp(old, found.stamp);
  const failure = record?.failure ?? undecodable(found);
  const state = stateOf(record, found, contentKey);
  return {
    id: image.id,
    folderKey: image.folder.key,
    path: found.path,
    size: found.stamp.size,
    mtimeMs: found.stamp.mtimeMs,
    contentKey,
    state,
    recordHash: record ? recordHash(record, hash) : "",
    factsKey: record?.facts ? hash(JSON.stringify(record.facts)) : "",
    by: authorOf(record),
    model: record?.model ?? "",
    recipe: recipeKey(record?.prompt, record?.vocabulary),
    failureReason: failure?.reason ?? "",
    failureMessage: failure?.message ?? "",
    metadataKey: isRead ? old.metadataKey : "",
    sidecars,
    reviewed: record?.reviewedAt !== undefined && isDescribed(state) ? "yes" : "",
  };
}

/** The row and the texts of its record: what the catalog holds. */
export function documentOf(row: ImageRow, record: ImageRecord | undefined, file?: FileMetadata): CatalogDocument {
  return {
    ...row,
    ...catalogFacts(row.path, record?.facts),
    tags: record?.tags ?? [],
    description: record?.description ?? "",
    text: record?.text ?? "",
    alt: record?.alt ?? "",
    ...(file && { file }),
  };
}

/** What is known of a file that nobody decoded is its extension. */
function catalogFacts(path: string, facts: Facts | undefined): CatalogFacts {
  const { place } = facts ?? {};
  return {
    width: facts?.width ?? 0,
    height: facts?.height ?? 0,
    format: facts?.format || formatOf(path),
    takenAt: facts?.takenAt ?? "",
    camera: facts?.camera ?? "",
    place: place ? `${place.latitude},${place.longitude}` : "",
    kind: facts?.kind ?? "",
    colours: facts?.colours ?? [],
    dHash: facts?.dHash ?? "",
  };
}

const otherExtensions: Readonly<Record<string, string>> = {
  jpg: "jpeg",
  jpe: "jpeg",
  jfif: "jpeg",
  tif: "tiff",
  heif: "heic",
};

function formatOf(path: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return otherExtensions[extension] ?? extension;
}

/** Stands for all of a record that rows and search depend on. */
function recordHash(record: ImageRecord, hash: Hash): string {
  const { description, tags, text, alt, done, failure, engine, model, prompt, vocabulary } = record;
  const made = [engine, model, prompt, vocabulary];
  return hash(JSON.stringify([description, tags, text, alt, done, failure?.reason, made, isEdited(record)]));
}

/** True while the record was made from this very content, or cannot tell (another program made it). */
export function describesContent(record: ImageRecord, stamp: FileStamp, contentKey: string): boolean {
  if (record.contentKey === undefined) return true;
  if (isSameStamp(record.stamp, stamp)) return true;
  return contentKey !== "" && record.contentKey === contentKey;
}

/** True for a key of earlier versions, which begins with the size of the file; one of the picture alone begins with a letter. */
export function isFormerKey(contentKey: string): boolean {
  return /^\d/u.test(contentKey);
}

/** True where both stamps are known and equal. */
export function isSameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a !== undefined && b !== undefined && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/** The steps that are not complete, in order. */
export function missingSteps(record: ImageRecord): readonly Step[] {
  return steps.filter((step) => !record.done.includes(step));
}

/**
 * Plain tagging takes images that are untagged, changed or interrupted, and those that the built-in engine tagged while a
 * model is now in use; nothing else, whatever the model.
 */
export function needsTagging(row: ImageRow, engine: EngineKind): boolean {
  if (row.state === "untagged" || row.state === "interrupted") return true;
  if (row.state === "failed") return false;
  return row.by === "" || (row.by === "builtin" && engine !== "builtin");
}

function stateOf(record: ImageRecord | undefined, found: FoundImage, contentKey: string): ImageState {
  if (!found.decodable) return "failed";
  if (!record || !describesContent(record, found.stamp, contentKey)) return "untagged";
  if (record.failure) return "failed";
  if (isEdited(record) && missingSteps(record).length === 0) return "edited";
  if (record.done.length === 0) return isEdited(record) ? "edited" : "untagged";
  return missingSteps(record).length === 0 ? "tagged" : "interrupted";
}

/** True for a record that is complete, be it a machine's or a person's. */
export function isDescribed(state: ImageState): boolean {
  return state === "tagged" || state === "edited";
}

function authorOf(record: ImageRecord | undefined): string {
  if (!record || record.done.length === 0) return "";
  return record.engine ?? "imported";
}

function undecodable(found: FoundImage): { reason: string; message: string } | undefined {
  if (found.decodable) return undefined;
  const format = found.path.slice(found.path.lastIndexOf(".") + 1).toUpperCase();
  return { reason: "undecodable", message: `${format} pictures cannot be decoded yet; save a copy as JPEG or PNG.` };
}

/** True for a row of this folder, at or below the path; of every row where no folder is named. */
export function isWithin(
  row: Pick<ImageRow, "folderKey" | "path">,
  within: { readonly folderKey: string; readonly under: string } | undefined,
): boolean {
  return !within || (row.folderKey === within.folderKey && isUnder(row.path, within.under));
}
