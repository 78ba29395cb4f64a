/** What the doctor finds: a verdict, a sentence, what can be done, and what of it may be told to others. */
import { isAbort, failureOf, type FailureData } from "../../../shared/failures.ts";
import { reasonWord, type Facts } from "./fact.ts";

/** `note`: works, with less. */
export type Verdict = "fault" | "note" | "ok";

/** The parts of the program, in the order of the report. */
export const areas = [
  "program",
  "settings",
  "engines",
  "pictures",
  "catalog",
  "records",
  "folders",
  "network",
] as const;
export type Area = (typeof areas)[number];

/** A command of the editor that does what the remedy says. */
export type RemedyCommand =
  | "chooseEngine"
  | "manageTrust"
  | "openFile"
  | "openFolder"
  | "openSettings"
  | "rebuildCatalog"
  | "refresh"
  | "removeMissingRecords"
  | "removeSetAside"
  | "setAccessKey"
  | "showLog";

/** The command, and the setting or path that it acts on, where it needs one. */
export interface RemedyAction {
  readonly id: RemedyCommand;
  readonly argument?: string;
}

/** One finding as a check gives it. */
export interface Found {
  readonly verdict: Verdict;
  /** One sentence: what is so. */
  readonly title: string;
  /** More about it, for who wants to know. */
  readonly detail?: string;
  /** What a person can do. */
  readonly remedy?: string;
  readonly action?: RemedyAction;
  /** What may stand in a support report. */
  readonly facts?: Facts;
  /** Where one check finds several kinds of things: its name for this one. */
  readonly check?: string;
}

/** One finding of the report. */
export interface Finding extends Found {
  readonly check: string;
  readonly area: Area;
  /** Title, detail and remedy in one. */
  readonly message: string;
}

/** Works as it should. */
export function ok(title: string, more: Omit<Found, "verdict" | "title"> = {}): Found {
  return { verdict: "ok", title, ...more };
}

/** Works, with less. */
export function note(title: string, more: Omit<Found, "verdict" | "title"> = {}): Found {
  return { verdict: "note", title, ...more };
}

/** Does not work. */
export function fault(title: string, more: Omit<Found, "verdict" | "title"> = {}): Found {
  return { verdict: "fault", title, ...more };
}

/** A failure as a finding: its sentence holds the remedy already. */
export function failed(verdict: Verdict, { reason, message }: FailureData, more: Partial<Found> = {}): Found {
  return { verdict, title: message, ...more, facts: { ...more.facts, reason: reasonWord(reason) } };
}

/** What the work finds, or its failure as a finding; a stop passes through. */
export async function foundOr(
  verdict: Verdict,
  work: () => Promise<readonly Found[]>,
  more: Partial<Found> = {},
): Promise<readonly Found[]> {
  try {
    return await work();
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return [failed(verdict, failureOf(thrown), more)];
  }
}

/** A number with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A finding of the report from what a check found. */
export function findingOf(found: Found, check: string, area: Area): Finding {
  const { title, detail, remedy } = found;
  const message = [title, detail, remedy].filter((part) => part !== undefined && part !== "").join(" ");
  return { ...found, check: found.check ?? check, area, message };
}
