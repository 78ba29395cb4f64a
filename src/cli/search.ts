/** `image-tagger search`: ranked results for one query, or for a file of queries in one process. */
import { readFile } from "node:fs/promises";
import { asksForStale, parseQuery } from "../extension/core/search/parseQuery.ts";
import { languageNote, searchLanguageOf } from "../extension/core/search/languages.ts";
import { useSearchLanguage } from "../extension/core/search/words.ts";
import { searchWithMissing } from "../extension/core/search/missingSearch.ts";
import { ImageSearch, type SearchResult } from "../extension/core/search/searchImages.ts";
import type { Embedder, LibraryFolder } from "../extension/core/ports.ts";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { DocumentFiles } from "../extension/adapters/scanner/documentFiles.ts";
import { systemClock } from "../extension/adapters/storage/systemClock.ts";
import { MissingImages } from "../extension/core/missingImages.ts";
import { ImageUses } from "../extension/core/references/imageUses.ts";
import { ExpectedError, failureOf } from "../shared/failures.ts";
import type { SearchHit } from "../shared/model.ts";
import type { Arguments } from "./arguments.ts";
import { compose, embedderFor, engineFor, scanOptions, type Composition } from "./composition.ts";
import { consoleLog, print, printJson, say } from "./output.ts";
import { useRecipe } from "./vocabulary.ts";

const defaultLimit = 20;

/** Searches with the options of this run. */
type Ask = (query: string) => Promise<SearchResult>;

/** True for the record of an image that is gone. */
type IsMissing = (hit: SearchHit) => boolean;

/** Runs the command; exit code 0 also without a hit, 2 where the search cannot run. */
export async function search(args: Arguments, stop: AbortSignal): Promise<number> {
  const parts = await compose(args, consoleLog());
  try {
    await parts.workshop.open([parts.folder], stop);
    await parts.workshop.reconcile(parts.folder, { ...scanOptions, mayWrite: false }, stop);
    await parts.workshop.fileReading.run(stop);
    await parts.workshop.sync.flush();
    useSearchLanguage(searchLanguageOf(await parts.workshop.catalog.note(languageNote, stop)));
    const searching = new ImageSearch({ catalog: parts.workshop.catalog });
    const embedder = await embedderOf(args, parts, stop);
    const options = { mode: args.mode, limit: args.limit ?? defaultLimit, folderKeys: [parts.folder.key] };
    const known = staleness(args, parts, stop);
    const { uses, missing } = outsideCatalog(parts);
    const usedIn = (document: string | undefined, signal: AbortSignal) => uses.usedIn(document, signal);
    const isMissing: IsMissing = ({ id }) => missing.get(id) !== undefined;
    const ask: Ask = async (query) => {
      const isStale = asksForStale(parseQuery(query)) && (await known());
      const more = { usedIn, ...(embedder && { embedder }), ...(isStale && { isStale }) };
      return searchWithMissing(searching, missing, query, { ...options, ...more }, stop);
    };
    if (args.queries === undefined) await one(args.query ?? "", args.json, ask, isMissing);
    else await many(args.queries, ask, isMissing, stop);
    return 0;
  } finally {
    await parts.close();
  }
}

/** What the catalog does not hold: documents that use images, and records whose images are gone. */
function outsideCatalog({ workshop, records }: Composition) {
  const { library, catalog } = workshop;
  const uses = new ImageUses(library, new DocumentFiles(), () => scanOptions);
  const find = (folder: LibraryFolder, signal: AbortSignal) => workshop.findMissing(folder, scanOptions, signal);
  const missing = new MissingImages({ library, catalog, records, clock: systemClock, hash: shortHash, find });
  return { uses, missing };
}

/** Which records are stale depends on the engine that would be used now: it is asked for only where a query wants to know. */
function staleness(args: Arguments, parts: Composition, stop: AbortSignal) {
  const know = async (): Promise<((id: string) => boolean) | undefined> => {
    try {
      const { engine } = await engineFor(args, parts, stop);
      await useRecipe(parts, engine);
      return (id) => parts.workshop.isStale(id);
    } catch (thrown) {
      if (stop.aborted) throw thrown;
      say(failureOf(thrown).message);
      return undefined;
    }
  };
  let known: ReturnType<typeof know> | undefined;
  return () => (known ??= know());
}

/** Words alone contact no host; meaning alone cannot do without its model. */
async function embedderOf(args: Arguments, parts: Composition, stop: AbortSignal): Promise<Embedder | undefined> {
  if (args.mode === "text") return undefined;
  const embedder = await embedderFor(args, parts, stop).catch((thrown: unknown) => {
    if (args.mode === "meaning") throw thrown;
    say(`Meaning search is off: ${failureOf(thrown).message}`);
    return undefined;
  });
  if (!embedder && args.mode === "meaning")
    throw new ExpectedError(
      "embedderUnavailable",
      args.engine === "openai"
        ? "Meaning search needs an embedding model of that server. Name it with --embed-model."
        : `Meaning search needs an embedding model on ${parts.host}. Get one with: ollama pull embeddinggemma`,
    );
  return embedder;
}

async function one(query: string, isJson: boolean, ask: Ask, isMissing: IsMissing): Promise<void> {
  const { hits, notes } = await ask(query);
  for (const { message } of notes.problems) say(message);
  if (notes.unmeasured)
    say(`${notes.unmeasured} images were not measured yet, so the filter leaves them out; tagging measures them.`);
  if (isJson) return printJson(hits.map((hit) => shown(hit, isMissing)));
  if (notes.meaningReason)
    say(`Meaning search is ${notes.meaning === "off" ? "off" : "not available"}: ${notes.meaningReason}`);
  for (const hit of hits) {
    print(isMissing(hit) ? `${hit.path} (the file is missing)` : hit.path);
    print(`    ${hit.description}`);
    print(`    ${hit.why.map((why) => `${why.field}${why.words ? `: ${why.words.join(", ")}` : ""}`).join("; ")}`);
  }
  if (hits.length === 0) say("Nothing found.");
}

/** One line of output for each line of input, in order, whatever becomes of it. */
async function many(file: string, ask: Ask, isMissing: IsMissing, stop: AbortSignal): Promise<void> {
  for (const query of await linesOf(file)) {
    const startMs = performance.now();
    const took = (): number => Math.round((performance.now() - startMs) * 100) / 100;
    try {
      const { hits, notes } = await ask(query);
      const problem = notes.problems[0]?.message;
      printJson({
        query,
        ms: took(),
        hits: hits.map((hit) => shown(hit, isMissing)),
        ...(problem ? { error: problem } : {}),
      });
    } catch (thrown) {
      if (stop.aborted) throw thrown;
      printJson({ query, ms: took(), hits: [], error: failureOf(thrown).message });
    }
  }
}

/** Lines end with a line feed, with or without a carriage return before it, and with nothing else: a query may hold the rest. */
async function linesOf(file: string): Promise<readonly string[]> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (thrown) {
    throw new ExpectedError("unreadable", `The file of queries ${file} cannot be read: ${failureOf(thrown).message}`);
  }
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The fields of a result in their documented order; one whose image is gone says so. */
function shown(hit: SearchHit, isMissing: IsMissing) {
  const { path, score, why, description, tags } = hit;
  return { path, score, why, description, tags, ...(isMissing(hit) && { missing: true }) };
}
