/** What is remembered of models on this computer: how fast they looked at images here, and what the last test of each said. */
import { shownHost } from "./hosts.ts";

/** What a test said of a model. */
export interface KeptVerdict {
  readonly kind: VerdictKind;
  /** A sentence for a person. */
  readonly message: string;
  /** ISO 8601. */
  readonly at: string;
}

const verdictKinds = ["good", "doubtful", "refused"] as const;
type VerdictKind = (typeof verdictKinds)[number];

/** Where it is kept; what is read may be anything. */
export interface NoteStore {
  read(): unknown;
  write(notes: unknown): void;
}

/** One model at one host: a model that was pulled anew has another digest, and nothing is known of it. */
export interface ModelAt {
  readonly host: string;
  readonly digest: string;
}

interface Note {
  readonly seconds: readonly number[];
  readonly verdict?: KeptVerdict;
}

/** Fewer would say more of the first image, with the loading of the model, than of the model. */
const fewestLooks = 3;
const mostLooks = 30;
const mostModels = 100;

/** Reads at the first question; writes when it is told to. */
export class ModelNotes {
  readonly #store: NoteStore;
  /** What is known of each model? Those that were used last come last. */
  #notes: Map<string, Note> | undefined;
  #isChanged = false;

  constructor(store: NoteStore) {
    this.#store = store;
  }

  /** Notes how long a whole look took; `save` keeps it. */
  addLook(model: ModelAt, seconds: number): void {
    const note = this.#take(model);
    this.#put(model, { ...note, seconds: [...(note?.seconds ?? []), rounded(seconds)].slice(-mostLooks) });
  }

  /** The middle of the last looks, in seconds; undefined until there were enough. */
  secondsPerImage(model: ModelAt): number | undefined {
    const seconds = this.#all.get(keyOf(model))?.seconds.toSorted((a, b) => a - b) ?? [];
    if (seconds.length < fewestLooks) return undefined;
    const middle = (seconds.length - 1) / 2;
    return ((seconds[Math.floor(middle)] ?? 0) + (seconds[Math.ceil(middle)] ?? 0)) / 2;
  }

  /** Keeps what a test said, at once. */
  setVerdict(model: ModelAt, verdict: KeptVerdict): void {
    this.#put(model, { seconds: [], ...this.#take(model), verdict });
    this.save();
  }

  verdictOf(model: ModelAt): KeptVerdict | undefined {
    return this.#all.get(keyOf(model))?.verdict;
  }

  /** Writes what changed since the last time. */
  save(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.#store.write(Object.fromEntries(this.#all));
  }

  get #all(): Map<string, Note> {
    this.#notes ??= readNotes(this.#store.read());
    return this.#notes;
  }

  #take(model: ModelAt): Note | undefined {
    return this.#all.get(keyOf(model));
  }

  #put(model: ModelAt, note: Note): void {
    const key = keyOf(model);
    this.#all.delete(key);
    this.#all.set(key, note);
    for (const oldest of [...this.#all.keys()].slice(0, -mostModels)) this.#all.delete(oldest);
    this.#isChanged = true;
  }
}

function keyOf({ host, digest }: ModelAt): string {
  return `${shownHost(host)} ${digest}`;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

function readNotes(value: unknown): Map<string, Note> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : [];
  return new Map(entries.flatMap(([key, note]) => (isObject(note) ? [[key, readNote(note)] as const] : [])));
}

function readNote({ seconds, verdict }: Readonly<Record<string, unknown>>): Note {
  const times = Array.isArray(seconds) ? seconds.filter((time) => typeof time === "number" && time >= 0) : [];
  const kept = isObject(verdict) ? readVerdict(verdict) : undefined;
  return { seconds: times as readonly number[], ...(kept && { verdict: kept }) };
}

function readVerdict(value: Readonly<Record<string, unknown>>): KeptVerdict | undefined {
  const kind = verdictKinds.find((one) => one === value["kind"]);
  const { message, at } = value;
  return kind && typeof message === "string" && typeof at === "string" ? { kind, message, at } : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
