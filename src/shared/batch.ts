/** Editing many images from a view: what is to change, what would become of it, and how far it is. */
import type { FailureData } from "./failures.ts";
import type { GridQuery } from "./protocol.ts";

/** What is to change on many records at once; what is absent stays as it is. Tags are renamed first, then removed, then added. */
export interface BatchEdit {
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** Each becomes the other, or all others where it is named several times; what a record has already stays there once. */
  readonly renameTags?: readonly TagRename[];
  /** Words in descriptions, as they are written. */
  readonly replace?: WordsReplaced;
}

/** A tag, in any spelling of upper and lower case, and what it is to be from now on. */
export interface TagRename {
  readonly from: string;
  readonly to: string;
}

/** Words and what takes their place. */
export interface WordsReplaced {
  readonly find: string;
  readonly by: string;
  readonly matchCase: boolean;
  /** Not within longer words. */
  readonly wholeWord?: true;
}

/** Images chosen one by one, or all of a query. */
export type BatchTarget = { readonly ids: readonly string[] } | { readonly query: GridQuery };

/** What an edit of many touches of a record. */
export interface BatchWords {
  readonly description: string;
  readonly tags: readonly string[];
}

/** An image that would change. */
export interface BatchRow {
  readonly id: string;
  readonly name: string;
  readonly before: BatchWords;
  readonly after: BatchWords;
}

/** What an edit would do: the rows are a part of what changes. */
export interface BatchPreview {
  readonly total: number;
  readonly changing: number;
  readonly rows: readonly BatchRow[];
}

/** The tags of the images that are to be edited, the most used first. */
export interface BatchTags {
  readonly total: number;
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

/** What became of an edit of many, or of taking one back. */
export interface BatchOutcome {
  readonly changed: number;
  /** How many could not be changed, and why the first of them could not. */
  readonly failed: number;
  readonly failure?: FailureData;
  /** It was stopped; what was changed until then stays. */
  readonly wasStopped: boolean;
}

/** What a view may ask about editing many images, and about taking edits back. */
export interface BatchMethodsShape {
  batchTags(request: { readonly target: BatchTarget }): BatchTags;
  batchPreview(request: {
    readonly target: BatchTarget;
    readonly edit: BatchEdit;
    readonly offset: number;
    readonly limit: number;
  }): BatchPreview;
  /** Changes them; goes on where the view goes away. */
  batchApply(request: { readonly target: BatchTarget; readonly edit: BatchEdit }): BatchOutcome;
  /** How far the edit is that is under way, or its undoing; a total of 0 where there is none. */
  batchProgress(request: Readonly<Record<string, never>>): { readonly done: number; readonly total: number };
  /** Stops after the image that is at work. */
  batchStop(request: Readonly<Record<string, never>>): void;
  /** Takes the last edit back, or does again what was taken back; null where there is none. */
  stepEdit(request: { readonly way: "undo" | "redo" }): BatchOutcome | null;
}
