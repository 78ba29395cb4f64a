/** What an edit of many records does to each of them: pure functions, so that it can be counted before anything is changed. */
import type { ImageRecord, RecordEdit } from "../../../shared/model.ts";
import { foldTag } from "../recordChanges.ts";

/** What is to change on many records at once; what is absent stays as it is. Tags are renamed first, then removed, then added. */
export interface BatchEdit {
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** Each becomes the other; where a record has both, one stays. */
  readonly renameTags?: readonly TagRename[];
  /** Words in descriptions, as they are written. */
  readonly replace?: { readonly find: string; readonly by: string; readonly matchCase: boolean };
}

/** A tag, in any spelling of upper and lower case, and what it is to be from now on. */
export interface TagRename {
  readonly from: string;
  readonly to: string;
}

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
  const renamed = new Map(renameTags.map(({ from, to }) => [foldTag(from), cleanTag(to)]));
  const removed = new Set(removeTags.map(foldTag));
  const after = new Map<string, string>();
  const take = (tag: string): void => {
    const folded = foldTag(tag);
    if (folded !== "" && !after.has(folded)) after.set(folded, tag);
  };
  for (const tag of tags) {
    const now = renamed.get(foldTag(tag)) ?? tag;
    if (!removed.has(foldTag(now))) take(now);
  }
  addTags.map(cleanTag).forEach(take);
  return [...after.values()];
}

function descriptionAfter(description: string, { replace }: BatchEdit): string {
  if (!replace || replace.find === "") return description;
  const literal = replace.find.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  const changed = description.replaceAll(new RegExp(literal, replace.matchCase ? "gu" : "giu"), () => replace.by);
  // a change of blanks at the ends alone is none: they are not kept
  return changed.trim() === description.trim() ? description : changed.trim();
}

function cleanTag(tag: string): string {
  return tag.normalize("NFC").trim();
}
