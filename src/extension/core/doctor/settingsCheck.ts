/** Checks the settings: what is no possible value, and what contradicts itself, each with its effect. */
import { SafeWord } from "./fact.ts";
import { note, ok, type Found } from "./finding.ts";
import type { Check } from "./runChecks.ts";
import { contradictions, type SettingProblem } from "./settingsTogether.ts";

/** What the package says of a setting. */
export interface SettingRule {
  readonly type: "string" | "number" | "integer" | "boolean" | "array";
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: { readonly enum?: readonly string[] };
}

/** A setting by its whole name, as it is now. */
export interface SettingValue {
  readonly name: string;
  readonly rule: SettingRule;
  readonly value: unknown;
}

/** What this check looks at. */
export interface SettingsParts {
  readonly settings: readonly SettingValue[];
  /** Fails with a sentence for what is no address of an Ollama server. */
  readonly readHost: (written: string) => string;
  readonly isAbsolute: (path: string) => boolean;
}

export function settingsCheck(parts: SettingsParts): Check {
  return {
    name: "settings",
    area: "settings",
    deadlineMs: 5_000,
    ifLate: "Restart the program.",
    run: async () => {
      const { settings } = parts;
      const found = [...settings.flatMap(outOfRange), ...contradictions(parts).map(problem)];
      const changed = settings.filter(({ value, rule }) => !isSame(value, rule.default)).length;
      const facts = { changed, problems: found.length };
      if (found.length > 0) return found;
      return [
        ok(`The settings are possible and agree with each other; ${changed} differ from the default.`, { facts }),
      ];
    },
  };
}

/** True where two values of a setting are the same, lists and objects by their content. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function outOfRange({ name, rule, value }: SettingValue): readonly Found[] {
  if (value === undefined || isSame(value, rule.default)) return [];
  const wrong = whatIsWrong(rule, value);
  return wrong === undefined ? [] : [problem({ name, sentence: `${name} ${wrong}` })];
}

/** The rest of the sentence; undefined for a value that is possible. Values are not repeated where they could be secrets. */
function whatIsWrong(rule: SettingRule, value: unknown): string | undefined {
  if (rule.type === "array") return wrongInList(rule, value);
  if (rule.type === "number" || rule.type === "integer") return wrongNumber(rule, value);
  if (typeof value !== rule.type) return `is no ${rule.type}. ${instead(rule)}`;
  if (rule.enum && !rule.enum.includes(String(value))) return `is none of ${rule.enum.join(", ")}. ${instead(rule)}`;
  if (rule.pattern !== undefined && !new RegExp(rule.pattern, "u").test(String(value).trim()))
    return `is not written as it must be. ${instead(rule)}`;
  return undefined;
}

function wrongNumber(rule: SettingRule, value: unknown): string | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return `is no number. ${instead(rule)}`;
  const { minimum = -Infinity, maximum = Infinity } = rule;
  if (value >= minimum && value <= maximum) return undefined;
  const used = Math.min(maximum, Math.max(minimum, value));
  return `is ${value}, which is not between ${minimum} and ${maximum}. ${used} is used.`;
}

function wrongInList(rule: SettingRule, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `is no list. ${instead(rule)}`;
  const items: readonly unknown[] = value;
  if (items.some((item) => typeof item !== "string")) return "holds something that is no text, which is passed over.";
  const known = rule.items?.enum;
  if (known && !items.every((item) => known.includes(String(item))))
    return `holds something that is none of ${known.join(", ")}, which is passed over.`;
  return undefined;
}

function instead(rule: SettingRule): string {
  return `The default is used: ${JSON.stringify(rule.default)}.`;
}

function problem({ name, sentence }: SettingProblem): Found {
  return note(sentence, {
    remedy: "Change it in the settings.",
    action: { id: "openSettings", argument: name },
    facts: { setting: SafeWord.of(name, [name]) },
  });
}
