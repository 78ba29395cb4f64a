/** The catalog room from inside: the LanceDB adapter behind the room's protocol. */
import type { Handlers } from "../../shared/calls.ts";
import { ExpectedError } from "../../shared/failures.ts";
import { LanceCatalog } from "../adapters/catalog/catalog.ts";
import { setAside } from "../adapters/catalog/placement.ts";
import { lanceVersion } from "../adapters/catalog/version.ts";
import { VectorReader } from "../adapters/catalog/vectorReader.ts";
import type { Catalog } from "../core/catalogPort.ts";
import type { Log } from "../core/ports.ts";
import type { CatalogRoom } from "./roomProtocols.ts";

/** Answers calls with the catalog that `open` named. */
export function catalogHandlers(log: Log): Handlers<CatalogRoom> {
  let opened: Catalog | undefined;
  const reader = new VectorReader();
  const catalog = (): Catalog => {
    if (!opened) throw new ExpectedError("catalogUnavailable", "The catalog is not open.");
    return opened;
  };
  return {
    open: async ({ directory, setAside: isToBeSetAside }, signal) => {
      await opened?.close();
      opened = undefined;
      if (isToBeSetAside) {
        log.warn("The catalog crashed its process and is set aside; it is built anew.");
        await setAside(directory, Date.now());
      }
      const next = new LanceCatalog({ directory, log });
      const answer = await next.open(signal);
      opened = next;
      return answer;
    },
    rows: (request, signal) => catalog().rows(request.folderKeys, signal),
    folders: (request, signal) => catalog().folders(request.folderKeys, signal),
    upsert: (request, signal) => catalog().upsert(request.documents, signal),
    remove: (request, signal) => catalog().remove(request.ids, signal),
    putFolders: (request, signal) => catalog().putFolders(request.folders, signal),
    documents: (request, signal) => catalog().documents(request.ids, signal),
    textSearch: ({ query, filter, limit }, signal) => catalog().textSearch(query, filter, limit, signal),
    exactSearch: ({ words, filter, limit }, signal) => catalog().exactSearch(words, filter, limit, signal),
    vectorSearch: ({ embedderKey, vector, filter, limit }, signal) =>
      catalog().vectorSearch(embedderKey, vector, filter, limit, signal),
    textScores: ({ query, ids }, signal) => catalog().textScores(query, ids, signal),
    compareVectors: ({ embedderKey, vector, nearest, others }, signal) =>
      catalog().compareVectors(embedderKey, vector, nearest, others, signal),
    vectorOf: ({ embedderKey, id }, signal) => catalog().vectorOf(embedderKey, id, signal),
    useLanguage: ({ language }, signal) => catalog().useLanguage(language, signal),
    note: ({ name }, signal) => catalog().note(name, signal),
    putNote: ({ name, text }, signal) => catalog().putNote(name, text, signal),
    lackingVectors: ({ embedderKey, folderKeys, limit }, signal) =>
      catalog().lackingVectors(embedderKey, folderKeys, limit, signal),
    lackingVectorCount: ({ embedderKey, folderKeys }, signal) =>
      catalog().lackingVectorCount(embedderKey, folderKeys, signal),
    putVectors: ({ embedderKey, vectors }, signal) => catalog().putVectors(embedderKey, vectors, signal),
    tagCounts: ({ folderKeys, limit }, signal) => catalog().tagCounts(folderKeys, limit, signal),
    likenesses: ({ folderKeys }, signal) => catalog().likenesses(folderKeys, signal),
    facets: ({ scope, most }, signal) => catalog().facets(scope, most, signal),
    optimise: (_request, signal) => catalog().optimise(signal),
    versions: async () => ({ LanceDB: await lanceVersion() }),
    readVectors: ({ texts, ...source }) => reader.read(source, texts),
    close: async () => {
      await reader.close();
      await opened?.close();
      opened = undefined;
    },
  };
}
