/** Gives vectors to records that lack one, in batches, after the tagging and not in turn with it: copied where another catalog has them, else made. */
import { ExpectedError, isAbort, throwIfAborted } from "../../shared/failures.ts";
import type { QueueStatus } from "../../shared/model.ts";
import type { Catalog, CatalogDocument } from "./catalogPort.ts";
import type { OtherCatalogs } from "./otherCatalogs.ts";
import type { Embedder, LibraryFolder } from "./ports.ts";
import { measureTrust } from "./search/measureTrust.ts";
import { trustNote } from "./search/trust.ts";
import { keepUsedKey } from "./search/usedKeys.ts";
import { documentText } from "./tagging/embeddingText.ts";

const batchSize = 64;
/** Copying one costs little: so many are looked up at once. */
const copyBatchSize = 512;

/** Told before the first batch and after each: how many vectors were given, of how many that were lacking. */
export type EmbeddingProgress = (embedded: number, total: number) => void;

/** Where vectors may be found that were made before, and which folders they may belong to. */
export interface FormerVectors {
  readonly others: OtherCatalogs;
  readonly folders: readonly LibraryFolder[];
}

/**
 * Gives vectors until nothing lacks one; answers how many. Rejects where the embedder cannot go on. The model is asked only for
 * texts of which no other catalog of the same folders has a vector.
 *
 * With another embedder everything lacks a vector. Searches use the vectors of the new one from then on and none of the old:
 * distances to vectors of two models cannot be put into one order, and half a library ranked by each would be worse than what
 * happens so, that a record which has no vector yet is found by its words. The old vectors stay where they are, so that going back
 * costs nothing. How far it came is in the catalog alone: it goes on there after a stop or a restart.
 *
 * At the end it is measured, where that is due, how far the embedder can be trusted on this library.
 */
export async function embedMissing(
  catalog: Catalog,
  embedder: Embedder,
  folderKeys: readonly string[],
  onProgress: EmbeddingProgress,
  signal: AbortSignal,
  former?: FormerVectors,
): Promise<number> {
  const known = await former?.others.keyOf(embedder, former.folders, signal);
  const key = known ?? (await embedder.open(signal)).key;
  await keepUsedKey(catalog, embedder.model, key, signal);
  const lacking = await catalog.lackingVectorCount(key, folderKeys, signal);
  if (lacking > 0) onProgress(0, lacking);
  /** Documents that the catalog keeps asking for although their vector was just put. */
  let before = "";
  for (let embedded = 0; ;) {
    throwIfAborted(signal);
    const limit = former ? copyBatchSize : batchSize;
    const documents = await catalog.lackingVectors(key, folderKeys, limit, signal);
    if (documents.length === 0) {
      await copyMeasure(catalog, key, former, signal);
      await former?.others.finished();
      await measureQuietly(catalog, embedder, key, folderKeys, signal);
      return embedded;
    }
    const ids = documents.map(({ id, recordHash }) => `${id} ${recordHash}`).join("\n");
    if (ids === before)
      throw new ExpectedError("catalogUnavailable", "The catalog does not keep the vectors that it is given.");
    before = ids;
    const { copied, left } = await copy(key, documents, former, signal);
    if (copied.length > 0) await catalog.putVectors(key, copied, signal);
    const tell = (count: number): void => {
      embedded += count;
      // edits may have made more of them lack one meanwhile
      onProgress(embedded, Math.max(lacking, embedded));
    };
    if (copied.length > 0) tell(copied.length);
    for (let start = 0; start < left.length; start += batchSize) {
      const batch = left.slice(start, start + batchSize);
      await catalog.putVectors(key, await embed(embedder, batch, signal), signal);
      tell(batch.length);
    }
  }
}

/** What other catalogs know of these documents, and those of which they know nothing. */
async function copy(
  key: string,
  documents: readonly CatalogDocument[],
  former: FormerVectors | undefined,
  signal: AbortSignal,
): Promise<{ readonly copied: readonly GivenVector[]; readonly left: readonly CatalogDocument[] }> {
  const found = await former?.others.vectors(key, former.folders, documents.map(documentText), signal);
  const copied = documents.flatMap(({ id, recordHash }, index) => {
    const vector = found?.[index];
    return vector ? [{ id, recordHash, vector }] : [];
  });
  return { copied, left: documents.filter((_, index) => !found?.[index]) };
}

interface GivenVector {
  readonly id: string;
  readonly recordHash: string;
  readonly vector: Float32Array;
}

/** How good the embedder is here was measured where the vectors came from: that costs as much as making some. */
async function copyMeasure(
  catalog: Catalog,
  key: string,
  former: FormerVectors | undefined,
  signal: AbortSignal,
): Promise<void> {
  const name = trustNote(key);
  if (!former || (await catalog.note(name, signal)) !== "") return;
  const text = await former.others.note(name, former.folders, signal);
  if (text !== "") await catalog.putNote(name, text, signal);
}

/** All vectors are there, whatever becomes of the measurement: one that failed is made up for after the next filling. */
async function measureQuietly(
  ...[catalog, embedder, key, folderKeys, signal]: Parameters<typeof measureTrust>
): Promise<void> {
  try {
    await measureTrust(catalog, embedder, key, folderKeys, signal);
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
  }
}

/** What has to be known of the queue. */
interface Runs {
  readonly isRunning: boolean;
  onStatus(listener: (status: QueueStatus) => void): () => void;
}

/**
 * Does the work while the queue rests, and breaks it off when a run begins: a vision model and an embedding model that do not fit
 * into memory together would drive each other out with every request.
 */
export async function embedBetweenRuns<T>(
  queue: Runs,
  signal: AbortSignal,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const run = new AbortController();
  const look = (): void => {
    if (queue.isRunning) run.abort();
  };
  const forget = queue.onStatus(look);
  try {
    look();
    throwIfAborted(run.signal);
    return await work(AbortSignal.any([signal, run.signal]));
  } finally {
    forget();
  }
}

async function embed(
  embedder: Embedder,
  documents: readonly CatalogDocument[],
  signal: AbortSignal,
): Promise<readonly GivenVector[]> {
  const vectors = await embedder.embedDocuments(documents.map(documentText), signal);
  return documents.map(({ id, recordHash }, index) => {
    const vector = vectors[index];
    if (!vector) throw new ExpectedError("embedderUnavailable", "The embedding model gave fewer vectors than texts.");
    return { id, recordHash, vector };
  });
}
