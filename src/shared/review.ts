/** What the library panel asks while records are reviewed. */
import type { GridQuery, RecordView } from "./protocol.ts";

/** Images to review, in the order of the view. */
export interface ReviewList {
  readonly ids: readonly string[];
  /** There are more of them than can be reviewed at once. */
  readonly isCut: boolean;
  /** How many were left out because they are reviewed already. */
  readonly reviewed: number;
}

/** Part of all methods that the host serves. */
export interface ReviewMethodsShape {
  /** Takes back what a machine wrote last: what it said before returns, or nothing; answers with the record as it stands then. */
  reject(request: { readonly id: string }): RecordView;
  /** Takes the last edit back where it was one of this image alone; answers with the record as it stands then. */
  takeBack(request: { readonly id: string }): RecordView;
  /** Of these images, or all of a query, those with a record that nobody reviewed; of images named one by one, all with a record. */
  toReview(request: { readonly ids: readonly string[] } | { readonly query: GridQuery }): ReviewList;
}
