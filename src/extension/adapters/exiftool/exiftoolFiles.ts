/** Metadata in files by ExifTool: writes a copy beside the file, reads it again, and only what holds takes the file's place. */
import { constants } from "node:fs";
import { copyFile, mkdtemp, rm, stat, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import { codeOf } from "../../core/fileFaults.ts";
import { listFields, textFields, type ListField, type MetadataPlace } from "../../core/metadata/fields.ts";
import { changedWords, isNoChange, type MetadataChange, type MetadataWords } from "../../core/metadata/plan.ts";
import type { FoundMetadata, MetadataFiles, MetadataTarget } from "../../core/metadataPort.ts";
import type { ImageRef, Storage } from "../../core/ports.ts";
import { changeArgs, readImageArgs, readSidecarArgs } from "./arguments.ts";
import type { CommandOutput } from "./exiftoolProcess.ts";
import { ExifToolPool, type FindProgram } from "./exiftoolPool.ts";
import { foundIn, nothingIn } from "./readOutput.ts";
import { sidecarOf, targetOf } from "./target.ts";

type WriteOrder = Parameters<MetadataFiles["write"]>[0];

/** What the adapter needs of others. */
export interface ExifToolParts {
  readonly storage: Storage;
  readonly findProgram: FindProgram;
  /** A key that changes with the picture and not with the words about it; one that begins otherwise than with "p" says nothing. */
  readonly pictureKey: (file: string, signal: AbortSignal) => Promise<string>;
}

const emptyPacket =
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ' +
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>\n';

/** Reads and writes by running ExifTools. */
export class ExifToolFiles implements MetadataFiles {
  readonly #parts: ExifToolParts;
  readonly #pool: ExifToolPool;
  /** The folder with an empty packet, from which new sidecars are made; absent until one is. */
  #empty: Promise<string> | undefined;

  constructor(parts: ExifToolParts) {
    this.#parts = parts;
    this.#pool = new ExifToolPool(parts.findProgram);
  }

  async target(image: ImageRef, signal: AbortSignal): Promise<MetadataTarget> {
    throwIfAborted(signal);
    return targetOf(image);
  }

  async read(
    image: ImageRef,
    target: MetadataTarget,
    place: MetadataPlace,
    signal: AbortSignal,
  ): Promise<FoundMetadata> {
    if (place === "file") return this.#readFile(target.real, target.stamp, "file", signal);
    const sidecar = await sidecarOf(image);
    const stamp = await stampOf(sidecar);
    return stamp ? this.#readFile(sidecar, stamp, "sidecar", signal) : nothingIn(sidecar);
  }

  async write(order: WriteOrder, signal: AbortSignal): Promise<FileStamp | undefined> {
    const { found, change, place, beforeSwap, manner } = order;
    const left = changedWords(found, change);
    const isEmpty = Object.keys(left.lists).length + Object.keys(left.texts).length === 0;
    if (place === "sidecar" && isEmpty && !found.hasMore) {
      await beforeSwap(undefined);
      await this.#parts.storage.remove(found.file);
      return undefined;
    }
    let stamp: FileStamp | undefined;
    const isReplaced = await this.#parts.storage.replaceMade(
      found.file,
      {
        make: (temporary) => this.#make(order, temporary, left, signal),
        isAsKnown: async (temporary) => {
          if (!isSame(found.stamp, await stampOf(found.file))) return false;
          stamp = await stampOf(temporary);
          await beforeSwap(stamp);
          // a record takes a moment to be written: nobody else's work may be lost for that
          return isSame(found.stamp, await stampOf(found.file));
        },
        ...(manner.keepsTime && found.stamp && { mtimeMs: found.stamp.mtimeMs }),
      },
      signal,
    );
    if (!isReplaced)
      throw new ExpectedError("fileChanged", `${found.file} was changed by another program at this moment.`);
    return stamp;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    const folder = await this.#empty?.catch(() => undefined);
    this.#empty = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  async #readFile(file: string, stamp: FileStamp, place: MetadataPlace, signal: AbortSignal): Promise<FoundMetadata> {
    const args = place === "file" ? readImageArgs : readSidecarArgs;
    const [output] = await this.#pool.run([[...args, file]], signal);
    return understood(file, stamp, output);
  }

  async #make(order: WriteOrder, temporary: string, left: MetadataWords, signal: AbortSignal): Promise<void> {
    const { found, change, place, manner } = order;
    throwIfAborted(signal);
    if (isNoChange(change)) throw new ExpectedError("internal", `Nothing is to be written into ${found.file}.`);
    if (manner.backsUp && found.stamp) await backUp(found.file);
    const source = found.stamp ? found.file : await this.#emptyFile();
    const reading = place === "file" ? readImageArgs : readSidecarArgs;
    const commands = [
      [...changeArgs(found, change), "-o", temporary, source],
      [...reading, temporary],
    ];
    const [written, read] = await this.#pool.run(commands, signal);
    const stderr = written?.stderr ?? "";
    // what is there counts, not what was said of it
    const made = await stampOf(temporary);
    if (!made) throw await this.#writeFailure(found, stderr);
    const reread = understood(temporary, made, read);
    if (!isAsPlanned(reread, left, change))
      throw await this.#writeFailure(found, `What was written could not be read again. ${stderr}`);
    if (place === "file") await this.#requireSamePicture(found.file, temporary, signal);
  }

  async #requireSamePicture(file: string, temporary: string, signal: AbortSignal): Promise<void> {
    const { pictureKey } = this.#parts;
    const [before, after] = await Promise.all([pictureKey(file, signal), pictureKey(temporary, signal)]);
    if (before.startsWith("p") && before !== after)
      throw new ExpectedError("writeFailed", `${file} was not written: its picture would have changed.`);
  }

  async #emptyFile(): Promise<string> {
    this.#empty ??= mkdtemp(path.join(tmpdir(), "image-tagger-xmp-")).then(async (folder) => {
      await writeFile(path.join(folder, "empty.xmp"), emptyPacket);
      return folder;
    });
    return path.join(await this.#empty, "empty.xmp");
  }

  /** ExifTool tells of a full disk in words only: the disk itself is asked. */
  async #writeFailure({ file, stamp }: FoundMetadata, stderr: string): Promise<ExpectedError> {
    const { bavail, bsize } = await statfs(path.dirname(file));
    if (bavail * bsize < (stamp?.size ?? 0) + 64 * 1024)
      return new ExpectedError("diskFull", `Cannot write ${file}: the disk is full; make room and try again.`);
    return new ExpectedError("writeFailed", `${file} was not written${said(stderr)}`);
  }
}

