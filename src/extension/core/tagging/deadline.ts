/** Runs work that must end in time: its signal fires at a stop, at the deadline, and when the work is over. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";

/** `late` is thrown where the deadline ended the work. */
export interface Deadline {
  readonly deadlineMs: number;
  readonly late: () => ExpectedError;
}

/** Answers what the work answers. What is left of a connection when the work stops reading early ends by its signal. */
export async function withinDeadline<T>(
  { deadlineMs, late }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  throwIfAborted(signal);
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(late()), deadlineMs);
  try {
    return await work(AbortSignal.any([signal, own.signal]));
  } catch (thrown) {
    if (signal.aborted) throw new ExpectedError("aborted", "Stopped.", { cause: thrown });
    if (own.signal.aborted) throw own.signal.reason;
    throw thrown;
  } finally {
    clearTimeout(timer);
    own.abort();
  }
}
