/** A world for the queue without disk or model: images by number, records in memory, an engine that can misbehave. */
import { TaskQueue } from "../../src/extension/core/queue/taskQueue.ts";
import type { TaggingParts } from "../../src/extension/core/queue/readyImage.ts";
import type { Engine, ImageRef, LookRequest, Prepared, RecordChange } from "../../src/extension/core/ports.ts";
import { SameAnswers } from "../../src/extension/core/tagging/sameAnswers.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { emptyRecord, type ImageRecord, type Step } from "../../src/shared/model.ts";

/** How the world misbehaves. */
export interface WorldFaults {
  readonly lookMs?: number;
  /** Asked at each look; what it answers is thrown. */
  readonly fault?: (path: string) => ExpectedError | undefined;
  /** The fault comes after this step was delivered, not before the first. */
  readonly faultAfter?: Step;
  readonly health?: () => void;
  /** After this step the engine says nothing more until `release`. */
  readonly hangAfter?: Step;
  /** How often is the folder found busy? */
  readonly busyTimes?: number;
  readonly changingStamps?: boolean;
  readonly contentKey?: (path: string) => string;
}

/** The image of a path in the one folder of the world; its id is its path. */
export function imageOf(path: string): ImageRef {
  return { id: path, folder: { key: "k", root: "/world", name: "world" }, path };
}

/** A queue with `count` images waiting, and everything that it needs. */
export function fakeWorld(count: number, faults: WorldFaults = {}) {
  const records = new Map<string, ImageRecord>();
  const looked: string[] = [];
  const journal: string[] = [];
  const asked = new Map<string, (readonly Step[])[]>();
  const gone = new Set<string>();
  const reached = new Map<string, PromiseWithResolvers<void>>();
  const point = (name: string): PromiseWithResolvers<void> => {
    const known = reached.get(name) ?? Promise.withResolvers<void>();
    reached.set(name, known);
    return known;
  };
  let isHanging = true;
  let nowMs = 1_000;
  let busyTimes = faults.busyTimes ?? 0;
  let stamps = 0;
  const clock = {
    now: () => nowMs,
    sleep: async (milliseconds: number) => {
      nowMs += milliseconds;
    },
  };

  const engine: Engine = {
    kind: "ollama",
    model: "m",
    promptKey: "",
    concurrency: 1,
    prepare: async (request) => {
      journal.push(`prepared ${request.path}`);
      const facts = { width: 1, height: 1, format: "jpeg" };
      return { kind: "jpeg", image: { facts, dHash: "0".repeat(16) } } as Prepared;
    },
    look: async (request: LookRequest, _prepared, onEvent, signal) => {
      const { path } = request;
      looked.push(path);
      asked.set(path, [...(asked.get(path) ?? []), request.steps]);
      if (faults.lookMs) await new Promise((resolve) => setTimeout(resolve, faults.lookMs));
      const fault = faults.fault?.(path);
      if (fault && !faults.faultAfter) throw fault;
      for (const step of request.steps) {
        onEvent({ type: "progress", step, fraction: 0.5 });
        onEvent({ type: "step", step, answer: { description: path, tags: ["t"], text: "", alt: path } });
        // lets the step reach its record before anything else happens
        await new Promise((resolve) => setTimeout(resolve, 1));
        point(`${path} ${step}`).resolve();
        if (fault && step === faults.faultAfter) throw fault;
        if (isHanging && step === faults.hangAfter) await aborted(signal);
      }
      journal.push(`looked ${path}`);
      onEvent({ type: "calls", modelCalls: 1 });
    },
    checkHealth: async () => faults.health?.(),
  };

  const parts: TaggingParts = {
    engine,
    vocabularyOf: () => undefined,
    sameAnswers: new SameAnswers(),
    thumbnails: undefined,
    clock,
    scanner: {
      scan: () => Promise.reject(new Error("not asked for")),
      stamp: async () => ({ size: 1, mtimeMs: faults.changingStamps ? stamps++ : 1 }),
      contentKey: async (_root, path) => faults.contentKey?.(path) ?? `1:${path}`,
      formerContentKey: async (_root, path) => `1:${path}`,
    },
    records: recordsIn(records, () => busyTimes-- > 0),
    releaseFolders: async () => undefined,
    twinOf: async (contentKey, image) =>
      [...records].find(
        ([path, record]) => path !== image.path && record.contentKey === contentKey && record.done.length === 3,
      )?.[1],
  };
  const queue = new TaskQueue({ clock, image: (id) => (gone.has(id) ? undefined : imageOf(id)) });
  queue.add(
    Array.from({ length: count }, (_, i) => `${i}.jpg`),
    { again: false },
  );
  return {
    queue,
    parts,
    records,
    looked,
    journal,
    asked,
    gone,
    reached: (name: string) => point(name).promise,
    release: () => {
      isHanging = false;
    },
  };
}

function recordsIn(records: Map<string, ImageRecord>, isBusy: () => boolean): TaggingParts["records"] {
  return {
    read: async ({ path }) => records.get(path),
    hold: async () => {
      if (isBusy()) throw new ExpectedError("folderBusy", "busy");
    },
    change: async ({ path }: ImageRef, change: RecordChange) => {
      const record = change(records.get(path) ?? emptyRecord);
      records.set(path, record);
      return record;
    },
    found: () => "",
    paths: async () => [],
    recover: async () => undefined,
    flush: async () => [],
    close: async () => [],
    sweep: async () => undefined,
    isWaiting: false,
    changeAway: () => Promise.reject(new Error("not asked for")),
    storedPaths: () => Promise.resolve([]),
    writeBack: () => Promise.resolve([]),
    remove: () => Promise.resolve([]),
    onNotice: () => () => undefined,
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new ExpectedError("aborted", "Stopped.")), { once: true });
  });
}
