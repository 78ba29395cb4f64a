/** Translates file system error codes into expected failures with a remedy. */
import { ExpectedError } from "../../../shared/failures.ts";
import { codeOf, writeFault } from "../../core/fileFaults.ts";

/** Codes that another program or a scanner causes for a moment, and those of a network share that stumbles. */
export const passingCodes: ReadonlySet<string> = new Set(
  (
    "EBUSY EPERM EACCES EMFILE ENFILE EAGAIN EINTR " +
    "ETIMEDOUT ECONNRESET ECONNABORTED EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ESTALE"
  ).split(" "),
);

/** What a drive or a share answers that loses its connection for a moment, and more often for good. */
export const rarelyPassingCodes: ReadonlySet<string> = new Set(["EIO", "ENOTCONN", "EREMOTEIO"]);

/** The failure for an error while writing `path`; an expected failure passes through. */
export function writeFailure(path: string, thrown: unknown): ExpectedError {
  if (thrown instanceof ExpectedError) return thrown;
  const known = writeFault(codeOf(thrown));
  const what = known?.what ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new ExpectedError(known?.reason ?? "writeFailed", `Cannot write ${path}: ${what}.`, { cause: thrown });
}
