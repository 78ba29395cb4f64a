/** A person's own instructions, with variables that stand for what is known of a picture; what is put in is quoted data. */
import { clampAtWord, cleanLine, cleanLines } from "./cleanText.ts";

/** What a person may write in braces. */
const templateVariables = ["folder", "name", "date", "tags", "language", "words"] as const;
type TemplateVariable = (typeof templateVariables)[number];

/** What is known for each variable; a list is quoted item by item. */
export type TemplateValues = Readonly<Partial<Record<TemplateVariable, string | readonly string[]>>>;

/** Longer instructions would push the picture out of the context of small models. */
const maxTemplateCharacters = 2000;
const maxItems = 20;
const limits: Readonly<Record<TemplateVariable, number>> = {
  folder: 80,
  name: 120,
  date: 40,
  tags: 64,
  language: 40,
  words: 600,
};

const variable = /\{([\p{L}\p{N}_-]+)\}/gu;

/** The instructions as they are used: without control characters, bounded, "" for none. */
export function cleanTemplate(template: string): string {
  return clampAtWord(cleanLines(template), maxTemplateCharacters);
}

/**
 * Puts the values in. Each becomes a quoted string on one line, so that a file's name stays a name whatever it says; they are
 * put in once, so that a name with braces in it stays what it is. An unknown variable stays as it stands.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  return cleanTemplate(template).replace(variable, (whole, name: string) => {
    const known = templateVariables.find((one) => one === name);
    return known ? quoted(values[known] ?? "", limits[known]) : whole;
  });
}

/** True where the instructions have this variable in them. */
export function usesVariable(template: string, name: TemplateVariable): boolean {
  return cleanTemplate(template).includes(`{${name}}`);
}

/** Names in braces that are no variable, each once: for a word to the person who wrote them. */
export function unknownVariables(template: string): readonly string[] {
  const names = [...cleanTemplate(template).matchAll(variable)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !templateVariables.some((known) => known === name));
}

function quoted(value: string | readonly string[], maxCharacters: number): string {
  const items = (typeof value === "string" ? [value] : value.slice(0, maxItems))
    .map((item) => clampAtWord(cleanLine(item), maxCharacters))
    .filter((item) => item !== "");
  return items.length === 0 ? "(none)" : items.map((item) => JSON.stringify(item)).join(", ");
}
