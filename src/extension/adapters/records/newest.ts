/** Which of two records of one image is to be believed: the newer one, or both merged where each knows something. */
import type { ImageRecord } from "../../../shared/model.ts";
import { mergeRecords } from "./mergeRecords.ts";

/** True where both records tell their times and the first one is the younger. */
export function isNewer(record: ImageRecord, than: ImageRecord): boolean {
  const [time, other] = [newestTime(record), newestTime(than)];
  return time !== "" && other !== "" && time > other;
}

/** True for a record that says nothing: it stands where one was carried away. */
export function isSilent(record: ImageRecord): boolean {
  const { description, text, alt, tags, done, failure, removedTags } = record;
  return !description && !text && !alt && !failure && tags.length + done.length + removedTags.length === 0;
}

/**
 * Puts together the record of an image of which one was kept apart for a while. `base`: what stood in its place when the kept
 * one was made; undefined where nothing stood there, or could be seen.
 */
export function putTogether(
  base: ImageRecord | undefined,
  kept: ImageRecord,
  standing: ImageRecord | undefined,
): ImageRecord {
  if (!standing || isSilent(standing)) return kept;
  return base && saysTheSame(base, standing) ? kept : mergeRecords(base, kept, standing);
}

/** True where two records say the same of the image; who said it and when may differ. */
export function saysTheSame(a: ImageRecord, b: ImageRecord): boolean {
  const [one, other] = [a, b].map(({ description, text, alt, tags }) => JSON.stringify([description, text, alt, tags]));
  return one === other;
}

/** ISO times in one zone compare as texts do. */
function newestTime({ taggedAt = "", failure, sources }: ImageRecord): string {
  const { tags = {}, ...fields } = sources;
  let newest = taggedAt;
  for (const at of [failure?.at, ...[...Object.values(fields), ...Object.values(tags)].map((source) => source.at)])
    if (at !== undefined && at > newest) newest = at;
  return newest;
}
