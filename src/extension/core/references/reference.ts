/** A place in a document that names a file, exactly where it stands, with what its language says of how to find it. */

export interface Reference {
  /** What is named, escapes of the document's language undone; it may still be an address, percent-encoded, or lead nowhere. */
  readonly target: string;
  /** Where it is written, in UTF-16 units from the document's beginning. */
  readonly at: number;
  readonly length: number;
  /** The line that it begins in, from 1. */
  readonly line?: number;
  /** Folders in which the document says that its images lie; the document's own folder counts besides. */
  readonly bases?: readonly string[];
  /** The name may lack its extension, as LaTeX allows. */
  readonly mayLackExtension?: true;
}

/** Longer than any path: what is longer is none, or a picture that stands in the document itself. */
export const longestTarget = 4_096;

/** The rest of a text, asked for letters ahead: all questions together read the text once, whatever stands in it. */
export class Ahead {
  readonly #text: string;
  /** By what was sought: from where on, and where it stands; the text's end where it stands nowhere. */
  readonly #known = new Map<string, { readonly from: number; readonly at: number }>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Where `sought` stands next; -1 where it does not within the length of a path. */
  find(sought: string, from: number, farthest = longestTarget): number {
    const known = this.#known.get(sought);
    let at = known && from >= known.from && from <= known.at ? known.at : undefined;
    if (at === undefined) {
      const found = this.#text.indexOf(sought, from);
      at = found < 0 ? this.#text.length : found;
      this.#known.set(sought, { from, at });
    }
    return at === this.#text.length || at - from > farthest ? -1 : at;
  }
}

/** The text with parts made blank, each letter at its place: what stands in code and comments names nothing. */
export function blanked(text: string, parts: readonly (readonly [from: number, to: number])[]): string {
  if (parts.length === 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const [from, to] of parts) {
    if (from < done) continue;
    pieces.push(text.slice(done, from), text.slice(from, to).replaceAll(/[^\n\r]/g, " "));
    done = to;
  }
  return pieces.join("") + text.slice(done);
}

/** Blanks everything between two marks; what is not closed is no comment. */
export function withoutBetween(text: string, open: string, close: string): string {
  const parts: [number, number][] = [];
  let from = text.indexOf(open);
  while (from >= 0) {
    const end = text.indexOf(close, from + open.length);
    if (end < 0) break;
    parts.push([from, end + close.length]);
    from = text.indexOf(open, end + close.length);
  }
  return blanked(text, parts);
}

/** The reference at a range, trimmed; undefined where nothing stands there or too much. */
export function referenceAt(
  text: string,
  from: number,
  to: number,
  decode: (written: string) => string = (written) => written,
): Reference | undefined {
  if (from < 0 || to - from > longestTarget) return undefined;
  const written = text.slice(from, to);
  const trimmed = written.trim();
  if (trimmed === "") return undefined;
  const at = from + written.indexOf(trimmed);
  return { target: decode(trimmed), at, length: trimmed.length };
}
