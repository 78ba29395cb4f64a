/** The catalog on LanceDB: one object per folder, to be used in a process that may end (see docs: the native rooms). */
import type {
  Catalog,
  CatalogDocument,
  CatalogFilter,
  CatalogRow,
  FacetScope,
  Facets,
  FolderStamps,
  Likenesses,
  TextQuery,
} from "../../core/catalogPort.ts";
import type { Log } from "../../core/ports.ts";
import type { ComparedVector, TextHit, VectorHit, WordHit } from "../../core/catalogPort.ts";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { compareVectors } from "./compare.ts";
import { languageNote, searchLanguageOf, type SearchLanguage } from "../../core/search/languages.ts";
import { useSearchLanguage } from "../../core/search/words.ts";
import { searchExact } from "./exactSearch.ts";
import { FacetCounter } from "./facets.ts";
import { guarded } from "./failures.ts";
import { FrontVectors } from "./frontVectors.ts";
import { LackingVectors } from "./lacking.ts";
import { openCatalog } from "./opening.ts";
import { optimiseTables, type OptimisedVersions } from "./optimise.ts";
import { readLikenesses } from "./likenesses.ts";
import { countTags, readDocuments, readFolders, readRows } from "./reading.ts";
import type { OpenTables } from "./tables.ts";
import { Notes } from "./notes.ts";
import { allIds, reword, rowsAtOnce } from "./rewording.ts";
import { TextKeys } from "./textKeys.ts";
import { scoreTexts, searchText } from "./textSearch.ts";
import { dropStrayVectors, readVector, searchVectors, storeVectors, type GivenVector } from "./vectors.ts";
import { removeDocuments, rowsPerCommit, writeDocuments, writeFolders } from "./writing.ts";

/** Where the catalog lies (absolute) and who hears of what happens to it. */
export interface LanceCatalogOptions {
  readonly directory: string;
  readonly log: Log;
}

