/** The queue as it is kept over a restart: which images waited, and whether the work was under way. */

/** A waiting image. */
export interface SavedTask {
  readonly id: string;
  readonly again: boolean;
}

/** What is kept. */
export interface SavedQueue {
  readonly wasRunning: boolean;
  readonly tasks: readonly SavedTask[];
}

const version = 1;
const nothing: SavedQueue = { wasRunning: false, tasks: [] };

/** The text of the queue file: ids in order, and the places in it of those that are to be done again. */
export function writeQueue({ wasRunning, tasks }: SavedQueue): string {
  const again = tasks.flatMap((task, index) => (task.again ? [index] : []));
  return JSON.stringify({ version, wasRunning, ids: tasks.map(({ id }) => id), again });
}

/** Reads a queue file; whatever is not as it should be is as if nothing had waited. */
export function readQueue(content: string): SavedQueue {
  let kept: unknown;
  try {
    kept = JSON.parse(content);
  } catch {
    return nothing; // cut off or written by something else: tagging can be asked for again
  }
  if (typeof kept !== "object" || kept === null) return nothing;
  const { version: written, wasRunning, ids, again } = kept as Readonly<Record<string, unknown>>;
  if (written !== version || !Array.isArray(ids)) return nothing;
  const places = new Set<unknown>(Array.isArray(again) ? again : []);
  const tasks = ids.flatMap((id: unknown, index) =>
    typeof id === "string" && id !== "" ? [{ id, again: places.has(index) }] : [],
  );
  return { wasRunning: wasRunning === true && tasks.length > 0, tasks };
}
