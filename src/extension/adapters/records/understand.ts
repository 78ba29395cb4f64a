/** Makes entries of a record file's bytes; where they are no whole file, says what is wrong and where, and saves what can be read. */
import { jsonFault, placeAt, type TextPlace } from "./jsonFault.ts";
import { conflictAt, salvage, type FileKind } from "./salvage.ts";

/** What could be read, and what is wrong, if something is. */
export interface Understood<T> {
  readonly values: Map<string, T>;
  readonly fault?: {
    readonly problem: string;
    readonly line?: number;
    readonly isConflict?: true;
    readonly saved: number;
  };
}

/** Reads the bytes of a record file. Never fails. */
export function understand<T>(bytes: Buffer, kind: FileKind<T>): Understood<T> {
  const encoding = encodingOf(bytes);
  let content: string | undefined;
  try {
    content = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { values: kind.parse(content) };
  } catch (thrown) {
    const text = content ?? new TextDecoder(encoding).decode(bytes);
    const values = salvage(text, kind);
    const place = content === undefined ? placeAt(text, text.indexOf("\uFFFD")) : undefined;
    return { values, fault: { ...faultOf(thrown, text, place), saved: values.size } };
  }
}

/** UTF-8, unless the bytes say otherwise: some editors and shells write UTF-16. */
function encodingOf(bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && bytes.length > 1)
    ? "utf-16be"
    : "utf-8";
}

function faultOf(
  thrown: unknown,
  text: string,
  notText: TextPlace | undefined,
): { readonly problem: string; readonly line?: number; readonly isConflict?: true } {
  if (notText) return { problem: `It is no valid text in UTF-8 at ${placeText(notText)}.`, line: notText.line };
  const conflict = conflictAt(text);
  if (conflict >= 0) {
    const { line } = placeAt(text, conflict);
    return { problem: `It holds the conflict markers of a merge, the first in line ${line}.`, line, isConflict: true };
  }
  if (!(thrown instanceof SyntaxError)) return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  const place = jsonFault(text);
  return { problem: `It is no valid JSON at ${placeText(place)}.`, line: place.line };
}

function placeText({ line, column }: TextPlace): string {
  return `line ${line}, column ${column}`;
}
