/** What was edited, the last first: what undo takes back and redo does again. */
import type { ImageRecord } from "../../../shared/model.ts";

/** How one record was and became; undefined: there was none. */
export interface RecordChanged {
  readonly id: string;
  readonly before: ImageRecord | undefined;
  readonly after: ImageRecord | undefined;
}

/** One edit, of a single image or of many. */
export interface HistoryEntry {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly changes: readonly RecordChanged[];
}

/** The whole list; the first `done` of it can be undone, the others can be done again. */
export interface HistoryState {
  readonly entries: readonly HistoryEntry[];
  readonly done: number;
}

/** So many edits are kept, and so many changed records in all of them: some 2 KB each, before and after. */
const mostEntries = 100;
const mostChanges = 20_000;

/** A list of edits with a place in it: what lies before can be undone, what lies behind can be done again. */
export class EditHistory {
  #entries: HistoryEntry[] = [];
  /** How many of them are done. */
  #done = 0;
  readonly #listeners = new Set<() => void>();

  get undoable(): HistoryEntry | undefined {
    return this.#entries[this.#done - 1];
  }

  get redoable(): HistoryEntry | undefined {
    return this.#entries[this.#done];
  }

  get state(): HistoryState {
    return { entries: this.#entries, done: this.#done };
  }

  /** Hears of every change of the list; returns the function that stops hearing. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts back what was kept before; what was edited meanwhile comes after it. */
  restore({ entries, done }: HistoryState): void {
    const isFirst = this.#entries.length === 0;
    const before = isFirst ? entries : entries.slice(0, done);
    this.#entries = [...before, ...this.#entries];
    this.#done += Math.min(done, before.length);
  }

  /** A new edit: what was undone before cannot be done again. The oldest ones go where there are too many. */
  add(entry: HistoryEntry): void {
    this.#entries = [...this.#entries.slice(0, this.#done), entry];
    let changes = this.#entries.reduce((sum, one) => sum + one.changes.length, 0);
    while (this.#entries.length > 1 && (this.#entries.length > mostEntries || changes > mostChanges))
      changes -= this.#entries.shift()?.changes.length ?? 0;
    this.#done = this.#entries.length;
    this.#tell();
  }

  /** The last edit was taken back, in these changes; what was not come to yet stays to be undone, what could not be is let go. */
  undone(changes: readonly RecordChanged[], left: readonly RecordChanged[]): void {
    const entry = this.#entries[this.#done - 1];
    if (!entry) return;
    this.#entries.splice(this.#done - 1, 1, ...parted(entry, left, changes));
    if (left.length === 0) this.#done--;
    this.#tell();
  }

  /** The next edit was done again, in these changes; what was not come to yet stays to be done again. */
  redone(changes: readonly RecordChanged[], left: readonly RecordChanged[]): void {
    const entry = this.#entries[this.#done];
    if (!entry) return;
    this.#entries.splice(this.#done, 1, ...parted(entry, changes, left));
    if (changes.length > 0) this.#done++;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The entry in two, without the part that has nothing in it. */
function parted(entry: HistoryEntry, ...parts: readonly (readonly RecordChanged[])[]): HistoryEntry[] {
  return parts.filter(({ length }) => length > 0).map((changes) => ({ ...entry, changes }));
}
