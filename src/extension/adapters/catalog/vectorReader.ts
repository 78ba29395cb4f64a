/**
 * Reads vectors out of a catalog that belongs to another program, or was set aside: by the text that they were made of. Nothing
 * is mended, rolled back or written here; a catalog of another version counts as empty. It is to be used in a process of its own,
 * because a damaged catalog may abort it.
 */
import type * as Lancedb from "@lancedb/lancedb";
import { documentText } from "../../core/tagging/embeddingText.ts";
import { textColumn, vectorColumn } from "./columns.ts";
import { guarded } from "./failures.ts";
import { readStamp } from "./placement.ts";
import { readDocuments } from "./reading.ts";
import { imagesTable, storedLength } from "./schema.ts";
import { isOneOf } from "./sql.ts";
import { connect, vectorsStart } from "./tables.ts";
import { textHash } from "./textHash.ts";

/** Whose vectors are wanted, and out of which catalog. */
export interface VectorSource {
  readonly directory: string;
  readonly embedderKey: string;
}

/** Documents are read in parts of so many: texts of a large library must not all lie in memory at once. */
const documentsAtOnce = 2000;
/** A vector whose length is further from one was damaged on the disk: every embedder gives unit vectors. */
const lengthTolerance = 1e-2;

/** A table of vectors that was read through once: which image has which text? */
interface KnownTexts {
  readonly connection: Lancedb.Connection;
  readonly table: Lancedb.Table;
  readonly dimensions: number;
  readonly idByText: ReadonlyMap<string, string>;
}

/** Answers for many texts in many calls; what it found out of a catalog it keeps until it is closed. */
export class VectorReader {
  readonly #known = new Map<string, Promise<KnownTexts | undefined>>();

  /** For each text its vector, undefined where this catalog has none. */
  async read(source: VectorSource, texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    return guarded("reading vectors", async () => {
      const known = await this.#texts(source);
      if (!known) return texts.map(() => undefined);
      const ids = texts.map((text) => known.idByText.get(textHash(text)));
      const found = await readVectors(known, [...new Set(ids.filter((id) => id !== undefined))]);
      return ids.map((id) => (id === undefined ? undefined : found.get(id)));
    });
  }

  async close(): Promise<void> {
    for (const reading of this.#known.values()) (await reading.catch(() => undefined))?.connection.close(); // a failure was told
    this.#known.clear();
  }

  #texts(source: VectorSource): Promise<KnownTexts | undefined> {
    const key = JSON.stringify([source.directory, source.embedderKey]);
    const reading = this.#known.get(key) ?? readTexts(source);
    this.#known.set(key, reading);
    return reading;
  }
}

async function readTexts({ directory, embedderKey }: VectorSource): Promise<KnownTexts | undefined> {
  if ((await readStamp(directory)) !== "current") return undefined;
  const { connection } = await connect(directory);
  const start = vectorsStart(embedderKey);
  const names = await connection.tableNames();
  const name = names.find((one) => one.startsWith(start));
  if (name === undefined || !names.includes(imagesTable)) {
    connection.close();
    return undefined;
  }
  const [images, table] = await Promise.all([connection.openTable(imagesTable), connection.openTable(name)]);
  const answer = await table.query().select(["id", "recordHash"]).toArrow();
  const hashes = textColumn(answer, "recordHash");
  const hashById = new Map(textColumn(answer, "id").map((id, row) => [id, hashes[row] ?? ""]));
  const idByText = new Map<string, string>();
  const ids = [...hashById.keys()];
  for (let at = 0; at < ids.length; at += documentsAtOnce) {
    // documents that do not fit their checksum are left out, and with them the vectors of nobody knows which text
    const { documents } = await readDocuments(images, ids.slice(at, at + documentsAtOnce));
    for (const document of documents)
      if (hashById.get(document.id) === document.recordHash)
        idByText.set(textHash(documentText(document)), document.id);
  }
  return { connection, table, dimensions: Number(name.slice(start.length)), idByText };
}

async function readVectors(
  { table, dimensions }: KnownTexts,
  ids: readonly string[],
): Promise<Map<string, Float32Array>> {
  const answer = await table.query().where(isOneOf("id", ids)).select(["id", "vector"]).toArrow();
  const vectors = vectorColumn(answer, "vector", storedLength(dimensions), dimensions);
  const found = new Map<string, Float32Array>();
  textColumn(answer, "id").forEach((id, row) => {
    const vector = vectors[row];
    if (vector && Math.abs(Math.hypot(...vector) - 1) < lengthTolerance) found.set(id, vector);
  });
  return found;
}
