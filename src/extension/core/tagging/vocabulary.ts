/** The library's own words for tags: preferred ones, aliases, parents, banned ones; applied exactly, after the model. */

/** A vocabulary that was read from its file. */
export interface Vocabulary {
  /** Stands for its content in records. */
  readonly key: string;
}
