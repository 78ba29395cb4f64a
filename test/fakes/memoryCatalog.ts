/** A catalog in memory: the same answers as the real one by the plainest means, a walk over all documents. */
import { throwIfAborted } from "../../src/shared/failures.ts";
import type {
  Catalog,
  CatalogDocument,
  CatalogFilter,
  CatalogRow,
  ComparedVector,
  FacetScope,
  Facets,
  FolderStamps,
  Likenesses,
  TextHit,
  TextQuery,
  VectorHit,
  WordHit,
} from "../../src/extension/core/catalogPort.ts";
import { keyOf, stemOf, tellingWords, useSearchLanguage, wordsOf } from "../../src/extension/core/search/words.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { comparedInMemory, cosine } from "./vectorsInMemory.ts";
import { countedFacets, holds } from "./conditionsInMemory.ts";
import { exactScoreOf, matched, nearScoreOf, scoreOf } from "./scoresInMemory.ts";

interface StoredVector {
  readonly recordHash: string;
  readonly vector: Float32Array;
}

/** Holds what it is given until it is dropped; `close` keeps it, so that a test can open it again. */
export class MemoryCatalog implements Catalog {
  readonly #documents = new Map<string, CatalogDocument>();
  readonly #folders = new Map<string, FolderStamps>();
  readonly #vectors = new Map<string, Map<string, StoredVector>>();
  readonly #notes = new Map<string, string>();
  #isFresh = true;
  #isOpen = false;

  async open(signal: AbortSignal): Promise<{ readonly fresh: boolean }> {
    throwIfAborted(signal);
    const fresh = this.#isFresh;
    this.#isFresh = false;
    this.#isOpen = true;
    return { fresh };
  }

