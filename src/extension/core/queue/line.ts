/** An ordered line that is entered at either end and left from anywhere, each at the same cost however long it is. */

interface Place<T> {
  readonly item: T;
  before: Place<T> | undefined;
  after: Place<T> | undefined;
}

/** Items in order; each stands in it at most once. */
export class Line<T> {
  readonly #places = new Map<T, Place<T>>();
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;

  get size(): number {
    return this.#places.size;
  }

  get first(): T | undefined {
    return this.#first?.item;
  }

  addLast(item: T): void {
    this.delete(item);
    const place: Place<T> = { item, before: this.#last, after: undefined };
    if (this.#last) this.#last.after = place;
    else this.#first = place;
    this.#last = place;
    this.#places.set(item, place);
  }

  addFirst(item: T): void {
    this.delete(item);
    const place: Place<T> = { item, before: undefined, after: this.#first };
    if (this.#first) this.#first.before = place;
    else this.#last = place;
    this.#first = place;
    this.#places.set(item, place);
  }

  /** Answers whether it stood in the line. */
  delete(item: T): boolean {
    const place = this.#places.get(item);
    if (!place) return false;
    if (place.before) place.before.after = place.after;
    else this.#first = place.after;
    if (place.after) place.after.before = place.before;
    else this.#last = place.before;
    return this.#places.delete(item);
  }

  clear(): void {
    this.#places.clear();
    this.#first = this.#last = undefined;
  }

  /** From the first on; who stops early pays for no more. */
  *[Symbol.iterator](): Generator<T> {
    for (let place = this.#first; place; place = place.after) yield place.item;
  }
}
