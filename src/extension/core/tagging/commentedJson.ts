/** Reads JSON as people write it by hand, with comments and trailing commas, and keeps where each value stands. */

/** Something wrong in a file, with its place as UTF-16 offsets. */
export interface FileProblem {
  readonly at: number;
  readonly end: number;
  /** A sentence for the person who wrote the file. */
  readonly message: string;
}

/** A value and its place. */
export interface JsonNode {
  readonly at: number;
  readonly end: number;
  readonly value: string | number | boolean | null | readonly JsonNode[] | JsonObject;
}

/** The entries of an object in their order; a key may come twice. */
export class JsonObject {
  readonly entries: readonly { readonly key: JsonNode; readonly name: string; readonly value: JsonNode }[];

  constructor(entries: JsonObject["entries"]) {
    this.entries = entries;
  }
}

const mostDepth = 64;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y; // eslint-disable-line no-control-regex -- JSON forbids them
const bare = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blank = /[\s\ufeff]/;

/** The one value of a file, or the first thing that is wrong with it. */
export function readCommentedJson(source: string): JsonNode | { readonly problem: FileProblem } {
  try {
    return new Reader(source).whole();
  } catch (thrown) {
    if (thrown instanceof Fault) return { problem: thrown.problem };
    throw thrown;
  }
}

/** Line and column of an offset, both from 0, columns in UTF-16 units as editors count them. */
export function placeInText(source: string, at: number): { readonly line: number; readonly column: number } {
  const lines = source.slice(0, at).split(/\r\n|\r|\n/u);
  return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

class Fault extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): JsonNode {
    const node = this.#value(0);
    this.#skip();
    if (this.#at < this.#source.length) throw this.#fault("Nothing may stand after the closing bracket.");
    return node;
  }

  #value(depth: number): JsonNode {
    this.#skip();
    if (depth > mostDepth) throw this.#fault("The brackets are nested too deep.");
    const at = this.#at;
    const sign = this.#source[at];
    if (sign === "{") return this.#object(at, depth);
    if (sign === "[") return this.#list(at, depth);
    if (sign === '"') return this.#text();
    const written = this.#match(bare);
    if (written === undefined) throw this.#fault("A value is missing here.");
    return { at, end: this.#at, value: JSON.parse(written) as number | boolean | null };
  }

  #object(at: number, depth: number): JsonNode {
    const entries: { key: JsonNode; name: string; value: JsonNode }[] = [];
    this.#members("}", () => {
      if (this.#source[this.#at] !== '"') throw this.#fault('A name in double quotes is missing here, or a "}".');
      const key = this.#text();
      this.#skip();
      if (this.#source[this.#at] !== ":") throw this.#fault('A ":" is missing here.');
      this.#at++;
      entries.push({ key, name: key.value, value: this.#value(depth + 1) });
    });
    return { at, end: this.#at, value: new JsonObject(entries) };
  }

  #list(at: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#members("]", () => items.push(this.#value(depth + 1)));
    return { at, end: this.#at, value: items };
  }

  /** What stands between two brackets; a comma after the last member is allowed. */
  #members(close: string, read: () => void): void {
    this.#at++;
    for (;;) {
      this.#skip();
      if (this.#source[this.#at] === close) break;
      read();
      this.#skip();
      if (this.#source[this.#at] === ",") this.#at++;
      else if (this.#source[this.#at] !== close) throw this.#fault(`A comma or a "${close}" is missing here.`);
    }
    this.#at++;
  }

  #text(): JsonNode & { readonly value: string } {
    const at = this.#at;
    const written = this.#match(text);
    if (written === undefined)
      throw this.#fault("This text is not closed, or a sign in it must be written with a backslash.");
    return { at, end: this.#at, value: JSON.parse(written) as string };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    for (let sign = this.#source[this.#at]; sign !== undefined; sign = this.#source[this.#at]) {
      if (blank.test(sign)) this.#at++;
      else if (this.#source.startsWith("//", this.#at)) this.#at = this.#find(/[\r\n]|$/g);
      else if (this.#source.startsWith("/*", this.#at)) this.#comment();
      else return;
    }
  }

  #comment(): void {
    const end = this.#source.indexOf("*/", this.#at + 2);
    if (end < 0) throw this.#fault("This comment is not closed.");
    this.#at = end + 2;
  }

  #find(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.index ?? this.#source.length;
  }

  #fault(message: string): Fault {
    const at = Math.min(this.#at, this.#source.length);
    return new Fault({ at, end: Math.min(at + 1, this.#source.length), message });
  }
}
