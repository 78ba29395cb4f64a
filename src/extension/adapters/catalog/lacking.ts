/** Finds tagged images without a vector for their present record, without comparing the whole library at every call. */
import type { CatalogDocument } from "../../core/catalogPort.ts";
import { readDocuments } from "./reading.ts";
import { allOf, isOneOf } from "./sql.ts";
import { findNewVectors, vectorsOf, type OpenTables } from "./tables.ts";
import { hashesById } from "./vectors.ts";

/** Works off a list of candidates; each is checked again before it is given out, so the list may be old. */
export class LackingVectors {
  /** For which embedder and folders was the list made? */
  #madeFor = "";
  /** Which images lacked a vector when the list was made, and were not seen to have one since? */
  #candidates: string[] = [];

  /** At most `limit` documents that lack a vector of this embedder. */
  async find(
    tables: OpenTables,
    embedderKey: string,
    folderKeys: readonly string[],
    limit: number,
  ): Promise<CatalogDocument[]> {
    if (keyOf(embedderKey, folderKeys) !== this.#madeFor) this.#candidates = [];
    this.#madeFor = keyOf(embedderKey, folderKeys);
    const found = await this.#take(tables, embedderKey, limit);
    if (found.length === limit) return found;
    this.#candidates = await compare(tables, embedderKey, folderKeys);
    return this.#take(tables, embedderKey, limit);
  }

  /** How many lack a vector of this embedder now. */
  async count(tables: OpenTables, embedderKey: string, folderKeys: readonly string[]): Promise<number> {
    if (!vectorsOf(tables, embedderKey)) await findNewVectors(tables);
    this.#candidates = await compare(tables, embedderKey, folderKeys);
    this.#madeFor = keyOf(embedderKey, folderKeys);
    return this.#candidates.length;
  }

  async #take(tables: OpenTables, embedderKey: string, limit: number): Promise<CatalogDocument[]> {
    const found: CatalogDocument[] = [];
    let next = 0;
    while (found.length < limit && next < this.#candidates.length) {
      const ids = this.#candidates.slice(next, next + limit - found.length);
      next += ids.length;
      found.push(...(await stillLacking(tables, embedderKey, ids)));
    }
    // what is given out now stays in front: its vector may never come
    this.#candidates = [...found.map(({ id }) => id), ...this.#candidates.slice(next)];
    return found;
  }
}

function keyOf(embedderKey: string, folderKeys: readonly string[]): string {
  return JSON.stringify([embedderKey, folderKeys]);
}

const isTagged = isOneOf("state", ["tagged", "edited"]);

async function stillLacking(
  tables: OpenTables,
  embedderKey: string,
  ids: readonly string[],
): Promise<CatalogDocument[]> {
  const vectors = vectorsOf(tables, embedderKey)?.table;
  const present = vectors ? await hashesById(vectors, isOneOf("id", ids)) : new Map<string, string>();
  const { documents } = await readDocuments(tables.images, ids);
  return documents.filter(
    ({ id, state, recordHash }) => (state === "tagged" || state === "edited") && present.get(id) !== recordHash,
  );
}

async function compare(tables: OpenTables, embedderKey: string, folderKeys: readonly string[]): Promise<string[]> {
  const condition = allOf([isTagged, isOneOf("folderKey", folderKeys)]);
  const wanted = await hashesById(tables.images, condition);
  const vectors = vectorsOf(tables, embedderKey)?.table;
  const present = vectors ? await hashesById(vectors) : new Map<string, string>();
  return [...wanted].filter(([id, hash]) => present.get(id) !== hash).map(([id]) => id);
}
