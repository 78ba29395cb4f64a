/** A question that several checks share: asked once, and once more only where all who waited for it gave it up. */
import { SharedCall } from "../views/sharedCall.ts";

/** Answers the same to everybody. */
export function askedOnce<T>(ask: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let call: SharedCall<T> | undefined;
  return (signal) => {
    if (!call || call.isAborted) call = new SharedCall(ask);
    return call.join(signal);
  };
}
