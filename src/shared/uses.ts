/** What the views are told of the documents that use an image. */

/** A place in a document that names an image; opened by its id. */
export interface ImageUse {
  readonly id: string;
  /** The document's path as views show it. */
  readonly document: string;
  /** From 1. */
  readonly line: number;
}

/** Where an image is used; of very many only the first. */
export interface ImageUses {
  readonly total: number;
  readonly uses: readonly ImageUse[];
}
