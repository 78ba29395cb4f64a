/**
 * A report for others, without private data. It is made from what cannot hold any: verdicts, facts that are numbers, yes or
 * no, or words of closed lists, and names of settings. No sentence of a finding, which may name files and hosts, goes in.
 */
import type { FailureData } from "../../../shared/failures.ts";
import { reasonWord, type Fact } from "./fact.ts";
import type { Finding } from "./finding.ts";
import { isSame, type SettingRule, type SettingValue } from "./settingsCheck.ts";
import { countVerdicts } from "./report.ts";

/** What it is made from. */
export interface SupportInput {
  readonly findings: readonly Finding[];
  readonly settings: readonly SettingValue[];
  /** The last failures, newest first. */
  readonly failures: readonly Pick<FailureData, "reason">[];
}

/** The report as Markdown, to be pasted somewhere. */
export function supportReport({ findings, settings, failures }: SupportInput): string {
  const { fault, note, ok } = countVerdicts(findings);
  return [
    "## Image Tagger: support report",
    "",
    `Faults: ${fault}, notes: ${note}, in order: ${ok}. It holds no names of files, folders, people or hosts, no keys, no prompts and no tags.`,
    "",
    "### Checks",
    "",
    ...findings.map(checkLine),
    "",
    "### Settings that differ from the default",
    "",
    ...orNone(
      settings.filter(({ value, rule }) => value !== undefined && !isSame(value, rule.default)).map(settingLine),
    ),
    "",
    "### Reasons of the last failures",
    "",
    ...orNone(counted(failures.map(({ reason }) => String(reasonWord(reason))))),
    "",
  ].join("\n");
}

function checkLine({ verdict, area, check, facts = {} }: Finding): string {
  const told = Object.entries(facts).map(([name, fact]) => `${name} ${factText(fact)}`);
  return `- ${verdict}: ${area}/${check}${told.length > 0 ? ` (${told.join(", ")})` : ""}`;
}

function factText(fact: Fact): string {
  if (typeof fact === "boolean") return fact ? "yes" : "no";
  return String(fact);
}

/** The value only where it cannot be anything of a person's own. */
function settingLine({ name, rule, value }: SettingValue): string {
  return `- ${name}${isTellable(rule, value) ? `: ${String(value)}` : ""}`;
}

function isTellable(rule: SettingRule, value: unknown): boolean {
  if (typeof value === "number" || typeof value === "boolean") return true;
  return typeof value === "string" && rule.enum?.includes(value) === true;
}

function counted(words: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `- ${word}${count > 1 ? ` (${count} times)` : ""}`);
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? lines : ["- none"];
}
