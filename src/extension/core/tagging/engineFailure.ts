/** A failure of an engine: it also knows whether the same request may succeed soon. */
import { ExpectedError, type Reason } from "../../../shared/failures.ts";

/** May the same request succeed soon? `once`: a crash that is often followed by a clean start. */
export type Retry = "never" | "once" | "often";

/** Thrown by the adapters of model servers; translated by status or code at their edge. */
export class EngineFailure extends ExpectedError {
  readonly retry: Retry;

  constructor(reason: Reason, message: string, retry: Retry = "never", cause?: unknown) {
    super(reason, message, { cause });
    this.retry = retry;
  }
}

/** True where the request never left: nothing listened at the other end. */
export function wasNeverSent(thrown: unknown): boolean {
  const refused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/u;
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error && refused.test(String(error.code))) return true;
  }
  return false;
}
