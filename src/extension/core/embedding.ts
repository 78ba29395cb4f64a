/** Gives vectors to records that lack one, in batches, after the tagging and not in turn with it. */
import { ExpectedError, throwIfAborted } from "../../shared/failures.ts";
import type { QueueStatus } from "../../shared/model.ts";
import type { Catalog, CatalogDocument } from "./catalogPort.ts";
import type { Embedder } from "./ports.ts";
import { documentText } from "./tagging/embeddingText.ts";

const batchSize = 64;

/** Told before the first batch and after each: how many vectors were made, of how many that were lacking. */
export type EmbeddingProgress = (embedded: number, total: number) => void;

/**
 * Embeds until nothing lacks a vector; answers how many vectors were made. Rejects where the embedder cannot go on.
 *
 * With another embedder everything lacks a vector. Searches use the vectors of the new one from then on and none of the old:
 * distances to vectors of two models cannot be put into one order, and half a library ranked by each would be worse than what
 * happens so, that a record which has no vector yet is found by its words. The old vectors stay where they are, so that going back
 * costs nothing. How far it came is in the catalog alone: it goes on there after a stop or a restart.
 */
export async function embedMissing(
  catalog: Catalog,
  embedder: Embedder,
  folderKeys: readonly string[],
  onProgress: EmbeddingProgress,
  signal: AbortSignal,
): Promise<number> {
  const { key } = await embedder.open(signal);
  const lacking = await catalog.lackingVectorCount(key, folderKeys, signal);
  if (lacking > 0) onProgress(0, lacking);
  /** Documents that the catalog keeps asking for although their vector was just put. */
  let before = "";
  for (let embedded = 0; ;) {
    throwIfAborted(signal);
    const documents = await catalog.lackingVectors(key, folderKeys, batchSize, signal);
    if (documents.length === 0) return embedded;
    const ids = documents.map(({ id, recordHash }) => `${id} ${recordHash}`).join("\n");
    if (ids === before)
      throw new ExpectedError("catalogUnavailable", "The catalog does not keep the vectors that it is given.");
    before = ids;
    await catalog.putVectors(key, await embed(embedder, documents, signal), signal);
    embedded += documents.length;
    // edits may have made more of them lack one meanwhile
    onProgress(embedded, Math.max(lacking, embedded));
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

async function embed(embedder: Embedder, documents: readonly CatalogDocument[], signal: AbortSignal) {
  const vectors = await embedder.embedDocuments(documents.map(documentText), signal);
  return documents.map(({ id, recordHash }, index) => {
    const vector = vectors[index];
    if (!vector) throw new ExpectedError("embedderUnavailable", "The embedding model gave fewer vectors than texts.");
    return { id, recordHash, vector };
  });
}
