/** What stays of a record when a person rejects what a machine wrote last. */
import { emptyRecord, type FormerWords, type ImageRecord, type Source } from "../../../shared/model.ts";
import { foldTag, isKept } from "../recordChanges.ts";

/**
 * The record with what the machine said before, which counts as reviewed, or without any of a machine's words; what a person wrote
 * stays as it is. `at`: ISO 8601.
 */
export function withoutLastLook(record: ImageRecord, at: string): ImageRecord {
  const { former, textFrom, failure: _failure, doubt: _doubt, awaitsWords: _awaits, reviewedAt: _at, ...rest } = record;
  const {
    engine: _engine,
    model: _model,
    taggedAt: _taggedAt,
    prompt: _prompt,
    vocabulary: _vocabulary,
    ...kept
  } = rest;
  const earlier = former ?? nothing;
  const { description: _d, tags: _t, text: _x, alt: _a, sources: _s, ...made } = earlier;
  const sources: { -readonly [Field in keyof ImageRecord["sources"]]: ImageRecord["sources"][Field] } = {};
  const field = (name: "description" | "text" | "alt"): string => {
    const from = isKept(record.sources[name]) ? record : earlier;
    const source = from.sources[name];
    if (source) sources[name] = source;
    return from[name];
  };
  const texts = { description: field("description"), text: field("text"), alt: field("alt") };
  const tags = tagsWithout(record, earlier);
  if (tags.length > 0) sources.tags = Object.fromEntries(tags);
  return {
    ...kept,
    ...made,
    ...texts,
    tags: tags.map(([tag]) => tag),
    sources,
    done: former ? record.done : [],
    ...(textFrom && isKept(record.sources.text) ? { textFrom } : {}),
    ...(former ? { reviewedAt: at } : {}),
  };
}

const nothing: FormerWords = emptyRecord;

/** The tags of persons, then those of before that nobody took away. */
function tagsWithout(record: ImageRecord, earlier: FormerWords): readonly (readonly [string, Source])[] {
  const own = withSources(record).filter(([, source]) => isKept(source));
  const taken = new Set([...own.map(([tag]) => tag), ...record.removedTags].map(foldTag));
  return [...own, ...withSources(earlier).filter(([tag]) => !taken.has(foldTag(tag)))];
}

function withSources({ tags, sources }: FormerWords): readonly (readonly [string, Source])[] {
  const known = sources.tags ?? {};
  const unknown: Source = { by: "imported" };
  return tags.map((tag) => [tag, (Object.hasOwn(known, tag) ? known[tag] : undefined) ?? unknown]);
}
