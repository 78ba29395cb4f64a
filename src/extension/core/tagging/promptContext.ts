/** What is known of a picture beside its pixels, as far as it may go along: facts of the file, its folder, its tags, words read. */
import type { Facts } from "../../../shared/model.ts";
import { clampAtWord, cleanLine } from "./cleanText.ts";
import type { TemplateValues } from "./promptTemplate.ts";

/** What may go along with the picture: the file's own facts, its folder's name, tags that it has, words that OCR read. */
export const promptContexts = ["file", "folder", "tags", "words"] as const;
export type PromptContext = (typeof promptContexts)[number];

/** Everything that is known; nothing of it is trusted. */
export interface KnownOfPicture {
  /** Absolute path, for the folder of an image that lies at the library's root. */
  readonly file: string;
  /** Path within the library, with `/`. */
  readonly path: string;
  readonly facts: Facts;
  /** Tags that its record has now. */
  readonly tags?: readonly string[];
  /** Lines that OCR read. */
  readonly words?: readonly string[];
}

/** The part of it that goes into a prompt, as quoted data. */
export interface Hints {
  readonly name?: string;
  readonly folder?: string;
  readonly takenAt?: string;
  readonly camera?: string;
  readonly keywords?: readonly string[];
  readonly caption?: string;
  readonly tags?: readonly string[];
  readonly words?: readonly string[];
}

const maxListed = 20;
const maxLines = 40;
const maxCharactersOfLines = 1000;

/** What goes along for these contexts; a name that a camera or a screenshot tool gave says nothing and is left out. */
export function hintsOf(known: KnownOfPicture, contexts: readonly PromptContext[]): Hints {
  const { facts, tags = [], words = [] } = known;
  const { keywords = [], caption = "", takenAt = "", camera = "" } = facts;
  const name = nameOf(known);
  const folder = folderOf(known);
  return {
    ...(contexts.includes("folder") && folder !== "" && { folder }),
    ...(contexts.includes("file") && {
      ...(!isNamedByMachine(name) && { name }),
      ...(takenAt !== "" && { takenAt }),
      ...(camera !== "" && { camera }),
      ...(keywords.length > 0 && { keywords }),
      ...(caption !== "" && { caption }),
    }),
    ...(contexts.includes("tags") && tags.length > 0 && { tags }),
    ...(contexts.includes("words") && words.length > 0 && { words }),
  };
}

/** What the variables of a person's own instructions stand for: asked for by name, so contexts do not matter. */
export function valuesOf(known: KnownOfPicture, language: string): TemplateValues {
  return {
    folder: folderOf(known),
    name: nameOf(known),
    date: known.facts.takenAt ?? "",
    tags: known.tags ?? [],
    language: language.trim() === "" ? "English" : language,
    words: (known.words ?? []).join(" "),
  };
}

/** Hints as one JSON value on one line, cleaned and bounded; undefined where there are none. */
export function quotedHints(hints: Hints): string | undefined {
  const {
    name = "",
    folder = "",
    takenAt = "",
    camera = "",
    caption = "",
    keywords = [],
    tags = [],
    words = [],
  } = hints;
  const quoted = Object.fromEntries(
    Object.entries({
      folder: line(folder, 80),
      name: line(name, 120),
      takenAt: line(takenAt, 40),
      camera: line(camera, 80),
      keywords: list(keywords),
      caption: line(caption, 300),
      tags: list(tags),
      wordsReadByOcr: bounded(words),
    }).filter(([, value]) => value.length > 0),
  );
  return Object.keys(quoted).length === 0 ? undefined : JSON.stringify(quoted);
}

function nameOf({ path }: KnownOfPicture): string {
  return path.split("/").at(-1) ?? "";
}

/** The name of the folder that the image lies in, be it the library folder itself. */
function folderOf({ path, file }: KnownOfPicture): string {
  return path.split("/").at(-2) ?? file.split(/[\\/]/u).at(-2) ?? "";
}

function isNamedByMachine(name: string): boolean {
  const stem = name.replace(/\.[^.]*$/u, "");
  return (
    /^(?:img|image|dsc[nf]?|pic|p|pxl|photo|scan|screen ?shot|untitled|capture|vid)?[\s_\-.]*[\d\s_\-.~()]*$/iu.test(
      stem,
    ) || /^[0-9a-f-]{16,}$/iu.test(stem)
  );
}

function line(text: string, maxCharacters: number): string {
  return clampAtWord(cleanLine(text), maxCharacters);
}

function list(items: readonly string[]): readonly string[] {
  return items
    .slice(0, maxListed)
    .map((item) => line(item, 64))
    .filter((item) => item !== "");
}

/** Lines from the top as long as there is room: a page of small print must not push the picture out of the context. */
function bounded(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let room = maxCharactersOfLines;
  for (const raw of lines.slice(0, maxLines)) {
    const text = line(raw, 200);
    room -= text.length;
    if (room < 0) break;
    if (text !== "") kept.push(text);
  }
  return kept;
}
