/** What a person has edited of one record and not saved: laid over the record, so that a refresh loses nothing. */
import type { RecordEdit } from "../../shared/model.ts";

/** The fields that a person may edit. */
export interface Fields {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt: string;
}

export type FieldName = keyof Fields;

/** Alt text is at most this long. */
export const maxAltLength = 250;

/** `edited` holds only what was touched and differs from the record. */
export interface Draft {
  readonly base: Fields;
  readonly edited: RecordEdit;
}

/** A draft without edits. */
export function startDraft(record: Fields): Draft {
  const { description, tags, text, alt } = record;
  return { base: { description, tags, text, alt }, edited: {} };
}

/** The fields as they are shown. */
export function fieldsOf(draft: Draft): Fields {
  return { ...draft.base, ...draft.edited };
}

/** Sets one field; setting it back to what the record says takes the edit away. */
export function editField<F extends FieldName>(draft: Draft, field: F, value: Fields[F]): Draft {
  return { base: draft.base, edited: withoutUnchanged(draft.base, { ...draft.edited, [field]: value }) };
}

/** The record changed elsewhere: touched fields stay, all others follow it. */
export function refreshDraft(draft: Draft, record: Fields): Draft {
  const { base } = startDraft(record);
  return { base, edited: withoutUnchanged(base, draft.edited) };
}

/** True where there is something to save. */
export function isDirty(draft: Draft): boolean {
  return Object.keys(draft.edited).length > 0;
}

/** True where this field was touched. */
export function isTouched(draft: Draft, field: FieldName): boolean {
  return draft.edited[field] !== undefined;
}

/** What is left after a save: what was typed while it ran. */
export function afterSave(draft: Draft, saved: Fields, sent: RecordEdit): Draft {
  const edited: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(draft.edited)) {
    if (!isSame(value, sent[field as FieldName])) edited[field] = value;
  }
  return refreshDraft({ base: draft.base, edited }, saved);
}

function withoutUnchanged(base: Fields, edit: RecordEdit): RecordEdit {
  const kept = Object.entries(edit).filter(([field, value]) => !isSame(value, base[field as FieldName]));
  return Object.fromEntries(kept);
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
