/** Names what can go wrong with an image file: by code where the system gives one, by sharp's words where it gives none. */
import { basename } from "node:path";
import { ExpectedError } from "../../../shared/failures.ts";
import { plainText } from "../../core/builtin/plainText.ts";

/** The file's name in quotes, harmless to show. */
function quoted(path: string): string {
  return `"${plainText(basename(path), 120)}"`;
}

/** Failures of reaching the file. */
export const fileFailure = {
  notAFile: (path: string): string => `${quoted(path)} is not a regular file, so it cannot be an image.`,
  empty: (path: string): string => `${quoted(path)} is empty. Replace it with the complete image.`,
  from(path: string, thrown: unknown): ExpectedError {
    if (thrown instanceof ExpectedError) return thrown;
    const code = codeOf(thrown);
    if (code === "ENOENT" || code === "ENOTDIR") {
      return new ExpectedError("notFound", `${quoted(path)} is no longer there.`, { cause: thrown });
    }
    if (code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE") {
      return new ExpectedError("notFound", `${quoted(path)} is not a possible file name.`, { cause: thrown });
    }
    const remedy = "Check its permissions and the drive.";
    return new ExpectedError("unreadable", `${quoted(path)} cannot be read (${code || "unknown error"}). ${remedy}`, {
      cause: thrown,
    });
  },
};

/** A failure of sharp by name. sharp has no codes, so its words decide; what is not known is `undecodable`. */
export function decodeFailure(path: string, thrown: unknown): ExpectedError {
  if (thrown instanceof ExpectedError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  const name = quoted(path);
  if (/pixel limit|too large|exceeds/iu.test(words)) {
    return new ExpectedError("tooLarge", `${name} has more pixels than can be decoded safely (268 million).`, {
      cause: thrown,
    });
  }
  if (/is missing/iu.test(words)) {
    return new ExpectedError("notFound", `${name} is no longer there.`, { cause: thrown });
  }
  if (/timeout/iu.test(words)) {
    return new ExpectedError("timedOut", `Decoding ${name} took longer than 30 seconds and was ended.`, {
      cause: thrown,
    });
  }
  const why = /unsupported image format|operation is blocked/iu.test(words)
    ? "its content is of no supported image format"
    : "the file is damaged or cut off";
  return new ExpectedError("undecodable", `${name} cannot be decoded: ${why}.`, { cause: thrown });
}

/** A failure of writing a thumbnail by name. */
export function writeFailure(path: string, thrown: unknown): ExpectedError {
  if (thrown instanceof ExpectedError) return thrown;
  const code = codeOf(thrown);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new ExpectedError("diskFull", `There is no space left for the thumbnail ${path}.`, { cause: thrown });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new ExpectedError("folderReadOnly", `The thumbnail ${path} may not be written.`, { cause: thrown });
  }
  return new ExpectedError("writeFailed", `The thumbnail ${path} could not be written (${code || "unknown error"}).`, {
    cause: thrown,
  });
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}
