/** Translates file system error codes into expected failures with a remedy. */
import { ExpectedError, type Reason } from "../../../shared/failures.ts";

/** The code of a Node file system error, or "" for anything else. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

/** Codes that another program or a scanner causes for a moment, and those of a network share that stumbles. */
export const passingCodes: ReadonlySet<string> = new Set(
  (
    "EBUSY EPERM EACCES EMFILE ENFILE EAGAIN EINTR " +
    "ETIMEDOUT ECONNRESET ECONNABORTED EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ESTALE"
  ).split(" "),
);

/** What a drive or a share answers that loses its connection for a moment, and more often for good. */
export const rarelyPassingCodes: ReadonlySet<string> = new Set(["EIO", "ENOTCONN", "EREMOTEIO"]);

const reasons: Readonly<Record<string, { reason: Reason; what: string }>> = {
  EROFS: { reason: "folderReadOnly", what: "the volume is read-only" },
  EACCES: { reason: "folderReadOnly", what: "there is no permission to write there" },
  EPERM: { reason: "folderReadOnly", what: "the system does not allow writing there" },
  ENOSPC: { reason: "diskFull", what: "the disk is full; make room and try again" },
  EDQUOT: { reason: "diskFull", what: "the quota is used up; make room and try again" },
  ENOENT: { reason: "volumeMissing", what: "the folder is not there; is its drive connected?" },
  ENOTDIR: { reason: "volumeMissing", what: "the folder is not there any more" },
  ENODEV: { reason: "volumeMissing", what: "the drive is not there; connect it again" },
  ENXIO: { reason: "volumeMissing", what: "the drive is not there; connect it again" },
  EIO: { reason: "volumeMissing", what: "the drive does not answer; check its connection" },
  EREMOTEIO: { reason: "volumeMissing", what: "the network share does not answer" },
  ESTALE: { reason: "volumeMissing", what: "the network share has changed; connect it again" },
  ENOTCONN: { reason: "volumeMissing", what: "the network share is not connected" },
  ECONNABORTED: { reason: "volumeMissing", what: "the connection to the network share broke off" },
  ECONNRESET: { reason: "volumeMissing", what: "the connection to the network share broke off" },
  EHOSTDOWN: { reason: "volumeMissing", what: "the network share does not answer" },
  EHOSTUNREACH: { reason: "volumeMissing", what: "the network share cannot be reached" },
  ENETDOWN: { reason: "volumeMissing", what: "the network is down" },
  ENETUNREACH: { reason: "volumeMissing", what: "the network share cannot be reached" },
  ETIMEDOUT: { reason: "volumeMissing", what: "the network share does not answer" },
};

/** The failure for an error while writing `path`; an expected failure passes through. */
export function writeFailure(path: string, thrown: unknown): ExpectedError {
  if (thrown instanceof ExpectedError) return thrown;
  const known = reasons[codeOf(thrown)];
  const what = known?.what ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new ExpectedError(known?.reason ?? "writeFailed", `Cannot write ${path}: ${what}.`, { cause: thrown });
}

/** Why a folder cannot be written, for a sentence that goes on after a colon. */
export function obstacleOf(thrown: unknown): ExpectedError {
  const known = reasons[codeOf(thrown)];
  const what = known?.what ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new ExpectedError(known?.reason ?? "folderReadOnly", what, { cause: thrown });
}
