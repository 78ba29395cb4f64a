/** Merges a record of ours with what another program wrote meanwhile: per field, against what both started from. */
import { emptyRecord, type ImageRecord, type Source } from "../../../shared/model.ts";

/**
 * Three-way merge of one image. A field that only one side changed takes that side's value; where both did, a person's
 * value wins over a machine's, then the later one, and where the times are not known what stands in the file.
 */
export function mergeRecords(base: ImageRecord | undefined, ours: ImageRecord, theirs: ImageRecord): ImageRecord {
  const from = base ?? emptyRecord;
  const takeTheirs = (field: "description" | "text" | "alt"): boolean => {
    if (theirs[field] === from[field]) return false;
    return ours[field] === from[field] || !outranks(ours.sources[field], theirs.sources[field]);
  };
  const sources = { ...ours.sources };
  const merged = { description: ours.description, text: ours.text, alt: ours.alt };
  for (const field of ["description", "text", "alt"] as const) {
    if (!takeTheirs(field)) continue;
    merged[field] = theirs[field];
    delete sources[field];
    const source = theirs.sources[field];
    if (source) sources[field] = source;
  }
  const tags = mergeTags(from.tags, ours.tags, theirs.tags);
  const tagSources = Object.fromEntries(
    tags.flatMap((tag) => {
      const source = ownValue(ours.sources.tags, tag) ?? ownValue(theirs.sources.tags, tag);
      return source ? [[tag, source] as const] : [];
    }),
  );
  return { ...frameOf(ours, theirs), ...merged, tags, sources: { ...sources, tags: tagSources } };
}

/** All but the values: where ours is no more than an edit, what a machine did for theirs stands. */
function frameOf(ours: ImageRecord, theirs: ImageRecord): ImageRecord {
  if (ours.done.length > 0 || ours.engine !== undefined || ours.failure !== undefined) return ours;
  return { ...theirs, removedTags: [...new Set([...theirs.removedTags, ...ours.removedTags])] };
}

/** True where ours is to stand against theirs. */
function outranks(ours: Source | undefined, theirs: Source | undefined): boolean {
  if (theirs?.at === undefined || ours?.at === undefined) return ours?.by === "person";
  if ((ours.by === "person") !== (theirs.by === "person")) return ours.by === "person";
  return ours.at === theirs.at ? ours.by === "person" : ours.at > theirs.at;
}

/** Tags that either side added, without those that either side took away; ours first. */
function mergeTags(base: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const [inBase, inOurs, inTheirs] = [new Set(base), new Set(ours), new Set(theirs)];
  const isKept = (tag: string): boolean => !inBase.has(tag) || (inOurs.has(tag) && inTheirs.has(tag));
  return [...new Set([...ours, ...theirs])].filter(isKept);
}

function ownValue<T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}
