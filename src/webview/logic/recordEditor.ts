/** One open record: loaded, refreshed, edited, saved, and never left with unsaved edits without a question. */
import type { Client } from "../../shared/calls.ts";
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { RecordView, ViewMethods } from "../../shared/protocol.ts";
import {
  afterSave,
  editField,
  isDirty,
  refreshDraft,
  startDraft,
  type Draft,
  type FieldName,
  type Fields,
} from "./draft.ts";

/** What the person is asked: edits stand in the way of leaving, or were brought back after a reload. */
export interface UnsavedQuestion {
  readonly kind: "leaving" | "restored";
  readonly proceed: () => void;
}

type RecordHost = Pick<Client<ViewMethods>, "record" | "save">;

export class RecordEditor {
  readonly id: string;
  record: RecordView | undefined;
  failure: FailureData | undefined;
  draft: Draft | undefined;
  isSaving = false;
  /** What came of the last save. */
  outcome: { readonly kind: "saved" } | { readonly kind: "failed"; readonly message: string } | undefined;
  /** True after a change from elsewhere met unsaved edits. */
  wasRefreshed = false;
  question: UnsavedQuestion | undefined;
  readonly #host: RecordHost;
  readonly #onChange: (editor: RecordEditor) => void;
  #kept: Draft | undefined;
  readonly #closing = new AbortController();
  #isLoading = false;
  /** Did the library change while the record was being asked for? */
  #isOutdated = false;

  constructor(host: RecordHost, id: string, kept: Draft | undefined, onChange: (editor: RecordEditor) => void) {
    this.#host = host;
    this.id = id;
    this.#kept = kept;
    this.#onChange = onChange;
  }

  get isDirty(): boolean {
    return this.draft !== undefined && isDirty(this.draft);
  }

  /** The edits that must outlive the page. */
  get draftToKeep(): Draft | undefined {
    return this.isDirty ? this.draft : this.#kept;
  }

  /** Loads the record, or loads it again; what the person touched stays. */
  async load(): Promise<void> {
    if (this.#isLoading) {
      this.#isOutdated = true;
      return;
    }
    this.#isLoading = true;
    try {
      do {
        this.#isOutdated = false;
        this.#take(await this.#host.record({ id: this.id }, this.#closing.signal));
        // oxlint-disable-next-line typescript/no-unnecessary-condition -- another call of load sets it meanwhile
      } while (this.#isOutdated && !this.#closing.signal.aborted);
    } catch (thrown) {
      if (isAbort(thrown)) return;
      // a record that is already shown stays: the next change tries again
      if (!this.record) this.failure = failureOf(thrown);
    } finally {
      this.#isLoading = false;
    }
    if (!this.#closing.signal.aborted) this.#onChange(this);
  }

  edit<F extends FieldName>(field: F, value: Fields[F]): void {
    if (!this.draft) return;
    this.draft = editField(this.draft, field, value);
    this.outcome = undefined;
    this.#onChange(this);
  }

  reset(): void {
    if (!this.draft) return;
    this.draft = startDraft(this.draft.base);
    this.outcome = undefined;
    this.wasRefreshed = false;
    this.#onChange(this);
  }

  /** Saves what was touched; true where nothing unsaved is left. */
  async save(): Promise<boolean> {
    if (!this.draft || this.isSaving) return false;
    if (!this.isDirty) return true;
    const sent = this.draft.edited;
    this.isSaving = true;
    this.outcome = undefined;
    this.#onChange(this);
    try {
      const saved = await this.#host.save({ id: this.id, edit: sent });
      this.record = saved;
      this.draft = afterSave(this.draft, saved, sent);
      this.wasRefreshed = false;
      this.outcome = { kind: "saved" };
    } catch (thrown) {
      this.outcome = { kind: "failed", message: failureOf(thrown).message };
    } finally {
      this.isSaving = false;
    }
    this.#onChange(this);
    return this.outcome.kind === "saved" && !this.isDirty;
  }

  /** Goes on at once where nothing is unsaved; else asks. */
  leave(proceed: () => void): void {
    if (!this.isDirty) return proceed();
    this.question = { kind: "leaving", proceed };
    this.#onChange(this);
  }

  /** The person's answer to the question. */
  async answer(answer: "save" | "discard" | "keep"): Promise<void> {
    const { question } = this;
    if (!question) return;
    if (answer === "save" && !(await this.save())) {
      // what could not be saved is not left either; the outcome says why
      this.question = undefined;
      return this.#onChange(this);
    }
    if (answer === "discard") this.reset();
    this.question = undefined;
    this.#onChange(this);
    if (answer !== "keep") question.proceed();
  }

  close(): void {
    this.#closing.abort();
  }

  #take(record: RecordView): void {
    this.failure = undefined;
    this.record = record;
    if (this.draft) {
      const before = this.draft.base;
      this.draft = refreshDraft(this.draft, record);
      const changed = JSON.stringify(before) !== JSON.stringify(this.draft.base);
      if (changed && this.isDirty) this.wasRefreshed = true;
      return;
    }
    this.draft = this.#kept ? refreshDraft(this.#kept, record) : startDraft(record);
    if (this.#kept && this.isDirty) this.question = { kind: "restored", proceed: () => undefined };
    this.#kept = undefined;
  }
}
