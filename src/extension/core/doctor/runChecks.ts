/** Runs the doctor's checks side by side, each with a deadline of its own: one that hangs is a finding and holds up no other. */
import { failureOf } from "../../../shared/failures.ts";
import { failed, fault, findingOf, note, type Area, type Finding, type Found } from "./finding.ts";

/** One check. */
export interface Check {
  readonly name: string;
  readonly area: Area;
  readonly deadlineMs: number;
  /** What a person can do where it does not answer. */
  readonly ifLate: string;
  /** It takes the whole computer, or is only of use once the others are through. */
  readonly isLast?: true;
  readonly run: (signal: AbortSignal) => Promise<readonly Found[]>;
}

/** How far the checks are; `waiting`: names of those that go on. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
  readonly waiting: readonly string[];
}

/** All findings, in the order of the checks. At a stop it answers at once with what was found until then. */
export async function runChecks(
  checks: readonly Check[],
  onProgress: (progress: CheckProgress) => void,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = new Map<Check, readonly Found[]>();
  const running = new Set<Check>();
  const tell = (): void =>
    onProgress({ done: found.size, total: checks.length, waiting: [...running].map(({ name }) => name) });
  const run = async (check: Check): Promise<void> => {
    running.add(check);
    tell();
    found.set(check, await answerOf(check, signal));
    running.delete(check);
    tell();
  };
  await Promise.all(checks.filter(({ isLast }) => !isLast).map(run));
  for (const check of checks.filter(({ isLast }) => isLast)) await run(check);
  return checks.flatMap((check) => (found.get(check) ?? []).map((one) => findingOf(one, check.name, check.area)));
}

/** What a check finds; never rejects, and never takes longer than its deadline. */
async function answerOf(check: Check, signal: AbortSignal): Promise<readonly Found[]> {
  const { name, deadlineMs, ifLate } = check;
  if (signal.aborted) return stopped;
  const own = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = (): void => undefined;
  const late = new Promise<readonly Found[]>((resolve) => {
    timer = setTimeout(() => {
      const title = `The check "${name}" did not answer within ${spokenSeconds(deadlineMs)}.`;
      resolve([fault(title, { remedy: ifLate, facts: { late: true } })]);
    }, deadlineMs);
    stop = () => resolve(stopped);
  });
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([attempt(check, AbortSignal.any([signal, own.signal])), late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    // what still goes on is nobody's any more
    own.abort();
  }
}

const stopped: readonly Found[] = [note("Not checked: it was stopped.", { facts: { stopped: true } })];

async function attempt(check: Check, signal: AbortSignal): Promise<readonly Found[]> {
  try {
    return await check.run(signal);
  } catch (thrown) {
    const failure = failureOf(thrown);
    return failure.reason === "aborted" ? stopped : [failed("fault", failure)];
  }
}

function spokenSeconds(milliseconds: number): string {
  return `${Math.max(0.1, Math.round(milliseconds / 100) / 10)} s`;
}
