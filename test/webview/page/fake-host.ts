/** The extension's side of the wire, inside the page: answers the protocol from a library of arithmetic. */
import { eventSender, serve, type Frame, type Handlers, type Port } from "../../../src/shared/calls.ts";
import { ExpectedError, type FailureData } from "../../../src/shared/failures.ts";
import type { QueueStatus } from "../../../src/shared/model.ts";
import type { GridPage, RecordView, Thumbnail, ViewEvents, ViewMethods } from "../../../src/shared/protocol.ts";
import { englishStrings } from "../../../src/shared/strings.ts";
import { batchHandlers } from "./fake-batch.ts";
import { FakeLibrary } from "./fake-library.ts";
import { beforeDecision, imagesToReview, rejectImage, takeImageBack } from "./fake-review.ts";
import type { Scenario, SeenCall } from "./scenario.ts";

const scenario = JSON.parse(new URL(location.href).searchParams.get("scenario") ?? "{}") as Scenario;
const library = new FakeLibrary(scenario.total ?? 120, scenario.folderSize ?? 45, scenario.foreign);
for (const { index, name, words } of scenario.hostile ?? []) {
  Object.assign(library.image(index), { name, description: words, tags: [words, "plain"], alt: words, text: words });
}
for (const index of scenario.missing ?? []) library.image(index).missing = true;
library.copied = scenario.copied ?? library.copied;
for (const index of scenario.stale ?? []) library.image(index).stale = true;
for (const index of scenario.doubted ?? []) library.image(index).doubt = "sameAnswer";
const idle: QueueStatus = { state: "idle", pending: 0, active: 0, completed: 0, failed: 0, current: [] };
const seen: SeenCall[] = [];
const violations: string[] = [];
const failing: Record<string, FailureData> = { ...scenario.failing };
const delays: Record<string, number> = { ...scenario.delays };
let revision = 1;
/** Set by a test that lets an answer come from an older revision. */
let answeredRevision: number | undefined;

const listeners = new Set<(frame: unknown) => void>();
const port: Port = {
  // as in the editor: plain data only, delivered as a message later
  post: (frame) => window.postMessage(JSON.parse(JSON.stringify(frame)), "*"),
  listen: (onFrame) => {
    listeners.add(onFrame);
    return () => listeners.delete(onFrame);
  },
};
const send = eventSender<ViewEvents>(port);

async function answer<T>(method: string, request: unknown, signal: AbortSignal, value: () => T): Promise<T> {
  const call: SeenCall = { method, request, isAborted: false, isAnswered: false };
  seen.push(call);
  signal.addEventListener("abort", () => (call.isAborted = true));
  const delay = delays[method] ?? 0;
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const failure = failing[method];
  if (failure) throw new ExpectedError(failure.reason, failure.message);
  call.isAnswered = !signal.aborted;
  return value();
}

function recordOf(id: string): RecordView {
  const index = Number(id.slice(2));
  const record = library.record(id, library.byId(id)?.state === "failed" ? undefined : `/picture/${index}.webp`);
  if (!record) throw new ExpectedError("notFound", "This image is no longer in the library.");
  return record;
}

function thumbnailOf(id: string): Thumbnail {
  const image = library.byId(id);
  if (image?.state !== "failed") return { id, uri: `/thumbnail/${id.slice(2)}.webp` };
  return { id, failure: { reason: "undecodable", message: `${image.name} does not decode.` } };
}

