/** Puts words into a vocabulary file that a person wrote: comments, order and layout stay, and only what is new is added. */
import type { Hash } from "../ports.ts";
import { cleanLine } from "./cleanText.ts";
import { JsonObject, readCommentedJson, type FileProblem, type JsonNode } from "./commentedJson.ts";
import { normaliseTags, tagKey } from "./normaliseTags.ts";
import { parseVocabulary } from "./vocabularyFile.ts";

/** What comes of it; each word is in one of the lists. */
export interface AddedWords {
  /** The text of the file with the words in it; the same text where none was added. */
  readonly text: string;
  readonly added: readonly string[];
  /** Words that are listed already, and as what: an alias stands for its tag. */
  readonly known: readonly { readonly word: string; readonly as: string }[];
  /** Words that the file says shall never become tags. */
  readonly banned: readonly string[];
  /** What cannot be a word of a vocabulary: signs alone, or more than 64 characters. */
  readonly unfit: readonly string[];
}

/** Adds words to the list of tags of a file; what is wrong with the file is answered as reading it does. */
export function addWords(
  text: string,
  words: readonly string[],
  hash: Hash,
): AddedWords | { readonly problem: FileProblem } {
  const reading = parseVocabulary(text, hash);
  const root = readCommentedJson(text);
  if ("problem" in reading) return reading;
  if ("problem" in root) return root;
  const { meant, banned } = reading.vocabulary;
  const sorted = { known: [] as { word: string; as: string }[], banned: [] as string[], unfit: [] as string[] };
  const added = new Map<string, string>();
  for (const word of words) {
    const key = tagKey(word);
    const as = meant.get(key);
    if (as !== undefined) sorted.known.push({ word, as });
    else if (banned.has(key)) sorted.banned.push(word);
    else {
      const written = fitWord(word);
      if (written === undefined) sorted.unfit.push(word);
      else if (!added.has(key)) added.set(key, written);
    }
  }
  const list = [...added.values()];
  if (list.length === 0) return { text, added: list, ...sorted };
  const after = withTags(text, root, list);
  const check = parseVocabulary(after, hash);
  // too many words, or too many characters: it is said of the file as it would be
  return "problem" in check ? check : { text: after, added: list, ...sorted };
}

/** A word as a vocabulary reads it: a person's spelling stays, decoration does not. */
function fitWord(word: string): string | undefined {
  const written = cleanLine(word);
  const [plain] = normaliseTags([written], { spares: () => true });
  return plain !== undefined && tagKey(plain) === tagKey(written) ? written : plain;
}

function withTags(text: string, root: JsonNode, words: readonly string[]): string {
  const entries = root.value instanceof JsonObject ? root.value.entries : [];
  const tags = entries.find(({ name }) => name === "tags")?.value;
  const written = words.map((word) => JSON.stringify(word));
  if (tags) return withMembers(text, tags, (tags.value as readonly JsonNode[]).at(-1), () => written);
  return withMembers(text, root, entries.at(-1)?.value, (indent) => [
    indent === undefined
      ? `"tags": [${written.join(", ")}]`
      : [`"tags": [`, ...written.map((word, index) => line(indent, word, index, written)), `${indent}]`].join(
          eolOf(text),
        ),
  ]);
}

function line(indent: string, word: string, index: number, all: readonly string[]): string {
  return `${indent}${stepOf(indent)}${word}${index < all.length - 1 ? "," : ""}`;
}

/**
 * A list or an object with more members at its end, behind all comments. They stand in lines of their own where its members do, and
 * where it was empty and the file has several lines. A comma at the very end stays the habit of who has it.
 */
function withMembers(
  text: string,
  node: JsonNode,
  last: JsonNode | undefined,
  membersOf: (indent: string | undefined) => readonly string[],
): string {
  const inside = text.slice(node.at + 1, node.end - 1);
  const end = node.at + 1 + inside.trimEnd().length;
  const hasComma = last !== undefined && commaIn(text.slice(last.end, end));
  const isInLines = /[\r\n]/u.test(inside) || (last === undefined && /[\r\n]/u.test(text.trim()));
  const comma = last !== undefined && !hasComma ? "," : "";
  const head = last === undefined ? text.slice(0, end) : text.slice(0, last.end) + comma + text.slice(last.end, end);
  if (!isInLines) {
    const gap = last === undefined ? "" : " ";
    return `${head}${gap}${membersOf(undefined).join(", ")}${hasComma ? "," : ""}${text.slice(end)}`;
  }
  const indent = indentOf(text, node, end);
  const eol = eolOf(text);
  const members = membersOf(indent).join(`,${eol}${indent}`);
  const tail = text.slice(end);
  const closing = /^\s*[\r\n]/u.test(tail) ? tail : `${eol}${lineStart(text, node.at)}${tail.trimStart()}`;
  return `${head}${eol}${indent}${members}${hasComma ? "," : ""}${closing}`;
}

/** Is there a comma among comments? */
function commaIn(text: string): boolean {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/gu, "").includes(",");
}

/** How far the line is in on which its last member or comment ends; a step further in than itself where that is its own line. */
function indentOf(text: string, node: JsonNode, end: number): string {
  const isOwnLine = !/[\r\n]/u.test(text.slice(node.at, end));
  const start = lineStart(text, isOwnLine ? node.at : end);
  return isOwnLine ? start + stepOf(start) : start;
}

function lineStart(text: string, at: number): string {
  const line =
    text
      .slice(0, at)
      .split(/\r\n|\r|\n/u)
      .at(-1) ?? "";
  return /^[ \t]*/u.exec(line)?.[0] ?? "";
}

function stepOf(indent: string): string {
  return indent.startsWith("\t") ? "\t" : "  ";
}

function eolOf(text: string): string {
  return /\r\n|\r|\n/u.exec(text)?.[0] ?? "\n";
}
