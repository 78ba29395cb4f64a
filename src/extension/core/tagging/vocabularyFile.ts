/** Reads a vocabulary file: every entry is checked, and the first thing that is wrong is named with its place. */
import type { Hash } from "../ports.ts";
import { cleanLine } from "./cleanText.ts";
import { JsonObject, readCommentedJson, type FileProblem, type JsonNode } from "./commentedJson.ts";
import { normaliseTags, tagKey } from "./normaliseTags.ts";
import { ancestorsIn, usualCounts, type Vocabulary } from "./vocabulary.ts";

/** What a file holds: a vocabulary, or what is wrong with it. */
export type VocabularyReading = { readonly vocabulary: Vocabulary } | { readonly problem: FileProblem };

const mostCharacters = 2_000_000;
const mostWords = 20_000;
const mostTags = 50;

/** Understands the text of a vocabulary file. Two texts of the same meaning have vocabularies of the same key. */
export function parseVocabulary(text: string, hash: Hash): VocabularyReading {
  if (text.length > mostCharacters)
    return { problem: { at: 0, end: 0, message: `The file is too large: at most ${mostCharacters} characters.` } };
  const root = readCommentedJson(text);
  if ("problem" in root) return root;
  try {
    return { vocabulary: new Listing(root).vocabulary(hash) };
  } catch (thrown) {
    if (thrown instanceof Misuse) return { problem: thrown.problem };
    throw thrown;
  }
}

class Misuse extends Error {
  readonly problem: FileProblem;

  constructor({ at, end }: JsonNode, message: string) {
    super(message);
    this.problem = { at, end, message };
  }
}

/** A word of the file and where it stands. */
interface Word {
  readonly node: JsonNode;
  readonly word: string;
  readonly key: string;
}

/** The file's content while it is read. */
class Listing {
  readonly #fields: ReadonlyMap<string, JsonNode>;
  readonly #root: JsonNode;
  /** How are listed words written? In the order of the file. */
  readonly #preferred = new Map<string, string>();
  readonly #aliases = new Map<string, Word & { readonly of: Word }>();
  readonly #parents = new Map<string, Word[]>();
  readonly #banned = new Map<string, Word>();
  #words = 0;

  constructor(root: JsonNode) {
    this.#root = root;
    this.#fields = fieldsOf(root, ["$schema", "tags", "banned", "minimum", "maximum", "strict"]);
  }