const handlers: Handlers<ViewMethods> = {
  hello: (request, signal) =>
    answer("hello", request, signal, () => ({
      strings: { ...englishStrings, ...scenario.strings },
      revision,
      total: library.total,
      queue: scenario.queue ?? idle,
      engine: scenario.engine ?? {
        engine: "ollama",
        model: "qwen3.5:4b",
        host: "http://127.0.0.1:11434",
        embedModel: "embeddinggemma",
      },
      trusted: scenario.trusted ?? true,
      hasFolders: scenario.hasFolders ?? true,
      scanning: scenario.scanning ?? false,
      ...(scenario.show ? { show: scenario.show } : {}),
    })),
  page: (request, signal) =>
    answer("page", request, signal, (): GridPage => {
      const { query, offset, limit } = request;
      const like = query.similarTo === undefined ? undefined : library.byId(query.similarTo);
      if (query.similarTo !== undefined && !like)
        throw new ExpectedError("notFound", "The image that the others should be like is no longer in the library.");
      const notes = scenario.notes ?? { meaning: "used", problems: [] };
      const { count, at } = library.found(query);
      const length = Math.max(0, Math.min(limit, count - offset));
      return {
        revision: answeredRevision ?? revision,
        total: count,
        offset,
        items: Array.from({ length }, (_, n) => library.card(at(offset + n), query)),
        sections: library.sections(query),
        ...(scenario.weakHits && query.search !== "" && !query.allHits ? { weakHits: scenario.weakHits } : {}),
        ...(query.search === "" && !like && !query.duplicates ? {} : { notes }),
        ...(like ? { likeName: like.name } : {}),
        ...(query.within === undefined ? {} : { withinCount: library.setOf(query.within).size }),
      };
    }),
  thumbnails: (request, signal) => answer("thumbnails", request, signal, () => request.ids.map(thumbnailOf)),
  record: (request, signal) => answer("record", request, signal, () => recordOf(request.id)),
  save: (request, signal) =>
    answer("save", request, signal, () => {
      beforeDecision(library, request.id);
      library.edit(request.id, request.edit);
      change();
      return recordOf(request.id);
    }),
  reject: (request, signal) =>
    answer("reject", request, signal, () => {
      rejectImage(library, request.id);
      change();
      return recordOf(request.id);
    }),
  takeBack: (request, signal) =>
    answer("takeBack", request, signal, () => {
      takeImageBack(library, request.id);
      change();
      return recordOf(request.id);
    }),
  toReview: (request, signal) =>
    answer("toReview", request, signal, () => {
      const { count, at } = "ids" in request ? { count: 0, at: () => 0 } : library.found(request.query);
      const ids = "ids" in request ? request.ids : Array.from({ length: count }, (_, n) => `id${at(n)}`);
      return imagesToReview(library, ids, "ids" in request);
    }),
  place: (request, signal) =>
    answer("place", request, signal, () => {
      const { count, at } = library.found(request.query);
      for (let index = 0; index < count; index += 1) if (`id${at(index)}` === request.id) return { index };
      return { index: -1 };
    }),
  keepSet: (request, signal) =>
    answer("keepSet", request, signal, () => {
      const { count, at } = "ids" in request ? { count: 0, at: () => 0 } : library.found(request.query);
      const ids = "ids" in request ? request.ids : Array.from({ length: count }, (_, n) => `id${at(n)}`);
      return { within: library.keepSet(ids) };
    }),
  facets: (request, signal) =>
    answer("facets", request, signal, () => ({ revision, total: library.total, groups: scenario.facets ?? [] })),
  searches: (request, signal) =>
    answer("searches", request, signal, () =>
      (scenario.searches ?? []).filter(({ search }) => search.includes(request.start)),
    ),
  rememberSearch: (request, signal) => answer("rememberSearch", request, signal, () => undefined),
  forgetSearch: (request, signal) => answer("forgetSearch", request, signal, () => undefined),
  suggestTags: (request, signal) =>
    answer("suggestTags", request, signal, () => library.tagsInUse(request.start).slice(0, 10)),
  ...batchHandlers(library, answer, change),
  uses: (request, signal) => answer("uses", request, signal, () => scenario.uses ?? { total: 0, uses: [] }),
  openUse: (request, signal) => answer("openUse", request, signal, () => undefined),
  suggestDocuments: (request, signal) =>
    answer("suggestDocuments", request, signal, () => ["README.md", "docs/user guide.adoc"]),
  imageUris: (request, signal) =>
    answer("imageUris", request, signal, () =>
      request.ids.map((id) => {
        const image = library.byId(id);
        return image && !image.missing ? `file:///pictures/${image.folder}/${image.name}` : null;
      }),
    ),
  act: (request, signal) => answer("act", request, signal, () => undefined),
  run: (request, signal) => answer("run", request, signal, () => undefined),
  report: (request, signal) => answer("report", request, signal, () => undefined),
};

function change(): void {
  revision += 1;
  const { hasFolders = true, scanning = false } = scenario;
  send("changed", { revision, total: library.total, scanning, hasFolders });
}

const stateKey = "kept view state";
const isHeard = (frame: Frame): boolean => frame.kind === "call" || frame.kind === "abort";
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (frame: Frame) => {
      if (isHeard(frame)) for (const listener of listeners) listener(JSON.parse(JSON.stringify(frame)));
    },
    getState: () => {
      const kept = sessionStorage.getItem(stateKey);
      return kept === null ? scenario.state : (JSON.parse(kept) as unknown);
    },
    setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  }),
});
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
serve<ViewMethods>(port, handlers, (error) => console.error(error));

/** What a test may do with the host while the page runs. */
const control = {
  library,
  seen,
  violations,
  failing,
  delays,
  send,
  change,
  calls: (method: string) => seen.filter((call) => call.method === method),
  answerAsRevision: (older: number | undefined) => {
    answeredRevision = older;
  },
  state: () => JSON.parse(sessionStorage.getItem(stateKey) ?? "null") as unknown,
};
Object.assign(globalThis, { fake: control });