  async rows(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly CatalogRow[]> {
    return this.#all(signal)
      .filter(({ folderKey }) => folderKeys.includes(folderKey))
      .map(slimRow);
  }

  async folders(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly FolderStamps[]> {
    this.#check(signal);
    return [...this.#folders.values()].filter(({ folderKey }) => folderKeys.includes(folderKey));
  }

  async upsert(documents: readonly CatalogDocument[], signal: AbortSignal): Promise<void> {
    this.#check(signal);
    for (const document of documents) {
      const file = document.file ?? this.#documents.get(document.id)?.file;
      this.#documents.set(document.id, { ...mended(document), ...(file && { file }) });
      for (const vectors of this.#vectors.values()) {
        if (vectors.get(document.id)?.recordHash !== document.recordHash) vectors.delete(document.id);
      }
    }
  }

  async remove(ids: readonly string[], signal: AbortSignal): Promise<void> {
    this.#check(signal);
    // a vector stays for the case that its image comes back as it was
    for (const id of ids) this.#documents.delete(id);
  }

  async putFolders(folders: readonly FolderStamps[], signal: AbortSignal): Promise<void> {
    this.#check(signal);
    for (const folder of folders) this.#folders.set(`${folder.folderKey}\n${folder.folder}`, folder);
  }

  async documents(ids: readonly string[], signal: AbortSignal): Promise<readonly CatalogDocument[]> {
    this.#check(signal);
    return ids.map((id) => this.#documents.get(id)).filter((document) => document !== undefined);
  }

  async textSearch(
    query: TextQuery,
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly WordHit[]> {
    const candidates = this.#all(signal).filter((document) => fulfils(document, filter));
    const words = tellingWords(query.words.flatMap(wordsOf));
    const sought = [...new Set([...words, ...query.conditionWords.flatMap(wordsOf)].map(stemOf))];
    const hits = ranked(candidates, (document) => scoreOf(document, sought), limit).map(matched);
    if (words.length === 0) {
      if (!filter.where) return [];
      const known = new Set(hits.map(({ id }) => id));
      const others = candidates.filter(({ id }) => !known.has(id));
      return [...hits, ...listed(others, limit)].slice(0, limit);
    }
    if (hits.length >= Math.min(10, limit) || query.conditionWords.length > 0) return hits;
    const found = new Set(hits.map(({ id }) => id));
    const rest = candidates.filter(({ id }) => !found.has(id));
    const near = ranked(rest, (document) => nearScoreOf(document, words), limit);
    return [...hits, ...near.map((hit): WordHit => ({ ...hit, match: hit.score > 1 ? "part" : "spelling" }))].slice(
      0,
      limit,
    );
  }

  async textScores(query: TextQuery, ids: readonly string[], signal: AbortSignal): Promise<readonly WordHit[]> {
    const words = tellingWords(query.words.flatMap(wordsOf));
    const sought = [...new Set([...words, ...query.conditionWords.flatMap(wordsOf)].map(stemOf))];
    const asked = this.#all(signal).filter(({ id }) => ids.includes(id));
    return ranked(asked, (document) => scoreOf(document, sought), asked.length).map(matched);
  }

  async compareVectors(
    embedderKey: string,
    vector: Float32Array,
    nearest: readonly string[],
    others: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ComparedVector[]> {
    this.#check(signal);
    const vectors = this.#vectors.get(embedderKey);
    return comparedInMemory((id) => vectors?.get(id)?.vector, vector, nearest, others);
  }

  async vectorOf(embedderKey: string, id: string, signal: AbortSignal): Promise<Float32Array | undefined> {
    this.#check(signal);
    return this.#vectors.get(embedderKey)?.get(id)?.vector.slice();
  }

  async useLanguage(language: Parameters<Catalog["useLanguage"]>[0]): Promise<void> {
    useSearchLanguage(language);
  }

  async note(name: string, signal: AbortSignal): Promise<string> {
    this.#check(signal);
    return this.#notes.get(name) ?? "";
  }

  async putNote(name: string, text: string, signal: AbortSignal): Promise<void> {
    this.#check(signal);
    this.#notes.set(name, text);
  }

  async exactSearch(
    words: readonly string[],
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TextHit[]> {
    const keys = [...new Set(words.map(keyOf))].filter((key) => key !== "");
    const candidates = this.#all(signal).filter((document) => fulfils(document, filter));
    return ranked(candidates, (document) => keys.reduce((sum, key) => sum + exactScoreOf(document, key), 0), limit);
  }

  async vectorSearch(
    embedderKey: string,
    vector: Float32Array,
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]> {
    const vectors = this.#vectors.get(embedderKey);
    return this.#all(signal)
      .filter((document) => fulfils(document, filter))
      .flatMap(({ id }) => {
        const stored = vectors?.get(id);
        return stored ? [{ id, distance: 1 - cosine(stored.vector, vector) }] : [];
      })
      .sort((a, b) => a.distance - b.distance)
      .slice(0, limit);
  }

  async lackingVectors(
    embedderKey: string,
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly CatalogDocument[]> {
    const vectors = this.#vectors.get(embedderKey);
    return this.#all(signal)
      .filter(({ folderKey, state }) => folderKeys.includes(folderKey) && (state === "tagged" || state === "edited"))
      .filter(({ id, recordHash }) => vectors?.get(id)?.recordHash !== recordHash)
      .slice(0, limit);
  }

  async lackingVectorCount(embedderKey: string, folderKeys: readonly string[], signal: AbortSignal): Promise<number> {
    return (await this.lackingVectors(embedderKey, folderKeys, Number.POSITIVE_INFINITY, signal)).length;
  }

  async putVectors(
    embedderKey: string,
    vectors: readonly ({ readonly id: string } & StoredVector)[],
    signal: AbortSignal,
  ): Promise<void> {
    this.#check(signal);
    const dimensions = [...(this.#vectors.get(embedderKey)?.values() ?? []), ...vectors][0]?.vector.length;
    if (vectors.some(({ vector }) => vector.length !== dimensions || !vector.every(Number.isFinite))) {
      throw new ExpectedError("invalidCall", "The vectors cannot be stored: one is not finite or of another length.");
    }
    const stored = this.#vectors.get(embedderKey) ?? new Map<string, StoredVector>();
    this.#vectors.set(embedderKey, stored);
    for (const { id, recordHash, vector } of vectors) {
      if (this.#documents.get(id)?.recordHash === recordHash) stored.set(id, { recordHash, vector });
    }
  }

  async tagCounts(
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly { tag: string; count: number }[]> {
    const counts = new Map<string, { tag: string; count: number }>();
    for (const { folderKey, tags } of this.#all(signal)) {
      if (!folderKeys.includes(folderKey)) continue;
      for (const tag of tags) {
        const known = counts.get(keyOf(tag)) ?? { tag, count: 0 };
        counts.set(keyOf(tag), { ...known, count: known.count + 1 });
      }
    }
    return [...counts.values()].sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1)).slice(0, limit);
  }

  async likenesses(folderKeys: readonly string[], signal: AbortSignal): Promise<Likenesses> {
    const documents = this.#all(signal).filter(({ folderKey }) => folderKeys.includes(folderKey));
    return {
      ids: documents.map(({ id }) => id),
      dHashes: documents.map(({ dHash }) => dHash),
      widths: documents.map(({ width }) => width),
      heights: documents.map(({ height }) => height),
    };
  }

  async facets(scope: FacetScope, most: number, signal: AbortSignal): Promise<Facets> {
    const ids = "ids" in scope ? new Set(scope.ids) : undefined;
    const filter = "filter" in scope ? scope.filter : { folderKeys: scope.folderKeys };
    return countedFacets(
      this.#all(signal).filter((document) => fulfils(document, filter) && (!ids || ids.has(document.id))),
      most,
    );
  }

  async optimise(signal: AbortSignal): Promise<void> {
    this.#check(signal);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }

  #all(signal: AbortSignal): CatalogDocument[] {
    this.#check(signal);
    return [...this.#documents.values()];
  }

  #check(signal: AbortSignal): void {
    throwIfAborted(signal);
    if (!this.#isOpen) throw new ExpectedError("catalogUnavailable", "The search catalog is not open.");
  }
}

function mended(document: CatalogDocument): CatalogDocument {
  const whole = (value: unknown): unknown =>
    typeof value === "string" ? value.toWellFormed() : Array.isArray(value) ? value.map(whole) : value;
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, whole(value)]),
  ) as unknown as CatalogDocument;
}

function fulfils(document: CatalogDocument, { folderKeys, where }: CatalogFilter): boolean {
  return folderKeys.includes(document.folderKey) && (!where || holds(document, where));
}

function slimRow(document: CatalogDocument): CatalogRow {
  const { tags: _tags, description: _description, text: _text, alt: _alt, width: _width, ...others } = document;
  const { height: _height, format: _format, takenAt: _takenAt, camera: _camera, place: _place, ...rest } = others;
  const { kind: _kind, colours: _colours, dHash: _dHash, ...row } = rest;
  return row;
}

function ranked(
  documents: readonly CatalogDocument[],
  score: (document: CatalogDocument) => number,
  limit: number,
): TextHit[] {
  return documents
    .map((document) => ({ id: document.id, score: score(document) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function listed(documents: readonly CatalogDocument[], limit: number): WordHit[] {
  return [...documents]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => ({ id, score: 0, match: "listed" }));
}
