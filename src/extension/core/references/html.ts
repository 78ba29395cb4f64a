/** References in HTML and all that looks like it (Vue, Svelte, Astro, JSX): attributes of tags that name files. */
import { Ahead, longestTarget, referenceAt, withoutBetween, type Reference } from "./reference.ts";

const single: ReadonlySet<string> = new Set([
  "src",
  "href",
  "poster",
  "data",
  "background",
  "content",
  "xlink:href",
  "data-src",
  "data-background",
]);
const several: ReadonlySet<string> = new Set(["srcset", "imagesrcset", "data-srcset"]);
const attribute = /[\s/"'{}()]*([^\s/"'<>={}()]{1,64})\s{0,64}(=\s{0,64})?/y;

interface Value {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** What stands in comments names nothing. */
export function htmlReferences(document: string): Reference[] {
  const text = withoutBetween(document, "<!--", "-->");
  const ahead = new Ahead(text);
  const found: Reference[] = [];
  const starts = /<[a-zA-Z][\w:.-]{0,64}/g;
  for (let start = starts.exec(text); start; start = starts.exec(text))
    starts.lastIndex = attributes(text, starts.lastIndex, ahead, found);
  return found;
}

/** Reads the attributes of one tag; answers where it ends, or where it turned out to be none. */
function attributes(text: string, from: number, ahead: Ahead, found: Reference[]): number {
  let at = from;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(text);
    if (!match) return at;
    at = attribute.lastIndex;
    if (match[2] === undefined) continue;
    const value = valueAt(text, at, ahead);
    if (!value) return at;
    at = value.end;
    // Vue binds with a colon in front
    const name = (match[1] ?? "").toLowerCase().replace(/^(?:v-bind)?:/, "");
    if (several.has(name)) found.push(...candidates(text, value));
    else if (single.has(name)) {
      const reference = referenceAt(text, value.from, value.to, withoutEntities);
      if (reference) found.push(reference);
    }
  }
}

/** In quotes, in curly brackets with quotes, or bare. */
function valueAt(text: string, from: number, ahead: Ahead): Value | undefined {
  const first = text[from] ?? "";
  if (first === '"' || first === "'") return quoted(text, from, ahead);
  if (first === "{") {
    const gap = /^\{\s{0,64}/.exec(text.slice(from, from + 65))?.[0].length ?? 1;
    const inner = /["'`]/.test(text[from + gap] ?? "") ? quoted(text, from + gap, ahead) : undefined;
    // an expression is not read; its closing bracket ends nothing that matters here
    return inner ?? { from, to: from, end: from + 1 };
  }
  const bare = /[^\s"'<>`]*/y;
  bare.lastIndex = from;
  const length = bare.exec(text)?.[0].length ?? 0;
  return { from, to: from + length, end: from + length };
}

function quoted(text: string, from: number, ahead: Ahead): Value | undefined {
  const end = ahead.find(text[from] ?? '"', from + 1, text.length);
  return end < 0 ? undefined : { from: from + 1, to: end, end: end + 1 };
}

/** "a.png 1x, b.png 2x": each without what it is for. A picture in the list itself has commas of its own and is passed over. */
function* candidates(text: string, { from, to }: Value): Generator<Reference> {
  if (to - from > 16 * longestTarget) return;
  const written = text.slice(from, to);
  for (const { 0: part, index } of written.matchAll(/[^\s,][^\s]*/g)) {
    const name = part.replace(/,+$/, "");
    if (/^[\d.]+[wxh]$/.test(name) || name.startsWith("data:")) continue;
    // a comma without a blank behind it ends a name as well, where another name follows
    let start = index;
    for (const one of name.split(/,(?=[./\w])/)) {
      const reference = referenceAt(text, from + start, from + start + one.length, withoutEntities);
      if (reference && !/^[\d.]+[wxh]$/.test(one)) yield reference;
      start += one.length + 1;
    }
  }
}

const entities: Readonly<Record<string, string>> = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">", nbsp: " " };

function withoutEntities(written: string): string {
  return written.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (all, decimal, hex, name: unknown) => {
    if (typeof name === "string") return Object.hasOwn(entities, name) ? (entities[name] ?? all) : all;
    const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : all;
  });
}
