/** Gives vectors to records that lack one, in batches, after the tagging and not in turn with it. */
import { ExpectedError, throwIfAborted } from "../../shared/failures.ts";
import type { Catalog, CatalogDocument } from "./catalogPort.ts";
import type { Embedder } from "./ports.ts";
import { documentText } from "./tagging/embeddingText.ts";

const batchSize = 64;

/** Embeds until nothing lacks a vector; answers how many vectors were made. Rejects where the embedder cannot go on. */
export async function embedMissing(
  catalog: Catalog,
  embedder: Embedder,
  folderKeys: readonly string[],
  onProgress: (embedded: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const { key } = await embedder.open(signal);
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
    onProgress(embedded);
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