function understood(file: string, stamp: FileStamp, output: CommandOutput | undefined): FoundMetadata {
  const { stdout, stderr } = output ?? { stdout: "", stderr: "" };
  if (stdout.trim() !== "") return foundIn(file, stamp, stdout);
  throw new ExpectedError("unreadable", `The metadata of ${file} cannot be read${said(stderr)}`);
}

/** The first error that was printed, as the end of a sentence. */
function said(stderr: string): string {
  const line = /^(?:Error|Warning):? ?(.*?)(?: - .*)?$/mu.exec(stderr)?.[1] ?? stderr.trim().split("\n")[0] ?? "";
  return line === "" ? "." : `: ${line.replace(/\.?$/u, ".")}`;
}

async function stampOf(file: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { size, mtimeMs };
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}

function isSame(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a?.size === b?.size && a?.mtimeMs === b?.mtimeMs;
}

/** ExifTool puts new words where others were taken away: only the order of those that stayed is compared. */
function isAsPlanned(read: MetadataWords, planned: MetadataWords, { adds }: MetadataChange): boolean {
  const isSameList = (field: ListField): boolean => {
    const added = new Set(adds[field]);
    const [are, shall] = [read.lists[field] ?? [], planned.lists[field] ?? []];
    const stayed = (words: readonly string[]): string => JSON.stringify(words.filter((word) => !added.has(word)));
    return (
      are.length === shall.length && stayed(are) === stayed(shall) && [...added].every((word) => are.includes(word))
    );
  };
  return listFields.every(isSameList) && textFields.every((field) => read.texts[field] === planned.texts[field]);
}

/** The first version is the one to go back to: a backup that is there stays. */
async function backUp(file: string): Promise<void> {
  try {
    await copyFile(file, `${file}_original`, constants.COPYFILE_EXCL);
  } catch (thrown) {
    if (codeOf(thrown) !== "EEXIST") throw thrown;
  }
}
