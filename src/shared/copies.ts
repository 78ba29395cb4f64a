/** What the views are told of pictures that are there more than once. */

/** What copies of a picture may differ in; in the order in which it is said. */
export type CopyTrait = "pixels" | "bytes" | "format" | "folder" | "day" | "tags" | "description";

/** An image among the copies of its picture. */
export interface CopyView {
  /** It has the most pixels of them, then the most bytes. */
  readonly isBest?: true;
  /** Its content is that of the best one. */
  readonly isIdentical?: true;
  /** All copies are of one content. */
  readonly areIdentical?: true;
  /** What not all copies have in common. */
  readonly differs: readonly CopyTrait[];
  /** Pixels as the picture is seen; 0 where they are not known. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
  /** ISO 8601: when it was taken, else when the file was changed. */
  readonly day: string;
  /** Tags of it that not all copies have. */
  readonly ownTags: readonly string[];
  /** Bytes of all copies but the best. */
  readonly spareBytes: number;
}

/** What a list of copies may lack, as numbers of pictures, and of groups. */
export interface CopyNotes {
  /** Nobody has looked at them: found only where their content is known to be the same. */
  readonly unseen: number;
  /** They are plain: only identical ones of them are found. */
  readonly plain: number;
  /** They are like so many others that they were compared with the first of them alone. */
  readonly cut: number;
  /** Groups that are not shown: those that take up the least room. */
  readonly moreGroups: number;
}
