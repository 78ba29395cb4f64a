/** What writing would change, or what came of it, as a Markdown table for the editor's preview: foreign text acts as text only. */
import { displayText } from "../views/displayText.ts";
import { listFields, textFields, type MetadataField } from "./fields.ts";
import type { MetadataOutcome } from "./writing.ts";

/** Sentences and words of the table, in the language of the editor. */
export interface PreviewWords {
  readonly title: string;
  readonly summary: readonly string[];
  readonly columns: readonly [string, string, string];
  readonly places: Readonly<Record<"file" | "sidecar", string>>;
  readonly fields: Readonly<Record<MetadataField, string>>;
  readonly kept: (field: string) => string;
  readonly more: (count: number) => string;
}

/** More rows than this nobody reads, and the preview would take seconds to draw them. */
const mostRows = 500;
const mostCharacters = 120;

/** The page: only images of which there is something to say. */
export function previewText(outcomes: readonly MetadataOutcome[], words: PreviewWords): string {
  const told = outcomes.filter(({ state, plan }) => state === "changed" || state === "failed" || plan?.keeps.length);
  const rows = told.slice(0, mostRows).map((outcome) => rowOf(outcome, words));
  const [image, place, changes] = words.columns.map(cell);
  return [
    `# ${cell(words.title)}`,
    "",
    ...words.summary.flatMap((line) => [`- ${cell(line)}`]),
    ...(rows.length === 0 ? [] : ["", `| ${image} | ${place} | ${changes} |`, "| --- | --- | --- |", ...rows]),
    ...(told.length > mostRows ? ["", cell(words.more(told.length - mostRows))] : []),
    "",
  ].join("\n");
}

function rowOf({ image, state, place, because, plan, failure }: MetadataOutcome, words: PreviewWords): string {
  const lines: string[] = [];
  if (failure) lines.push(cell(failure.message));
  const change = state === "changed" ? plan?.change : undefined;
  for (const field of listFields) {
    const [adds, removes] = [change?.adds[field] ?? [], change?.removes[field] ?? []];
    if (adds.length > 0)
      lines.push(`${cell(words.fields[field])}: ${adds.map((word) => `+ ${cell(word)}`).join(", ")}`);
    if (removes.length > 0)
      lines.push(`${cell(words.fields[field])}: ${removes.map((word) => `− ~~${cell(word)}~~`).join(", ")}`);
  }
  for (const field of textFields) {
    const text = change?.texts[field];
    if (text !== undefined) lines.push(`${cell(words.fields[field])}: ${text === "" ? "−" : `+ ${cell(text)}`}`);
  }
  for (const field of plan?.keeps ?? []) lines.push(cell(words.kept(words.fields[field])));
  const where = place ? cell(words.places[place]) : "";
  const why = because ? `${where}<br>${cell(because.message)}` : where;
  return `| ${cell(image.path)} | ${why} | ${lines.join("<br>")} |`;
}

/** One line in which nothing is markup: every sign that Markdown or HTML knows stands for itself. */
function cell(raw: string): string {
  return displayText(raw, mostCharacters).replaceAll(/[!-/:-@[-`{-~]/gu, (sign) => `&#${sign.codePointAt(0) ?? 32};`);
}
