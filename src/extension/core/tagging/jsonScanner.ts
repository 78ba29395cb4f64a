/** A forgiving JSON reader for text that arrives in pieces: finds objects amid prose, fences and thinking. */

/** `bare` is a number, true, false or null. `close` ends the innermost bracket. */
export type JsonToken =
  | { readonly type: "open"; readonly bracket: "{" | "[" }
  | { readonly type: "close" }
  | { readonly type: "key" | "string" | "bare"; readonly text: string };

type Mode = "outside" | "thinking" | "between" | "string" | "escape" | "unicode" | "afterString" | "bare";

const maxDepth = 16;
const maxStringCharacters = 20_000;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: " ", f: " " };

/** Feed it with `push`; it hands every token to its listener as soon as it is certain. */
export class JsonScanner {
  readonly #emit: (token: JsonToken) => void;
  readonly #open: ("{" | "[")[] = [];
  #mode: Mode = "outside";
  #expectKey = false;
  /** The string or bare word that is being read; cut at 20,000 characters. */
  #text = "";
  /** Hex digits of an escape, white space after a quote, or the last characters outside, by mode. */
  #held = "";

  constructor(emit: (token: JsonToken) => void) {
    this.#emit = emit;
  }

  /** How long is the string that is being read? 0 outside of values. */
  get pendingCharacters(): number {
    const inString = ["string", "escape", "unicode", "afterString"].includes(this.#mode);
    return inString && !this.#expectKey ? this.#text.length : 0;
  }

  push(chunk: string): void {
    for (const character of chunk) this.#read(character);
  }

  /** The text is over: a string whose closing quote was read counts as complete. */
  end(): void {
    if (this.#mode === "afterString") this.#endString();
    this.#reset();
  }

  #read(character: string): void {
    switch (this.#mode) {
      case "outside":
      case "thinking":
        return this.#readOutside(character);
      case "between":
        return this.#readBetween(character);
      case "string":
        return this.#readString(character);
      case "escape":
        return this.#readEscape(character);
      case "unicode":
        return this.#readUnicode(character);
      case "afterString":
        return this.#readAfterString(character);
      case "bare":
        return this.#readBare(character);
    }
  }

  #readOutside(character: string): void {
    this.#held = (this.#held + character).slice(-8);
    if (this.#mode === "thinking") {
      if (this.#held.endsWith("</think>")) this.#reset();
    } else if (this.#held.endsWith("<think>")) this.#mode = "thinking";
    else if (character === "{") this.#enter("{");
  }

  #readBetween(character: string): void {
    if (/\s/u.test(character)) return;
    const first = this.#open.length === 1 && this.#held === "{";
    // "{name}" in prose is no object
    if (first && character !== '"' && character !== "}") {
      this.#reset();
      return this.#readOutside(character);
    }
    this.#held = "";
    if (character === '"') this.#start("string");
    else if (character === "{" || character === "[") this.#enter(character);
    else if (character === "}" || character === "]") this.#leave();
    else if (character === ",") this.#expectKey = this.#open.at(-1) === "{";
    else if (character === ":") this.#expectKey = false;
    else this.#start("bare", character);
  }

  #readString(character: string): void {
    if (character === "\\") this.#mode = "escape";
    else if (character === '"') this.#start("afterString", this.#text);
    else this.#add(character);
  }

  #readEscape(character: string): void {
    this.#mode = "string";
    if (character === "u") this.#mode = "unicode";
    else this.#add(escapes[character] ?? character);
    this.#held = "";
  }

  #readUnicode(character: string): void {
    this.#held += character;
    if (this.#held.length < 4) return;
    const code = /^[0-9a-f]{4}$/iu.test(this.#held) ? Number.parseInt(this.#held, 16) : undefined;
    this.#add(code === undefined ? this.#held : String.fromCharCode(code));
    this.#held = "";
    this.#mode = "string";
  }

  /** A quote ends a string only if what follows fits; else the model forgot to escape it. */
  #readAfterString(character: string): void {
    if (/\s/u.test(character)) {
      if (this.#held.length < 64) this.#held += character;
      return;
    }
    if (",:}]".includes(character)) {
      this.#endString();
      return this.#readBetween(character);
    }
    this.#add(`"${this.#held}`);
    this.#held = "";
    this.#mode = "string";
    this.#readString(character);
  }

  #readBare(character: string): void {
    if (!/[\s,:}\]]/u.test(character)) return this.#add(character);
    this.#emit({ type: "bare", text: this.#text });
    this.#start("between");
    this.#readBetween(character);
  }

  #endString(): void {
    this.#emit({ type: this.#expectKey ? "key" : "string", text: this.#text });
    this.#start("between");
  }

  #enter(bracket: "{" | "["): void {
    if (this.#open.length >= maxDepth) return this.#reset();
    this.#open.push(bracket);
    this.#emit({ type: "open", bracket });
    this.#expectKey = bracket === "{";
    this.#start("between");
    this.#held = bracket;
  }

  #leave(): void {
    this.#open.pop();
    this.#emit({ type: "close" });
    this.#expectKey = false;
    if (this.#open.length === 0) this.#reset();
  }

  #start(mode: Mode, text = ""): void {
    this.#mode = mode;
    this.#text = text;
    this.#held = "";
  }

  #add(character: string): void {
    if (this.#text.length < maxStringCharacters) this.#text += character;
  }

  /** Back to prose; brackets that stand open are closed for the listener. */
  #reset(): void {
    while (this.#open.pop()) this.#emit({ type: "close" });
    this.#expectKey = false;
    this.#start("outside");
  }
}
