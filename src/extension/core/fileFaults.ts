/** What the error codes of a file system mean for a person: the reason to act upon, and the words for it. */
import type { Reason } from "../../shared/failures.ts";

/** The reason, and words that go on after "Cannot write this file:". */
export interface FileFault {
  readonly reason: Reason;
  readonly what: string;
}

/** The code of a Node file system error, or "" for anything else; of a failure the code of its cause. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  if ("code" in thrown && typeof thrown.code === "string") return thrown.code;
  return thrown.cause === undefined || thrown.cause === thrown ? "" : codeOf(thrown.cause);
}

/** What it means that writing met this code; undefined where that is not known. */
export function writeFault(code: string): FileFault | undefined {
  return Object.hasOwn(faults, code) ? faults[code] : undefined;
}

/** True for the codes of a drive or share that is not there, for a moment or for long. */
export function isVolumeCode(code: string): boolean {
  return code !== "ENOENT" && code !== "ENOTDIR" && writeFault(code)?.reason === "volumeMissing";
}

const faults: Readonly<Record<string, FileFault>> = {
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
  ECONNRESET: { reason: "volumeMissing", what: "the connection to the network share broke off" },
  ECONNABORTED: { reason: "volumeMissing", what: "the connection to the network share broke off" },
  EHOSTDOWN: { reason: "volumeMissing", what: "the network share does not answer" },
  EHOSTUNREACH: { reason: "volumeMissing", what: "the network share cannot be reached" },
  ENETDOWN: { reason: "volumeMissing", what: "the network is down" },
  ENETUNREACH: { reason: "volumeMissing", what: "the network share cannot be reached" },
  ETIMEDOUT: { reason: "volumeMissing", what: "the network share does not answer" },
};
