/** The queue as it is kept over a restart: which images waited, whether the work was under way, and what had become of others. */
import type { FailureData, Reason } from "../../shared/failures.ts";
import type { EndedTask, SavedHistory } from "./queue/history.ts";

/** A waiting image. */
export interface SavedTask {
  readonly id: string;
  readonly again: boolean;
  /** Since when (milliseconds since the epoch); absent where it is not known. */
  readonly sinceMs?: number;
}

/** What is kept. */
export interface SavedQueue {
  readonly wasRunning: boolean;
  readonly tasks: readonly SavedTask[];
  readonly history: SavedHistory;
}

type Fields = Readonly<Record<string, unknown>>;

const version = 2;
/** Version 1 knew neither times nor a history. */
const readable: readonly unknown[] = [1, version];
const endStates: readonly EndedTask["state"][] = ["completed", "skipped", "failed"];

/** A queue in which nothing waits and nothing has been done. */
export const emptyQueue: SavedQueue = { wasRunning: false, tasks: [], history: { ended: [], dropped: 0 } };

/**
 * The text of the queue file. Ids stand in order; of what many of them share only the places are written: which are to be done
 * again, and from which on they wait since another time.
 */
export function writeQueue({ wasRunning, tasks, history }: SavedQueue): string {
  const again = tasks.flatMap((task, index) => (task.again ? [index] : []));
  const since = tasks.flatMap(({ sinceMs }, index) =>
    sinceMs === tasks[index - 1]?.sinceMs ? [] : [[index, sinceMs ?? 0]],
  );
  return JSON.stringify({ version, wasRunning, ids: tasks.map(({ id }) => id), again, since, ...history });
}

/** Reads a queue file; whatever is not as it should be is as if it had never been. */
export function readQueue(content: string): SavedQueue {
  let kept: unknown;
  try {
    kept = JSON.parse(content);
  } catch {
    return emptyQueue; // cut off or written by something else: tagging can be asked for again
  }
  if (!isObject(kept) || !readable.includes(kept["version"]) || !Array.isArray(kept["ids"])) return emptyQueue;
  const tasks = readTasks(kept["ids"], kept["again"], kept["since"]);
  const { ended, dropped } = kept;
  return {
    wasRunning: kept["wasRunning"] === true && tasks.length > 0,
    tasks,
    history: {
      ended: Array.isArray(ended) ? ended.flatMap((task) => readEnded(task) ?? []) : [],
      dropped: isTime(dropped) ? dropped : 0,
    },
  };
}

function readTasks(ids: readonly unknown[], again: unknown, since: unknown): readonly SavedTask[] {
  const places = new Set<unknown>(Array.isArray(again) ? again : []);
  const times = new Map<unknown, unknown>(
    Array.isArray(since) ? (since.filter(Array.isArray) as [unknown, unknown][]) : [],
  );
  let sinceMs: unknown;
  return ids.flatMap((id, index) => {
    if (times.has(index)) sinceMs = times.get(index);
    if (!isName(id)) return [];
    return [{ id, again: places.has(index), ...(isTime(sinceMs) && sinceMs > 0 ? { sinceMs } : {}) }];
  });
}

function readEnded(value: unknown): EndedTask | undefined {
  if (!isObject(value)) return undefined;
  const { id, path, state, again, waitingSinceMs, startedAtMs, endedAtMs, engine, model } = value;
  const known = endStates.find((word) => word === state);
  const failure = readFailure(value["failure"]);
  if (!isName(id) || !isName(path) || !known || !isTime(waitingSinceMs) || !isTime(endedAtMs)) return undefined;
  if (known === "failed" && !failure) return undefined;
  return {
    id,
    path,
    state: known,
    again: again === true,
    waitingSinceMs,
    ...(isTime(startedAtMs) ? { startedAtMs } : {}),
    endedAtMs,
    ...(failure ? { failure } : {}),
    ...(isName(engine) ? { engine } : {}),
    ...(isName(model) ? { model } : {}),
  };
}

function readFailure(value: unknown): FailureData | undefined {
  if (!isObject(value)) return undefined;
  const { reason, message } = value;
  // a reason of a later version is as good as any: it is only shown
  return isName(reason) && typeof message === "string" ? { reason: reason as Reason, message } : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
