/** Which content an image file has now, and what of a record is said of that content. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { FileStamp, ImageRecord } from "../../shared/model.ts";
import type { ImageRef, Scanner } from "./ports.ts";
import { isSameStamp } from "./rows.ts";

/** By which a record finds its image again after a move. */
interface Content {
  readonly stamp?: FileStamp;
  readonly contentKey?: string;
}

/** The content now; nothing where the file cannot be read, and `isAway` where its whole drive is not there. */
export async function contentOf(
  { folder, path }: ImageRef,
  scanner: Scanner,
  signal: AbortSignal,
): Promise<Content & { readonly isAway?: true }> {
  try {
    const stamp = await scanner.stamp(folder.root, path, signal);
    return stamp ? { stamp, contentKey: await scanner.contentKey(folder.root, path, signal) } : {};
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    // an edit of a record whose file is away is still an edit
    return failureOf(thrown).reason === "volumeMissing" ? { isAway: true } : {};
  }
}

/** The record as one of this content: what a machine said of a picture that was replaced, it did not say of the new one. */
export function ofContent(record: ImageRecord, content: Content): ImageRecord {
  if (content.contentKey === undefined || record.contentKey === content.contentKey) return record;
  const isSame = record.contentKey === undefined || isSameStamp(record.stamp, content.stamp);
  return { ...record, ...content, done: isSame ? record.done : [] };
}
