/** Writes what records say into image files or beside them, and takes it back: one image after the other, each by the same rules. */
import { ExpectedError, failureOf, throwIfAborted, type FailureData } from "../../../shared/failures.ts";
import type { FileStamp, ImageRecord } from "../../../shared/model.ts";
import type { CatalogSync } from "../catalogSync.ts";
import type { Library } from "../library.ts";
import type { FoundMetadata, MetadataFiles, MetadataTarget, WriteManner, WriteMode } from "../metadataPort.ts";
import type { Hash, ImageRef, LibraryFolder, Records, Scanner } from "../ports.ts";
import { documentOf, isFormerKey, isSameStamp } from "../rows.ts";
import type { Vocabulary } from "../tagging/vocabulary.ts";
import { fieldsOf, metadataPlaces, type MetadataField, type MetadataPlace } from "./fields.ts";
import { isNoChange, isNothingAdded, noWords, planMetadata, wordsOfRecord, type MetadataPlan } from "./plan.ts";

/** What writing works with. */
export interface WritingParts {
  readonly library: Library;
  readonly records: Records;
  readonly scanner: Scanner;
  readonly sync: CatalogSync;
  readonly files: MetadataFiles;
  /** Fails with `undecodable` and its like where the file is no whole picture. */
  readonly decode: (file: string, signal: AbortSignal) => Promise<void>;
  readonly vocabularyOf: (folder: LibraryFolder) => Vocabulary | undefined;
  readonly hash: Hash;
}

/** What is to be done with an image: write what its record says, only say what that would change, or take back what is ours. */
export type MetadataAction =
  | { readonly kind: "write" | "preview"; readonly mode: Exclude<WriteMode, "off">; readonly manner: WriteManner }
  | { readonly kind: "remove"; readonly manner: WriteManner };

/** What became of one place of an image. `because`: why it is a sidecar although the file itself was asked for. */
export interface MetadataOutcome {
  readonly image: ImageRef;
  readonly state: "changed" | "same" | "nothing" | "failed";
  readonly place?: MetadataPlace;
  readonly because?: FailureData;
  readonly plan?: MetadataPlan;
  readonly found?: FoundMetadata;
  readonly failure?: FailureData;
}

/** So many are at work at once: two in ExifTool, the others at the disk. */
const imagesAtOnce = 6;
/** A file that changes under our hands is looked at anew. */
const tries = 3;

/** Carries out actions on images. */
export class MetadataWriting {
  readonly #parts: WritingParts;
  /** Who is at work on an image now? The next one waits for it. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(parts: WritingParts) {
    this.#parts = parts;
  }

  /** Works through the images; `onDone` hears of each. Rejects with `aborted` at a stop; what was begun is brought to its end. */
  async run(
    images: readonly ImageRef[],
    actionOf: (image: ImageRef) => MetadataAction | undefined,
    onDone: (outcome: MetadataOutcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const left = images.values();
    const work = async (): Promise<void> => {
      for (const image of left) {
        throwIfAborted(signal);
        const action = actionOf(image);
        for (const outcome of action ? await this.one(image, action, signal) : []) onDone(outcome);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: imagesAtOnce }, work));
    for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  }

