/** Bytes of a file as the readers of image formats ask for them: anywhere, a few at a time, never beyond the end. */

/** A file, or a part of one. */
export interface Bytes {
  readonly size: number;
  /** The bytes there; fewer at the end, none behind it. They are not to be changed, and hold only until the next call. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** Reads into `into` from a place in a file; answers how many bytes it got. */
export type ReadAt = (into: Uint8Array, at: number) => Promise<number>;

const windowBytes = 32 * 1024;

/** Bytes of a file of which a window is kept, so that many small reads beside each other cost one call. */
export class WindowBytes implements Bytes {
  readonly size: number;
  readonly #readAt: ReadAt;
  #window = new Uint8Array(0);
  #start = 0;

  constructor(size: number, readAt: ReadAt) {
    this.size = size;
    this.#readAt = readAt;
  }

  async read(at: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.size, at + length);
    if (!(at >= 0) || !(end > at)) return new Uint8Array(0);
    if (at < this.#start || end > this.#start + this.#window.length) await this.#load(at, end);
    return this.#window.subarray(at - this.#start, end - this.#start);
  }

  async #load(at: number, end: number): Promise<void> {
    const wanted = new Uint8Array(Math.min(Math.max(end - at, windowBytes), this.size - at));
    let got = 0;
    while (got < wanted.length) {
      const count = await this.#readAt(wanted.subarray(got), at + got);
      if (count <= 0) break;
      got += count;
    }
    this.#start = at;
    this.#window = wanted.subarray(0, got);
  }
}

/** Bytes that are in memory. */
export function bytesOf(bytes: Uint8Array): Bytes {
  return {
    size: bytes.length,
    read: (at, length) =>
      Promise.resolve(at >= 0 ? bytes.subarray(at, at + Math.max(0, length)) : bytes.subarray(0, 0)),
  };
}

/** A number of two or four bytes; 0 where the bytes end before. */
export function numberAt(bytes: Uint8Array, at: number, length: 2 | 4, isLittle = false): number {
  if (at < 0 || at + length > bytes.length) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return length === 2 ? view.getUint16(at, isLittle) : view.getUint32(at, isLittle);
}

/** One character for each byte. */
export function latin(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = "";
  for (let at = from; at < Math.min(to, bytes.length); at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
