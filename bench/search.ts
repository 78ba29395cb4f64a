/** Hybrid search with 768 dimensions, warm, against MiniSearch with an exact scan in JavaScript; at 10,000 records, or as many as the environment says. */
import MiniSearch from "minisearch";
import { ImageSearch } from "../src/extension/core/search/searchImages.ts";
import type { CatalogDocument } from "../src/extension/core/catalogPort.ts";
import type { Embedder } from "../src/extension/core/ports.ts";
import { pseudoRandom } from "../test/fixtures/drawnImages.ts";
import { medianMs, spokenMs, type Benchmark } from "./figures.ts";
import { openLibrary } from "./library.ts";

/** The goal is set for 100,000, which takes minutes to build. */
const records = Number(process.env["IMAGE_TAGGER_BENCH_RECORDS"] ?? 10_000);
const goalRecords = 100_000;
const goal = 5;
const dimensions = 768;
const queries = 40;
const wordsInRecord = 40;
const vocabulary = 5_000;

/** Records are made of frequent and rare words, vectors lie in clusters, as real ones do. */
export const search: Benchmark = {
  name: "search",
  async run(folder) {
    const world = makeWorld();
    const library = openLibrary(folder, folder);
    const signal = new AbortController().signal;
    const embedder = embedderOf(world.queryVectors);
    try {
      await library.workshop.open([library.folder], signal);
      await library.catalog.upsert(
        world.documents.map((document) => ({ ...document, folderKey: library.folder.key })),
        signal,
      );
      const { key } = await embedder.open(signal);
      const vectors = world.documents.map(({ id, recordHash }, i) => ({
        id,
        recordHash,
        vector: world.vectors[i] ?? new Float32Array(dimensions),
      }));
      for (let start = 0; start < records; start += 1_000)
        await library.catalog.putVectors(key, vectors.slice(start, start + 1_000), signal);
      await library.catalog.optimise(signal);
      const searching = new ImageSearch({ catalog: library.catalog });
      const ours = (query: string) =>
        searching.search(query, { mode: "hybrid", limit: 20, folderKeys: [library.folder.key], embedder }, signal);
      const theirs = rival(world);
      for (const query of world.queries) {
        const { hits, notes } = await ours(query);
        if (hits.length < 20 || notes.meaning !== "used")
          throw new Error(`"${query}" found ${hits.length}, meaning ${notes.meaning}.`);
        theirs(query);
      }
      const [oursMs = 0, theirsMs = 0] = await medianMs(
        5,
        async () => {
          for (const query of world.queries) await ours(query);
        },
        () => {
          for (const query of world.queries) theirs(query);
        },
      );
      return [
        {
          what: `speed of hybrid search with reasons at ${records} records as a multiple of MiniSearch with an exact scan`,
          ratio: theirsMs / oursMs,
          against: `${spokenMs(oursMs / queries)} against ${spokenMs(theirsMs / queries)} a query, warm, in a process of its own`,
          goal: records < goalRecords ? `recorded here; at least ${goal} at ${goalRecords}` : `at least ${goal}`,
          isMet: records < goalRecords || theirsMs / oursMs >= goal,
        },
      ];
    } finally {
      await library.close();
    }
  },
};

function makeWorld() {
  const random = pseudoRandom(7);
  const word = (): string => `w${Math.floor(vocabulary * random() ** 3)}`;
  const centres = Array.from({ length: 100 }, () =>
    unit(Float32Array.from({ length: dimensions }, () => random() - 0.5)),
  );
  const near = (): Float32Array => {
    const centre = centres[Math.floor(random() * centres.length)] ?? new Float32Array(dimensions);
    return unit(centre.map((value) => value + (random() - 0.5) * 0.04));
  };
  const documents = Array.from({ length: records }, (_, i): CatalogDocument => {
    const words = Array.from({ length: wordsInRecord }, word);
    return {
      id: `id${i}`,
      folderKey: "",
      path: `album ${i % 50}/picture ${i}.jpg`,
      size: 1,
      mtimeMs: i,
      contentKey: `1:${i}`,
      state: "tagged",
      recordHash: `h${i}`,
      by: "ollama",
      model: "m",
      recipe: "",
      failureReason: "",
      failureMessage: "",
      factsKey: "",
      width: 0,
      height: 0,
      format: "jpeg",
      takenAt: "",
      camera: "",
      place: "",
      kind: "",
      colours: [],
      dHash: "",
      tags: words.slice(0, 7),
      description: words.slice(7, 27).join(" "),
      text: words.slice(27).join(" "),
      alt: "",
    };
  });
  const asked = Array.from({ length: queries }, () => `${word()} ${word()} ${word()}`);
  return {
    documents,
    vectors: documents.map(near),
    queries: asked,
    queryVectors: new Map(asked.map((query) => [query, near()])),
  };
}

function embedderOf(vectors: ReadonlyMap<string, Float32Array>): Embedder {
  return {
    model: "bench",
    open: async () => ({ key: `bench/${dimensions}`, dimensions }),
    embedDocuments: () => Promise.reject(new Error("not asked for")),
    embedQuery: async (text) => vectors.get(text) ?? new Float32Array(dimensions),
  };
}

/** BM25 by MiniSearch, cosine by a loop over all vectors, joined by reciprocal rank. */
function rival(world: ReturnType<typeof makeWorld>): (query: string) => readonly string[] {
  const index = new MiniSearch<CatalogDocument>({
    fields: ["tags", "description", "text", "path"],
    extractField: textOf,
  });
  index.addAll(world.documents);
  return (query) => {
    const words = index
      .search(query)
      .slice(0, 100)
      .map(({ id }) => String(id));
    const wanted = world.queryVectors.get(query) ?? new Float32Array(dimensions);
    const scores = world.vectors.map((vector, i) => ({ id: `id${i}`, score: dot(vector, wanted) }));
    const nearest = scores
      .sort((a, b) => b.score - a.score)
      .slice(0, 100)
      .map(({ id }) => id);
    const fused = new Map<string, number>();
    for (const list of [words, nearest])
      for (const [rank, id] of list.entries()) fused.set(id, (fused.get(id) ?? 0) + 1 / (60 + rank));
    return [...fused]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 20)
      .map(([id]) => id);
  };
}

function textOf(document: CatalogDocument, field: string): string {
  const value = document[field as keyof CatalogDocument];
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}