  /** What became of one image: of each place where there was something to do. Rejects with nothing but `aborted`. */
  async one(image: ImageRef, action: MetadataAction, signal: AbortSignal): Promise<readonly MetadataOutcome[]> {
    return this.#inTurn(image.id, async () => {
      try {
        return await this.#again(() =>
          action.kind === "remove" ? this.#remove(image, action.manner, signal) : this.#write(image, action, signal),
        );
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.reason === "aborted") throw thrown;
        return [{ image, state: "failed", failure }];
      }
    });
  }

  async #write(
    image: ImageRef,
    { kind, mode, manner }: Extract<MetadataAction, { readonly mode: unknown }>,
    signal: AbortSignal,
  ): Promise<readonly MetadataOutcome[]> {
    const { records, files, hash, vocabularyOf } = this.#parts;
    const record = await records.read(image, signal);
    if (!record || !saysAnything(record)) return [{ image, state: "nothing" }];
    const target = await files.target(image, signal);
    const contentKey = await this.#contentOf(image, record, target, signal);
    const place: MetadataPlace = mode === "embed" && target.format ? "file" : "sidecar";
    if (place === "file") await this.#requireDecodable(record, target, signal);
    const found = await files.read(image, target, place, signal);
    const takes = takenBy(place, target, found);
    const wanted = wordsOfRecord(record, vocabularyOf(image.folder));
    const plan = planMetadata(wanted, found, record.written?.[place], takes, hash);
    const because = mode === "embed" && place === "sidecar" ? target.unfit : undefined;
    const about = { image, place, plan, found, ...(because && { because }) };
    if (isNoChange(plan.change)) return [{ ...about, state: "same" }];
    if (kind === "write") await this.#apply(image, { target, place, found, plan, manner, contentKey }, signal);
    return [{ ...about, state: "changed" }];
  }

  /** Both places, each by what the record remembers of it. */
  async #remove(image: ImageRef, manner: WriteManner, signal: AbortSignal): Promise<readonly MetadataOutcome[]> {
    const { records, files, hash } = this.#parts;
    const record = await records.read(image, signal);
    const places = metadataPlaces.filter((place) => record?.written?.[place] !== undefined);
    if (!record || places.length === 0) return [{ image, state: "nothing" }];
    const outcomes: MetadataOutcome[] = [];
    for (const place of places) {
      const target = await files.target(image, signal);
      if (place === "file" && !target.format) {
        outcomes.push({ image, state: "failed", place, ...(target.unfit && { failure: target.unfit }) });
        continue;
      }
      const contentKey = await this.#parts.scanner.contentKey(image.folder.root, image.path, signal);
      const found = await files.read(image, target, place, signal);
      const takes = fieldsOf(place === "file" ? target.format : undefined);
      const plan = planMetadata(noWords, found, record.written?.[place], takes, hash);
      const isThere = !isNoChange(plan.change);
      if (isThere) await this.#apply(image, { target, place, found, plan, manner, contentKey }, signal);
      else await records.change(image, (now) => withAdded(now, place, undefined), signal);
      outcomes.push({ image, state: isThere ? "changed" : "same", place, plan, found });
    }
    return outcomes;
  }

  /** The record is told before the file is, and of what is taken away again afterwards: a crash leaves nothing that nobody takes back. */
  async #apply(
    image: ImageRef,
    work: {
      readonly target: MetadataTarget;
      readonly place: MetadataPlace;
      readonly found: FoundMetadata;
      readonly plan: MetadataPlan;
      readonly manner: WriteManner;
      readonly contentKey: string;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { records, files } = this.#parts;
    const { target, place, found, plan, manner, contentKey } = work;
    let record: ImageRecord | undefined;
    const beforeSwap = async (stamp: FileStamp | undefined): Promise<void> => {
      const file = place === "file" && stamp ? { stamp, contentKey } : {};
      record = await records.change(image, (now) => ({ ...withAdded(now, place, plan.meanwhile), ...file }), signal);
    };
    const after = await files.write({ target, place, found, change: plan.change, manner, beforeSwap }, signal);
    if (place === "file" && after && record) this.#takeStamp(image, record, after, contentKey);
    // what was begun is brought to its end: a stop does not leave the record behind the file
    const toTheEnd = new AbortController().signal;
    if (plan.meanwhile !== plan.added)
      await records.change(image, (now) => withAdded(now, place, plan.added), toTheEnd);
  }

  /** The row takes the new stamp at once, so that the watcher finds nothing changed; the words in the file are read anew. */
  #takeStamp(image: ImageRef, record: ImageRecord, { size, mtimeMs }: FileStamp, contentKey: string): void {
    const { library, sync } = this.#parts;
    const row = library.get(image.id);
    if (!row) return;
    const next = { ...row, size, mtimeMs, contentKey, metadataKey: "" };
    library.put([next]);
    sync.put([documentOf(next, record)]);
  }

  /** The key of the picture as it is now. Fails with `fileChanged` where the record was made of another one. */
  async #contentOf(
    { folder, path }: ImageRef,
    record: ImageRecord,
    target: MetadataTarget,
    signal: AbortSignal,
  ): Promise<string> {
    const { scanner } = this.#parts;
    const contentKey = await scanner.contentKey(folder.root, path, signal);
    const { contentKey: known } = record;
    if (known === undefined || known === contentKey || isSameStamp(record.stamp, target.stamp)) return contentKey;
    if (isFormerKey(known) && known === (await scanner.formerContentKey(folder.root, path, signal))) return contentKey;
    throw new ExpectedError("fileChanged", `${target.real} shows another picture than the one that was tagged.`);
  }

  /** Whoever described the picture has decoded it; where another program did, nobody knows. */
  async #requireDecodable(record: ImageRecord, target: MetadataTarget, signal: AbortSignal): Promise<void> {
    if (record.facts && record.contentKey !== undefined) return;
    await this.#parts.decode(target.real, signal);
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++)
      try {
        return await work();
      } catch (thrown) {
        if (failureOf(thrown).reason !== "fileChanged" || attempt >= tries) throw thrown;
      }
  }

  async #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(id) ?? Promise.resolve()).then(work, work);
    this.#last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(id) === turn) this.#last.delete(id);
    }
  }
}

/** A record whose words fit another picture as well says nothing of this one. */
function saysAnything({ description, tags, alt, doubt }: ImageRecord): boolean {
  return doubt === undefined && (description !== "" || tags.length > 0 || alt !== "");
}

function takenBy(place: MetadataPlace, target: MetadataTarget, found: FoundMetadata): ReadonlySet<MetadataField> {
  const takes = new Set(fieldsOf(place === "file" ? target.format : undefined));
  if (!found.takesIptc) for (const field of ["iptcKeywords", "iptcCaption"] as const) takes.delete(field);
  return takes;
}

function withAdded(
  { written, ...record }: ImageRecord,
  place: MetadataPlace,
  added: MetadataPlan["added"] | undefined,
): ImageRecord {
  const { [place]: _earlier, ...others } = written ?? {};
  const next = added && !isNothingAdded(added) ? { ...others, [place]: added } : others;
  return Object.keys(next).length === 0 ? record : { ...record, written: next };
}
