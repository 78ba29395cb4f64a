/** References in Markdown and MDX: images and links, in brackets behind their text or in definitions; code names nothing. */
import { Ahead, blanked, referenceAt, withoutBetween, type Reference } from "./reference.ts";

/** Links count as well: a page that links to a picture uses it. */
export function markdownReferences(text: string): Reference[] {
  return [...inline(text), ...definitions(text)];
}

/** The text without comments, fenced blocks and code spans, each letter at its place: these name nothing. */
export function withoutCode(text: string): string {
  return withoutSpans(withoutFences(withoutBetween(text, "<!--", "-->")));
}

function withoutFences(text: string): string {
  const parts: [number, number][] = [];
  let open: { readonly mark: string; readonly from: number } | undefined;
  for (const { 0: line, index } of text.matchAll(/^(?:[ \t>]{0,12})(?:`{3,}|~{3,})[^\n]*/gm)) {
    const mark = /[`~]+/.exec(line)?.[0] ?? "";
    if (!open) {
      // a fence of backticks is none where more of them follow on its line
      if (mark.startsWith("~") || !line.slice(line.indexOf(mark) + mark.length).includes("`"))
        open = { mark, from: index };
    } else if (mark.startsWith(open.mark) && line.trim().replace(/^[> \t]+/, "") === mark) {
      parts.push([open.from, index + line.length]);
      open = undefined;
    }
  }
  if (open) parts.push([open.from, text.length]);
  return blanked(text, parts);
}

/** A span begins and ends with as many backticks, within one paragraph. */
function withoutSpans(text: string): string {
  const parts: [number, number][] = [];
  const byLength = new Map<string, number>();
  let lastEnd = 0;
  let paragraph = 0;
  const runs = [...text.matchAll(/`+|\n[ \t]*\n/g)].map(({ 0: run, index }) => {
    if (!run.startsWith("`")) paragraph++;
    return { key: `${paragraph} ${run.length}`, isMark: run.startsWith("`"), index, end: index + run.length };
  });
  for (const { key, isMark, index } of runs) if (isMark) byLength.set(key, index);
  const openAt = new Map<string, { readonly index: number; readonly end: number }>();
  let waiting: string | undefined;
  for (const { key, isMark, index, end } of runs) {
    if (!isMark) continue;
    if (waiting === key) {
      const open = openAt.get(key);
      if (open && open.index >= lastEnd) parts.push([open.index, end]);
      lastEnd = end;
      waiting = undefined;
    } else if (waiting === undefined && text[index - 1] !== "\\" && (byLength.get(key) ?? 0) > index) {
      openAt.set(key, { index, end });
      waiting = key;
    }
  }
  return blanked(text, parts);
}

function* inline(text: string): Generator<Reference> {
  const ahead = new Ahead(text);
  for (let at = text.indexOf("]("); at >= 0; at = text.indexOf("](", at + 2)) {
    const found = destination(text, skipBlank(text, at + 2), ahead);
    // behind the path stands the end, or a title
    if (found && /[\s)]/.test(text[found.end] ?? "")) yield* given(found);
  }
}

function* definitions(text: string): Generator<Reference> {
  const ahead = new Ahead(text);
  for (const { 0: start, index } of text.matchAll(/^[ >]{0,8}\[[^\]\n]{1,999}\]:/gm)) {
    const found = destination(text, skipBlank(text, index + start.length), ahead);
    if (found && !start.includes("[^")) yield* given(found);
  }
}

function* given({ reference }: { readonly reference: Reference | undefined }): Generator<Reference> {
  if (reference) yield reference;
}

/** Blanks, and at most one end of a line; a run of blanks is passed once for each place that asks, hence the bound. */
function skipBlank(text: string, from: number): number {
  const blank = /^[ \t]{0,64}(?:\r?\n[ \t>]{0,64})?/.exec(text.slice(from, from + 132));
  return from + (blank?.[0].length ?? 0);
}

/** Letters that end no path. */
const plain = /[^\s()\\\]]{1,2048}/y;

/** A path in angle brackets, or one without blanks whose brackets are balanced. */
function destination(
  text: string,
  from: number,
  ahead: Ahead,
): { readonly reference: Reference | undefined; readonly end: number } | undefined {
  if (text[from] === "<") {
    const end = ahead.find(">", from);
    const newLine = ahead.find("\n", from);
    if (end < 0 || (newLine >= 0 && newLine < end)) return undefined;
    return { reference: referenceAt(text, from + 1, end, unescaped), end: end + 1 };
  }
  const most = 2_048;
  let depth = 0;
  let at = from;
  for (; at < text.length && at - from <= most; at++) {
    plain.lastIndex = at;
    at += plain.exec(text)?.[0].length ?? 0;
    const letter = text[at] ?? "";
    if (letter === "\\" && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "")) at++;
    else if (letter === "(") depth++;
    else if (letter === ")" && depth-- === 0) break;
    // what begins anew here is another one; reading on would read it twice
    else if (/\s/.test(letter) || (letter === "]" && text[at + 1] === "(")) break;
  }
  return { reference: referenceAt(text, from, at, unescaped), end: at };
}

function unescaped(written: string): string {
  return written.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}