/** A catalog in a folder of its own. Reads run side by side; writes one after the other. */
export class LanceCatalog implements Catalog {
  readonly #options: LanceCatalogOptions;
  readonly #lacking = new LackingVectors();
  readonly #notes: Notes;
  readonly #facets = new FacetCounter();
  readonly #texts = new TextKeys();
  readonly #fronts = new FrontVectors();
  readonly #optimised: OptimisedVersions = new Map();
  #tables: OpenTables | undefined;
  /** The last write that was accepted; the next one waits for it. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(options: LanceCatalogOptions) {
    this.#options = options;
    this.#notes = new Notes(options.directory);
  }

  async open(signal: AbortSignal): Promise<{ readonly fresh: boolean }> {
    throwIfAborted(signal);
    const { directory, log } = this.#options;
    return this.#write("opening", signal, async () => {
      if (this.#tables) return { fresh: false };
      const { tables, fresh, rolledBack } = await openCatalog(directory, log);
      this.#tables = tables;
      useSearchLanguage(searchLanguageOf(await this.#notes.read(languageNote)));
      if (rolledBack) await dropStrayVectors(tables);
      return { fresh };
    });
  }

  rows(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly CatalogRow[]> {
    return this.#read("reading rows", signal, ({ images }) => readRows(images, folderKeys));
  }

  folders(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly FolderStamps[]> {
    return this.#read("reading folders", signal, ({ folders }) => readFolders(folders, folderKeys));
  }

  upsert(documents: readonly CatalogDocument[], signal: AbortSignal): Promise<void> {
    const latest = [...new Map(documents.map((document) => [document.id, document])).values()];
    return this.#writeInParts("storing images", latest, signal, writeDocuments);
  }

  remove(ids: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#writeInParts("removing images", [...new Set(ids)], signal, removeDocuments);
  }

  putFolders(folders: readonly FolderStamps[], signal: AbortSignal): Promise<void> {
    return this.#writeInParts("storing folders", folders, signal, writeFolders);
  }

  documents(ids: readonly string[], signal: AbortSignal): Promise<readonly CatalogDocument[]> {
    return this.#read("reading documents", signal, async ({ images }) => {
      const { documents, damaged } = await readDocuments(images, ids);
      if (damaged.length > 0) this.#drop(damaged);
      return documents;
    });
  }

  textSearch(query: TextQuery, filter: CatalogFilter, limit: number, signal: AbortSignal): Promise<readonly WordHit[]> {
    return this.#read("searching text", signal, ({ lance, images }) => searchText(lance, images, query, filter, limit));
  }

  textScores(query: TextQuery, ids: readonly string[], signal: AbortSignal): Promise<readonly WordHit[]> {
    return this.#read("searching text", signal, ({ lance, images }) => scoreTexts(lance, images, query, ids));
  }

  exactSearch(
    words: readonly string[],
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TextHit[]> {
    return this.#read("searching text", signal, ({ images }) => searchExact(images, this.#texts, words, filter, limit));
  }

  vectorSearch(
    embedderKey: string,
    vector: Float32Array,
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]> {
    return this.#read("searching vectors", signal, (tables) =>
      searchVectors(tables, this.#fronts, embedderKey, vector, filter, limit),
    );
  }

  compareVectors(
    embedderKey: string,
    vector: Float32Array,
    nearest: readonly string[],
    others: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ComparedVector[]> {
    return this.#read("comparing vectors", signal, (tables) =>
      compareVectors(tables, this.#fronts, embedderKey, vector, nearest, others),
    );
  }

  vectorOf(embedderKey: string, id: string, signal: AbortSignal): Promise<Float32Array | undefined> {
    return this.#read("reading a vector", signal, (tables) => readVector(tables, embedderKey, id));
  }

  async useLanguage(language: SearchLanguage, signal: AbortSignal): Promise<void> {
    const present = (await this.note(languageNote, signal)) || searchLanguageOf("");
    useSearchLanguage(language);
    if (present === language) return;
    // as long as this stands there the rows are of two languages, and any call begins anew
    await this.putNote(languageNote, "changing", signal);
    const ids = await this.#read("reading rows", signal, allIds);
    for (let start = 0; start < ids.length; start += rowsAtOnce) {
      const part = ids.slice(start, start + rowsAtOnce);
      await this.#write("making words anew", signal, () => reword(this.#opened(), part));
    }
    await this.putNote(languageNote, language, signal);
  }

  note(name: string, signal: AbortSignal): Promise<string> {
    return this.#read("reading notes", signal, () => this.#notes.read(name));
  }

  putNote(name: string, text: string, signal: AbortSignal): Promise<void> {
    return this.#write("keeping notes", signal, () => this.#notes.write(name, text));
  }

  lackingVectors(
    embedderKey: string,
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly CatalogDocument[]> {
    return this.#read("looking for images without a vector", signal, (tables) =>
      this.#lacking.find(tables, embedderKey, folderKeys, limit),
    );
  }

  lackingVectorCount(embedderKey: string, folderKeys: readonly string[], signal: AbortSignal): Promise<number> {
    return this.#read("counting images without a vector", signal, (tables) =>
      this.#lacking.count(tables, embedderKey, folderKeys),
    );
  }

  putVectors(embedderKey: string, vectors: readonly GivenVector[], signal: AbortSignal): Promise<void> {
    const { directory } = this.#options;
    return this.#writeInParts("storing vectors", vectors, signal, (tables, part) =>
      storeVectors(tables, directory, embedderKey, part),
    );
  }

  facets(scope: FacetScope, most: number, signal: AbortSignal): Promise<Facets> {
    return this.#read("counting", signal, ({ images }) => this.#facets.count(images, scope, most));
  }

  likenesses(folderKeys: readonly string[], signal: AbortSignal): Promise<Likenesses> {
    return this.#read("comparing pictures", signal, ({ images }) => readLikenesses(images, folderKeys));
  }

  tagCounts(
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly { tag: string; count: number }[]> {
    return this.#read("counting tags", signal, ({ images }) => countTags(images, folderKeys, limit));
  }

  optimise(signal: AbortSignal): Promise<void> {
    return this.#write("compacting", signal, () =>
      optimiseTables(this.#opened(), this.#optimised, this.#options.log, () => signal.aborted),
    );
  }

  async close(): Promise<void> {
    // a failed write was told to its own caller
    await this.#lastWrite.catch(() => undefined);
    const tables = this.#tables;
    this.#tables = undefined;
    if (!tables) return;
    for (const table of [tables.images, tables.folders, ...tables.vectors.values()]) table.close();
    tables.connection.close();
  }

  /** Damaged rows are taken out, so that the next opening finds them missing and reads them again from the record files. */
  #drop(damaged: readonly string[]): void {
    const { log } = this.#options;
    log.warn(`${damaged.length} rows of the search catalog are damaged; they are made again from the record files.`);
    const never = new AbortController().signal;
    this.#writeInParts("removing damaged rows", damaged, never, removeDocuments).catch((thrown: unknown) => {
      log.warn(`Damaged rows could not be removed: ${String(thrown)}`);
    });
  }

  #opened(): OpenTables {
    if (this.#tables) return this.#tables;
    throw new ExpectedError("catalogUnavailable", "The search catalog is not open.");
  }

  /** LanceDB knows no abort: it is checked before and after, and the work in between is not left alone. */
  async #read<T>(what: string, signal: AbortSignal, call: (tables: OpenTables) => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    const answer = await guarded(what, () => call(this.#opened()));
    throwIfAborted(signal);
    return answer;
  }

  #write<T>(what: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(async () => {
      throwIfAborted(signal);
      return guarded(what, call);
    });
    // the next write waits for this one and does not fail with it
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  async #writeInParts<T>(
    what: string,
    items: readonly T[],
    signal: AbortSignal,
    call: (tables: OpenTables, part: readonly T[]) => Promise<void>,
  ): Promise<void> {
    throwIfAborted(signal);
    for (let start = 0; start < items.length; start += rowsPerCommit) {
      await this.#write(what, signal, () => call(this.#opened(), items.slice(start, start + rowsPerCommit)));
    }
  }
}
