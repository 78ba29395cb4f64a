/** What may be done with a file: where it really is, whether it may be written, and which format its first bytes say it has. */
import { constants } from "node:fs";
import { access, lstat, open, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { ExpectedError, type FailureData } from "../../../shared/failures.ts";
import { codeOf } from "../../core/fileFaults.ts";
import type { EmbeddingFormat } from "../../core/metadata/fields.ts";
import type { MetadataTarget } from "../../core/metadataPort.ts";
import type { ImageRef } from "../../core/ports.ts";

const extensions: Readonly<Record<string, EmbeddingFormat>> = {
  jpg: "jpeg",
  jpeg: "jpeg",
  jpe: "jpeg",
  jfif: "jpeg",
  png: "png",
  tif: "tiff",
  tiff: "tiff",
  webp: "webp",
  avif: "avif",
  gif: "gif",
};

/** Fails for what is never written, not even beside it. */
export async function targetOf({ folder, path: relative }: ImageRef): Promise<MetadataTarget> {
  const named = path.join(folder.root, relative);
  try {
    const [real, root] = await Promise.all([realpath(named), realpath(folder.root)]);
    if (!isInside(root, real))
      throw new ExpectedError(
        "outsideFolder",
        `${named} is a link out of its folder, to ${real}. Nothing is written there.`,
      );
    const stats = await stat(real);
    if (!stats.isFile()) throw new ExpectedError("unreadable", `${named} is no regular file.`);
    const stamp = { size: stats.size, mtimeMs: stats.mtimeMs };
    const unfit = (await readOnly(named, real, stats.mode)) ?? severalNames(named, stats.nlink);
    if (unfit) return { real, stamp, unfit };
    const format = await formatOf(real);
    const wrong = unfitFormat(named, format);
    return wrong || !format ? { real, stamp, ...(wrong && { unfit: wrong }) } : { real, stamp, format };
  } catch (thrown) {
    if (thrown instanceof ExpectedError) throw thrown;
    const isGone = codeOf(thrown) === "ENOENT";
    const message = isGone ? `${named} is not there any more.` : `${named} cannot be read.`;
    throw new ExpectedError(isGone ? "notFound" : "unreadable", message, { cause: thrown });
  }
}

/** The sidecar of an image, which may not exist yet. A link in its place is not followed: it could lead to any file. */
export async function sidecarOf({ folder, path: relative }: ImageRef): Promise<string> {
  const sidecar = `${path.join(folder.root, relative)}.xmp`;
  const [real, root] = await Promise.all([realpath(path.dirname(sidecar)), realpath(folder.root)]);
  if (real !== root && !isInside(root, real))
    throw new ExpectedError("outsideFolder", `${sidecar} would lie outside of the library folder.`);
  try {
    if (!(await lstat(sidecar)).isFile())
      throw new ExpectedError("unreadable", `${sidecar} is a link or no file at all. Remove it.`);
  } catch (thrown) {
    if (codeOf(thrown) !== "ENOENT") throw thrown;
  }
  return sidecar;
}

function isInside(root: string, real: string): boolean {
  const relative = path.relative(root, real);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** By its mode as well: for the superuser everything is writable, and who made it read-only meant it all the same. */
async function readOnly(named: string, real: string, mode: number): Promise<FailureData | undefined> {
  const failure = { reason: "fileReadOnly", message: `${named} is read-only.` } as const;
  if ((mode & 0o222) === 0) return failure;
  return access(real, constants.W_OK).then(
    () => undefined,
    () => failure,
  );
}

/** A file is replaced as a whole: its other names would keep the old one. */
function severalNames(named: string, links: number): FailureData | undefined {
  if (links <= 1) return undefined;
  return { reason: "severalNames", message: `${named} has ${links} names (hard links), which writing would part.` };
}

function unfitFormat(named: string, format: EmbeddingFormat | undefined): FailureData | undefined {
  const extension = path.extname(named).slice(1).toLowerCase();
  if (format === undefined)
    return {
      reason: "formatUnfit",
      message: `${named}: words cannot be written into ${extension.toUpperCase() || "these"} files.`,
    };
  if (extensions[extension] === format) return undefined;
  return { reason: "formatUnfit", message: `${named} is a ${format.toUpperCase()} picture under a wrong name.` };
}

async function formatOf(file: string): Promise<EmbeddingFormat | undefined> {
  const handle = await open(file, "r");
  try {
    const bytes = Buffer.alloc(64);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return sniffed(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function sniffed(bytes: Buffer): EmbeddingFormat | undefined {
  const text = bytes.toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "tiff";
  if (text.startsWith("GIF8")) return "gif";
  if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return "webp";
  return text.startsWith("ftyp", 4) && /avi[fs]/u.test(text.slice(8)) ? "avif" : undefined;
}
