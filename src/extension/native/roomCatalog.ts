/** The `Catalog` port by way of the catalog room: a catalog that crashes its process is set aside and built anew. */
import type { Client } from "../../shared/calls.ts";
import { ExpectedError } from "../../shared/failures.ts";
import type { Catalog } from "../core/catalogPort.ts";
import type { CatalogRoom } from "./roomProtocols.ts";
import { RoomDied, type Room } from "./rooms.ts";

/** Long enough for a large catalog on a slow disk; a call that takes longer hangs. */
const callDeadlineMs = 120_000;
/** A million rows are written again. */
const rewordingDeadlineMs = 60 * 60_000;
const optimiseDeadlineMs = 15 * 60_000;
/** A second crash within this time is the catalog's own fault, not an accident such as lack of memory. */
const crashMemoryMs = 10 * 60_000;

type Work<T> = (client: Client<CatalogRoom>, signal: AbortSignal) => Promise<T>;

/** Calls the room, opening the catalog first in every new process of it. */
class RoomCatalog {
  readonly #room: Room<CatalogRoom>;
  readonly #directory: string;
  /** In which process is the catalog open (or being opened)? */
  readonly #openings = new WeakMap<Client<CatalogRoom>, Promise<void>>();
  readonly #crashed = new WeakSet<Client<CatalogRoom>>();
  /** Set where a new process had to begin with an empty catalog: until the caller opens it and fills it, nothing is answered. */
  #isFresh = false;
  #isToBeSetAside = false;
  #lastCrashMs = Number.NEGATIVE_INFINITY;

  constructor(room: Room<CatalogRoom>, directory: string) {
    this.#room = room;
    this.#directory = directory;
  }

  /** Opens the catalog; where that crashes the room, once more with an empty one. */
  async open(signal: AbortSignal): Promise<{ readonly fresh: boolean }> {
    const ensure = (): Promise<void> => this.#call("its opening", callDeadlineMs, async () => undefined, signal);
    try {
      await ensure();
    } catch (thrown) {
      if (!(thrown instanceof RoomDied)) throw thrown;
      this.#isToBeSetAside = true;
      await ensure();
    }
    const fresh = this.#isFresh;
    this.#isFresh = false;
    return { fresh };
  }

  /** Makes one call on the open catalog. */
  run<T>(about: string, work: Work<T>, signal: AbortSignal, deadlineMs = callDeadlineMs): Promise<T> {
    const guarded: Work<T> = (client, stop) => {
      if (this.#isFresh) throw new ExpectedError("catalogUnavailable", "The catalog is being built anew.");
      return work(client, stop);
    };
    return this.#call(about, deadlineMs, guarded, signal);
  }

  async #call<T>(about: string, deadlineMs: number, work: Work<T>, signal: AbortSignal): Promise<T> {
    const errand = { subject: `the catalog (${about})`, deadlineMs };
    let called: Client<CatalogRoom> | undefined;
    const openFirst: Work<T> = async (client, stop) => {
      called = client;
      await this.#opened(client);
      return work(client, stop);
    };
    try {
      return await this.#room.call(openFirst, errand, signal);
    } catch (thrown) {
      if (called && thrown instanceof RoomDied) this.#noteCrash(called);
      throw thrown;
    }
  }