  vocabulary(hash: Hash): Vocabulary {
    for (const node of listOf(this.#fields.get("tags"))) this.#readEntry(node);
    for (const node of listOf(this.#fields.get("banned"))) {
      const word = this.#word(node);
      this.#banned.set(word.key, word);
    }
    this.#listParents();
    this.#refuseContradictions();
    const isStrict = flagOf(this.#fields.get("strict"));
    if (isStrict && this.#preferred.size === 0)
      throw new Misuse(this.#fields.get("strict") ?? this.#root, "A strict vocabulary needs a list of tags.");
    const counts = this.#counts(isStrict);
    const parents = new Map([...this.#parents].map(([key, words]) => [key, words.map((word) => this.#written(word))]));
    return {
      key: this.#key(isStrict, counts, hash),
      preferred: [...this.#preferred.values()],
      meant: new Map([
        ...this.#preferred,
        ...[...this.#aliases].map(([key, { of }]) => [key, this.#written(of)] as const),
      ]),
      ancestors: ancestorsIn(parents),
      banned: new Set(this.#banned.keys()),
      isStrict,
      ...counts,
    };
  }

  #readEntry(node: JsonNode): void {
    if (typeof node.value === "string") return this.#list(this.#word(node));
    if (!(node.value instanceof JsonObject))
      throw new Misuse(node, 'A tag is a word, or an object with "tag", "aliases" and "parents".');
    const fields = fieldsOf(node, ["tag", "aliases", "parents"]);
    const tag = fields.get("tag");
    if (!tag) throw new Misuse(node, 'This entry lacks its "tag".');
    const word = this.#word(tag);
    this.#list(word);
    for (const other of listOf(fields.get("aliases"))) {
      const alias = this.#word(other);
      const known = this.#aliases.get(alias.key);
      if (known && known.of.key !== word.key)
        throw new Misuse(other, `“${alias.word}” is an alias of “${known.of.word}” already.`);
      if (alias.key !== word.key) this.#aliases.set(alias.key, { ...alias, of: word });
    }
    const parents = this.#parents.get(word.key) ?? [];
    this.#parents.set(word.key, [...parents, ...listOf(fields.get("parents")).map((parent) => this.#word(parent))]);
  }

  #list({ key, word }: Word): void {
    if (!this.#preferred.has(key)) this.#preferred.set(key, word);
  }

  /** A parent is a tag like any other, whether it has an entry of its own or not; an alias of one means that one. */
  #listParents(): void {
    for (const parent of [...this.#parents.values()].flat()) if (!this.#aliases.has(parent.key)) this.#list(parent);
  }

  #refuseContradictions(): void {
    for (const [key, { node, word }] of this.#aliases)
      if (this.#preferred.has(key)) throw new Misuse(node, `“${word}” is a tag of its own; it cannot be an alias too.`);
    for (const [key, { node, word }] of this.#banned)
      if (this.#preferred.has(key) || this.#aliases.has(key))
        throw new Misuse(node, `“${word}” is listed and banned at once.`);
  }

  #counts(isStrict: boolean): { readonly minimum: number; readonly maximum: number } {
    const least = countOf(this.#fields.get("minimum"), 0);
    const most = countOf(this.#fields.get("maximum"), 1);
    // of a short list five words seldom fit a picture: nothing is forced where nobody asked for it
    const usual = isStrict ? 1 : usualCounts.minimum;
    const maximum = most ?? Math.max(usualCounts.maximum, least ?? 0);
    const minimum = least ?? Math.min(usual, maximum);
    const place = this.#fields.get("minimum");
    if (place && minimum > maximum) throw new Misuse(place, `The minimum is above the maximum (${maximum}).`);
    return { minimum, maximum };
  }

  /** Order and spelling of the file do not count, nor what would say nothing. */
  #key(isStrict: boolean, counts: { readonly minimum: number; readonly maximum: number }, hash: Hash): string {
    const isUsual = counts.minimum === usualCounts.minimum && counts.maximum === usualCounts.maximum;
    if (this.#preferred.size + this.#banned.size === 0 && isUsual) return "";
    const tags = [...this.#preferred.values()].toSorted();
    const aliases = [...this.#aliases].map(([key, { of }]) => `${key}=${of.key}`).toSorted();
    const parents = [...this.#parents].flatMap(([key, words]) =>
      words.map((word) => `${key}<${tagKey(this.#written(word))}`),
    );
    const meaning = [tags, aliases, [...new Set(parents)].toSorted(), [...this.#banned.keys()].toSorted()];
    return hash(JSON.stringify([...meaning, counts.minimum, counts.maximum, isStrict])).slice(0, 8);
  }

  /** A listed word as it is to be written; an alias as the word that it stands for. */
  #written({ key, word }: Word): string {
    return this.#preferred.get(this.#aliases.get(key)?.of.key ?? key) ?? word;
  }

  #word(node: JsonNode): Word {
    if (typeof node.value !== "string") throw new Misuse(node, "A word in double quotes is wanted here.");
    if (++this.#words > mostWords) throw new Misuse(node, `There are too many words: at most ${mostWords}.`);
    const written = cleanLine(node.value);
    const [plain] = normaliseTags([written], { spares: () => true });
    if (plain === undefined)
      throw new Misuse(node, "A tag has a letter or a digit at least, and at most 64 characters.");
    // a person's spelling stays ("New York"), decoration that no tag ever carries does not ("#sea")
    const key = tagKey(plain);
    return { node, word: key === tagKey(written) ? written : plain, key };
  }
}

/** The entries of an object by name; unknown ones and ones that come twice are refused. */
function fieldsOf(node: JsonNode, known: readonly string[]): ReadonlyMap<string, JsonNode> {
  if (!(node.value instanceof JsonObject)) throw new Misuse(node, 'The file holds one object: { "tags": [ … ] }.');
  const fields = new Map<string, JsonNode>();
  for (const { key, name, value } of node.value.entries) {
    if (!known.includes(name)) throw new Misuse(key, `“${name}” is not known here: ${known.join(", ")} are.`);
    if (fields.has(name)) throw new Misuse(key, `“${name}” is here twice.`);
    fields.set(name, value);
  }
  return fields;
}

function listOf(node: JsonNode | undefined): readonly JsonNode[] {
  if (!node) return [];
  if (!Array.isArray(node.value)) throw new Misuse(node, "A list in square brackets is wanted here.");
  return node.value as readonly JsonNode[];
}

function flagOf(node: JsonNode | undefined): boolean {
  if (!node) return false;
  if (typeof node.value !== "boolean") throw new Misuse(node, "true or false is wanted here.");
  return node.value;
}

function countOf(node: JsonNode | undefined, least: number): number | undefined {
  if (!node) return undefined;
  const { value } = node;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > mostTags)
    throw new Misuse(node, `A whole number from ${least} to ${mostTags} is wanted here.`);
  return value;
}
