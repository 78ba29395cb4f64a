/** Sets of images to search within: a selection, or what a search found. They live as long as the program, and the latest of them. */
import { ExpectedError } from "../../../shared/failures.ts";

/** So many are kept; a view that shows an older one is told that it is gone. */
const setsKept = 20;

/** The sets by their keys. */
export class ImageSets {
  readonly #sets = new Map<string, ReadonlySet<string>>();
  #made = 0;

  /** Keeps these ids and answers with the key of their set. */
  keep(ids: Iterable<string>): string {
    const key = `set${++this.#made}`;
    this.#sets.set(key, new Set(ids));
    for (const old of this.#sets.keys()) {
      if (this.#sets.size <= setsKept) break;
      this.#sets.delete(old);
    }
    return key;
  }

  /** The set of this key; `notFound` where it is gone. */
  get(key: string): ReadonlySet<string> {
    const ids = this.#sets.get(key);
    if (!ids) throw new ExpectedError("notFound", "The images to search within are no longer known.");
    // what is looked at stays
    this.#sets.delete(key);
    this.#sets.set(key, ids);
    return ids;
  }
}
