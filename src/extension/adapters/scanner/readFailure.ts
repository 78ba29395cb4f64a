/** Translates errors of reading files and folders into expected failures. */
import { ExpectedError, type Reason } from "../../../shared/failures.ts";

const reasons: Readonly<Record<string, { reason: Reason; what: string }>> = {
  ENOENT: { reason: "notFound", what: "it is not there" },
  ENOTDIR: { reason: "notFound", what: "it is not there" },
  EACCES: { reason: "unreadable", what: "there is no permission to read it" },
  EPERM: { reason: "unreadable", what: "the system does not allow reading it" },
  ELOOP: { reason: "unreadable", what: "its links go in a circle" },
  ENAMETOOLONG: { reason: "unreadable", what: "its path is too long" },
  EIO: { reason: "volumeMissing", what: "the drive does not answer; check its connection" },
  ENXIO: { reason: "volumeMissing", what: "the drive is not there; connect it again" },
  ENODEV: { reason: "volumeMissing", what: "the drive is not there; connect it again" },
  ESTALE: { reason: "volumeMissing", what: "the network share has changed; connect it again" },
  ENOTCONN: { reason: "volumeMissing", what: "the network share is not connected" },
  ETIMEDOUT: { reason: "volumeMissing", what: "the network share does not answer" },
};

/** The failure for an error while reading `path`; an expected failure passes through. */
export function readFailure(path: string, thrown: unknown): ExpectedError {
  if (thrown instanceof ExpectedError) return thrown;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const known = reasons[code];
  const what = known?.what ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new ExpectedError(known?.reason ?? "unreadable", `Cannot read ${path}: ${what}.`, { cause: thrown });
}
