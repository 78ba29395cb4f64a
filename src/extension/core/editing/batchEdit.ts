/** What an edit of many records does to each of them: pure functions, so that it can be counted before anything is changed. */
import type { BatchEdit } from "../../../shared/batch.ts";
import type { ImageRecord, RecordEdit } from "../../../shared/model.ts";
import { foldTag } from "../recordChanges.ts";

export type { BatchEdit };

/** What of a record an edit of many changes; undefined where it changes nothing. */
export function editFor(record: Pick<ImageRecord, "tags" | "description">, batch: BatchEdit): RecordEdit | undefined {
  const tags = tagsAfter(record.tags, batch);
  const description = descriptionAfter(record.description, batch);
  const edit: RecordEdit = {
    ...(tags.join("\n") === record.tags.join("\n") ? {} : { tags }),
    ...(description === record.description ? {} : { description }),
  };
  return Object.keys(edit).length > 0 ? edit : undefined;
}

function tagsAfter(
  tags: readonly string[],
  { addTags = [], removeTags = [], renameTags = [] }: BatchEdit,
): readonly string[] {
  const renamed = new Map<string, string[]>();
  for (const { from, to } of renameTags)
    renamed.set(foldTag(from), [...(renamed.get(foldTag(from)) ?? []), cleanTag(to)]);
  const removed = new Set(removeTags.map(foldTag));
  const after = new Map<string, string>();
  const take = (tag: string): void => {
    const folded = foldTag(tag);
    if (folded !== "" && !after.has(folded)) after.set(folded, tag);
  };
  for (const tag of tags.flatMap((old) => renamed.get(foldTag(old)) ?? [old]))
    if (!removed.has(foldTag(tag))) take(tag);
  addTags.map(cleanTag).forEach(take);
  return [...after.values()];
}

/** What words are made of, in any script. */
const wordSign = String.raw`[\p{L}\p{M}\p{N}_]`;

function descriptionAfter(description: string, { replace }: BatchEdit): string {
  if (!replace || replace.find === "") return description;
  const literal = replace.find.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  const pattern = replace.wholeWord ? `(?<!${wordSign})${literal}(?!${wordSign})` : literal;
  const changed = description.replaceAll(new RegExp(pattern, replace.matchCase ? "gu" : "giu"), () => replace.by);
  // a change of blanks at the ends alone is none: they are not kept
  return changed.trim() === description.trim() ? description : changed.trim();
}

function cleanTag(tag: string): string {
  return tag.normalize("NFC").trim();
}