  /** Shared by all calls of one process, so it heeds no single caller's signal. */
  #opened(client: Client<CatalogRoom>): Promise<void> {
    const present = this.#openings.get(client);
    if (present) return present;
    const setAside = this.#isToBeSetAside;
    const openNow = async (): Promise<void> => {
      const { fresh } = await client.open({ directory: this.#directory, setAside });
      if (fresh) this.#isFresh = true;
      if (setAside) this.#isToBeSetAside = false;
    };
    const opening = openNow();
    this.#openings.set(client, opening);
    // a failed opening is not kept: the next call tries again
    opening.catch(() => this.#openings.delete(client));
    return opening;
  }

  #noteCrash(client: Client<CatalogRoom>): void {
    // all calls in flight die of one crash, which counts once
    if (this.#crashed.has(client)) return;
    this.#crashed.add(client);
    const now = performance.now();
    if (now - this.#lastCrashMs < crashMemoryMs) this.#isToBeSetAside = true;
    this.#lastCrashMs = now;
  }
}

/** The catalog in `directory` (absolute), kept by the room. `close` ends the room. */
export function roomCatalog(room: Room<CatalogRoom>, directory: string): Catalog {
  const catalog = new RoomCatalog(room, directory);
  const run = catalog.run.bind(catalog);
  return {
    open: (signal) => catalog.open(signal),
    rows: (folderKeys, signal) => run("rows", (client, stop) => client.rows({ folderKeys }, stop), signal),
    folders: (folderKeys, signal) => run("folders", (client, stop) => client.folders({ folderKeys }, stop), signal),
    upsert: (documents, signal) => run("upsert", (client, stop) => client.upsert({ documents }, stop), signal),
    remove: (ids, signal) => run("remove", (client, stop) => client.remove({ ids }, stop), signal),
    putFolders: (folders, signal) => run("folders", (client, stop) => client.putFolders({ folders }, stop), signal),
    documents: (ids, signal) => run("documents", (client, stop) => client.documents({ ids }, stop), signal),
    textSearch: (query, filter, limit, signal) =>
      run("text search", (client, stop) => client.textSearch({ query, filter, limit }, stop), signal),
    exactSearch: (words, filter, limit, signal) =>
      run("exact search", (client, stop) => client.exactSearch({ words, filter, limit }, stop), signal),
    vectorSearch: (embedderKey, vector, filter, limit, signal) =>
      run("vector search", (client, stop) => client.vectorSearch({ embedderKey, vector, filter, limit }, stop), signal),
    textScores: (query, ids, signal) =>
      run("text search", (client, stop) => client.textScores({ query, ids }, stop), signal),
    compareVectors: (embedderKey, vector, nearest, others, signal) =>
      run(
        "vector search",
        (client, stop) => client.compareVectors({ embedderKey, vector, nearest, others }, stop),
        signal,
      ),
    vectorOf: (embedderKey, id, signal) =>
      run("vectors", (client, stop) => client.vectorOf({ embedderKey, id }, stop), signal),
    useLanguage: (language, signal) =>
      run("words", (client, stop) => client.useLanguage({ language }, stop), signal, rewordingDeadlineMs),
    note: (name, signal) => run("notes", (client, stop) => client.note({ name }, stop), signal),
    putNote: (name, text, signal) => run("notes", (client, stop) => client.putNote({ name, text }, stop), signal),
    lackingVectors: (embedderKey, folderKeys, limit, signal) =>
      run("vectors", (client, stop) => client.lackingVectors({ embedderKey, folderKeys, limit }, stop), signal),
    lackingVectorCount: (embedderKey, folderKeys, signal) =>
      run("vectors", (client, stop) => client.lackingVectorCount({ embedderKey, folderKeys }, stop), signal),
    putVectors: (embedderKey, vectors, signal) =>
      run("vectors", (client, stop) => client.putVectors({ embedderKey, vectors }, stop), signal),
    tagCounts: (folderKeys, limit, signal) =>
      run("tag counts", async (client, stop) => [...(await client.tagCounts({ folderKeys, limit }, stop))], signal),
    likenesses: (folderKeys, signal) =>
      run("likenesses", (client, stop) => client.likenesses({ folderKeys }, stop), signal),
    facets: (scope, most, signal) => run("facets", (client, stop) => client.facets({ scope, most }, stop), signal),
    optimise: (signal) =>
      run("optimise", (client, stop) => client.optimise(undefined, stop), signal, optimiseDeadlineMs),
    close: () => room.close(),
  };
}
