/** Reads a model's streamed answer as it arrives and tells which fields are complete and how far the next one is. */
import { JsonScanner, type JsonToken } from "./jsonScanner.ts";

/** The fields of an answer, in the order in which they are asked for. */
export const fields = ["description", "tags", "text", "alt"] as const;
export type Field = (typeof fields)[number];

/** A field as the model gave it: one string, or the strings of a list or of a nested object. Not yet checked. */
export interface RawField {
  readonly field: Field;
  readonly value: string | readonly string[];
}

const maxItems = 200;
const maxFieldCharacters = 20_000;

/** Names that models use for a field when they do not keep to the schema; compared without case, `_` and `-`. */
const names: ReadonlyMap<string, Field> = new Map([
  ["description", "description"],
  ["caption", "description"],
  ["tags", "tags"],
  ["keywords", "tags"],
  ["labels", "tags"],
  ["text", "text"],
  ["textcontent", "text"],
  ["ocr", "text"],
  ["alt", "alt"],
  ["alttext", "alt"],
]);

/** Fed with the pieces of an answer; what it holds is bounded, however long the answer is. */
export class AnswerStream {
  readonly #scanner = new JsonScanner((token) => this.#take(token));
  #complete: RawField[] = [];
  #field: Field | undefined;
  /** Open brackets inside the present field; 0 for a plain value. */
  #depth = 0;
  #items: string[] = [];
  #itemCharacters = 0;

  /** Which field is being read, and how much of it came so far? */
  get current(): { readonly field: Field; readonly characters: number } | undefined {
    if (!this.#field) return undefined;
    return { field: this.#field, characters: this.#itemCharacters + this.#scanner.pendingCharacters };
  }

  /** The fields that this piece completed, in their order of appearance; a field may come twice. */
  push(chunk: string): readonly RawField[] {
    this.#scanner.push(chunk);
    return this.#taken();
  }

  /** The answer is over. A field whose value stands open is not complete and is not reported. */
  end(): readonly RawField[] {
    this.#field = this.#depth > 0 ? undefined : this.#field;
    this.#scanner.end();
    return this.#taken();
  }

  #taken(): readonly RawField[] {
    const complete = this.#complete;
    this.#complete = [];
    return complete;
  }

  #take(token: JsonToken): void {
    if (!this.#field) {
      // unknown keys are walked through: some models wrap the answer in an object of their own
      if (token.type === "key") this.#begin(names.get(token.text.toLowerCase().replace(/[\s_-]/gu, "")));
      return;
    }
    if (token.type === "open") this.#depth++;
    else if (token.type === "close") this.#close();
    else if (token.type !== "key") this.#add(token.type === "bare" && token.text === "null" ? "" : token.text);
  }

  #begin(field: Field | undefined): void {
    this.#field = field;
    this.#depth = 0;
    this.#items = [];
    this.#itemCharacters = 0;
  }

  #add(text: string): void {
    if (!this.#field) return;
    if (this.#depth === 0) {
      this.#complete.push({ field: this.#field, value: text });
      return this.#begin(undefined);
    }
    if (this.#items.length >= maxItems || this.#itemCharacters + text.length > maxFieldCharacters) return;
    this.#items.push(text);
    this.#itemCharacters += text.length;
  }

  #close(): void {
    this.#depth--;
    // a bracket that closes before any value came belongs to the object around: the field has no value
    if (this.#depth < 0) return this.#begin(undefined);
    if (this.#depth > 0 || !this.#field) return;
    this.#complete.push({ field: this.#field, value: this.#items });
    this.#begin(undefined);
  }
}
