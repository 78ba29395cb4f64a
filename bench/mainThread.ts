/** How long the longest task of a page's main thread took, read from the browser's own trace. */
import type { CDPSession } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; absent for events without a length. */
  readonly dur?: number;
  /** The part of it for which the thread had a processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest by each measure; they need not be the same task. */
export interface LongestTask {
  /** Of the thread's own work: what other programs take of the machine is not in it. */
  readonly ownMs: number;
  /** By the clock. */
  readonly clockMs: number;
}

/** Runs the work and answers with the longest task, script and layout and painting together. */
export async function longestTask(cdp: CDPSession, work: () => Promise<void>): Promise<LongestTask> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { readonly value: readonly object[] }): void => {
    events.push(...(value as readonly TraceEvent[]));
  };
  cdp.on("Tracing.dataCollected", collect);
  await cdp.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"], excludedCategories: ["*"] },
  });
  await work();
  const isComplete = new Promise<void>((resolve) => cdp.once("Tracing.tracingComplete", () => resolve()));
  await cdp.send("Tracing.end");
  await isComplete;
  cdp.off("Tracing.dataCollected", collect);
  return longestIn(events);
}

/** Of all renderers the one that worked most is the page's. */
function longestIn(events: readonly TraceEvent[]): LongestTask {
  const mains = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const tasks = mains.map((main) => events.filter(({ pid, tid, dur }) => pid === main.pid && tid === main.tid && dur));
  const longest = (list: readonly TraceEvent[], of: "dur" | "tdur"): number =>
    list.reduce((most, event) => Math.max(most, event[of] ?? 0), 0) / 1_000;
  const [page] = tasks.toSorted((a, b) => b.length - a.length);
  if (!page?.some(({ tdur }) => tdur !== undefined))
    throw new Error("The trace tells no task of a page's main thread.");
  return { ownMs: longest(page, "tdur"), clockMs: longest(page, "dur") };
}
