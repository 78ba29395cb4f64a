/** A small buffer between those that make images ready and the engine: it fills ahead, and both sides wait at its ends. */
export class ReadyBuffer<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  /** Who waits for an item, who for room? */
  readonly #takers: ((item: T | undefined) => void)[] = [];
  readonly #givers: (() => void)[] = [];
  #isClosed = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Answers when there is room for another item. */
  async room(): Promise<void> {
    while (this.#items.length >= this.#capacity && !this.#isClosed)
      await new Promise<void>((resolve) => this.#givers.push(resolve));
  }

  give(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  /** The next item; undefined once the buffer is closed and empty. */
  take(): Promise<T | undefined> {
    const item = this.#items.shift();
    this.#givers.shift()?.();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** No more items come; what is in it can still be taken. */
  close(): void {
    this.#isClosed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
    for (const giver of this.#givers.splice(0)) giver();
  }

  /** Takes out all that nobody took. */
  drain(): readonly T[] {
    return this.#items.splice(0);
  }
}
