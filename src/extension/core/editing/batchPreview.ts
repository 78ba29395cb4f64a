/** What an edit of many images would do to them, by the same function that does it. */
import type { BatchEdit, BatchPreview, BatchRow, BatchTags } from "../../../shared/batch.ts";
import { throwIfAborted } from "../../../shared/failures.ts";
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";
import { fileNameOf } from "../paths.ts";
import type { ImageRef } from "../ports.ts";
import { foldTag } from "../recordChanges.ts";
import { editFor } from "./batchEdit.ts";

/** Where records come from. */
export interface PreviewParts {
  readonly read: (image: ImageRef, signal: AbortSignal) => Promise<ImageRecord | undefined>;
  /** Lets everything else have a turn. */
  readonly rest: () => Promise<void>;
}

/** After so many records everything else has a turn: a person who types on must be heard. */
const readAtOnce = 200;

/** How many change, and those of them from `offset` on. What cannot be read counts as unchanged, and fails later by name. */
export async function batchPreview(
  images: readonly ImageRef[],
  edit: BatchEdit,
  shown: { readonly offset: number; readonly limit: number },
  parts: PreviewParts,
  signal: AbortSignal,
): Promise<BatchPreview> {
  const rows: BatchRow[] = [];
  let changing = 0;
  await eachRecord(images, parts, signal, (image, { description, tags }) => {
    const change = editFor({ description, tags }, edit);
    if (!change) return;
    if (changing >= shown.offset && rows.length < shown.limit) {
      const before = { description, tags };
      const after = { description: change.description ?? description, tags: change.tags ?? tags };
      rows.push({ id: image.id, name: fileNameOf(image.path), before, after });
    }
    changing++;
  });
  return { total: images.length, changing, rows };
}

/** The tags that these images carry with how many do, the most used first. */
export async function batchTags(
  images: readonly ImageRef[],
  most: number,
  parts: PreviewParts,
  signal: AbortSignal,
): Promise<BatchTags> {
  const counts = new Map<string, { readonly tag: string; count: number }>();
  await eachRecord(images, parts, signal, (_image, { tags }) => {
    for (const tag of tags) {
      const known = counts.get(foldTag(tag));
      if (known) known.count++;
      else counts.set(foldTag(tag), { tag, count: 1 });
    }
  });
  const tags = [...counts.values()].sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1)).slice(0, most);
  return { total: images.length, tags };
}

async function eachRecord(
  images: readonly ImageRef[],
  { read, rest }: PreviewParts,
  signal: AbortSignal,
  hear: (image: ImageRef, record: ImageRecord) => void,
): Promise<void> {
  for (const [at, image] of images.entries()) {
    if (at % readAtOnce === readAtOnce - 1) await rest();
    const record = await read(image, signal).catch(() => undefined);
    throwIfAborted(signal);
    hear(image, record ?? emptyRecord);
  }
}
