/** Finds where JSON is broken: the engine's own message names the place only for some faults. */

/** Line and column, both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const token =
  // oxlint-disable-next-line no-control-regex -- JSON forbids them inside of texts
  /[\t\n\r ]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

/** What may come next; `first` allows the closing bracket as well. */
type Expected = "value" | "firstValue" | "key" | "firstKey" | "colon" | "comma" | "end";

/** Where the first token stands that does not belong there; the end of the text where something is missing. */
export function jsonFault(text: string): TextPlace {
  token.lastIndex = 0;
  const open: string[] = [];
  let expected: Expected = "value";
  for (let at = 0; ; at = token.lastIndex) {
    const match = token.exec(text);
    const next: Expected | null | undefined =
      match && after(expected, match[1] ?? (match[2] === undefined ? "bare" : "string"), open);
    if (!next) return placeAt(text, at + (/^[\t\n\r ]*/.exec(text.slice(at, at + 10_000))?.[0].length ?? 0));
    expected = next;
  }
}

/** Line and column of a position. */
export function placeAt(text: string, position: number): TextPlace {
  const before = text.slice(0, position);
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** What is expected behind a token; undefined where it does not belong there. */
function after(expected: Expected, kind: string, open: string[]): Expected | undefined {
  const isValueHere = expected === "value" || expected === "firstValue";
  if (isValueHere && (kind === "{" || kind === "[")) {
    open.push(kind);
    return kind === "{" ? "firstKey" : "firstValue";
  }
  if (isValueHere && (kind === "string" || kind === "bare")) return open.length > 0 ? "comma" : "end";
  if (expected === "key" || expected === "firstKey") {
    if (kind === "string") return "colon";
    return kind === "}" && expected === "firstKey" ? closed(open) : undefined;
  }
  if (expected === "firstValue" && kind === "]") return closed(open);
  if (expected === "colon") return kind === ":" ? "value" : undefined;
  if (expected !== "comma") return undefined;
  if (kind === ",") return open.at(-1) === "{" ? "key" : "value";
  return (kind === "}" && open.at(-1) === "{") || (kind === "]" && open.at(-1) === "[") ? closed(open) : undefined;
}

function closed(open: string[]): Expected {
  open.pop();
  return open.length > 0 ? "comma" : "end";
}
