/** A review without its looks: one image after the other, what was decided of each, and taking that back. */
import type { Client } from "../../shared/calls.ts";
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { GridQuery, RecordView, ViewMethods } from "../../shared/protocol.ts";
import type { ReviewList } from "../../shared/review.ts";
import { startDraft } from "./draft.ts";
import { RecordEditor } from "./recordEditor.ts";
import { safeText } from "./safeText.ts";
import { t } from "./texts.ts";

/** What is reviewed: images that were named, or all of a query. */
export type ReviewRequest = { readonly ids: readonly string[] } | { readonly query: GridQuery };
export type Decision = "accepted" | "rejected";
type ReviewHost = Pick<Client<ViewMethods>, "toReview" | "record" | "save" | "reject" | "takeBack">;

export class ReviewSession {
  /** Absent until it is known what there is to review. */
  list: ReviewList | undefined;
  failure: FailureData | undefined;
  /** The place in the list; behind the last image where all were gone through. */
  index = 0;
  editor: RecordEditor | undefined;
  /** Are the fields shown instead of before and after? */
  isEditing = false;
  /** A decision is on its way. */
  isBusy = false;
  /** What did not work, until the next thing does. */
  notice = "";
  /** Told to a screen reader. */
  announcement = "";
  readonly #host: ReviewHost;
  readonly #onChange: () => void;
  readonly #request: ReviewRequest;
  readonly #decisions = new Map<string, Decision>();
  /** The images that were decided on, the last one at the end. */
  readonly #order: string[] = [];
  readonly #closing = new AbortController();

  constructor(host: ReviewHost, request: ReviewRequest, onChange: () => void) {
    this.#host = host;
    this.#request = request;
    this.#onChange = onChange;
  }

  get record(): RecordView | undefined {
    return this.editor?.record;
  }

  get total(): number {
    return this.list?.ids.length ?? 0;
  }

  /** True behind the last image. */
  get isAtEnd(): boolean {
    return this.list !== undefined && this.index >= this.total;
  }

  get decision(): Decision | undefined {
    const id = this.list?.ids[this.index];
    return id === undefined ? undefined : this.#decisions.get(id);
  }

  get canTakeBack(): boolean {
    return this.#order.length > 0 && !this.isBusy;
  }

  count(decision: Decision): number {
    return [...this.#decisions.values()].filter((one) => one === decision).length;
  }

  get skipped(): number {
    return this.total - this.#decisions.size;
  }

  /** Asks what there is to review, and shows the first of it. */
  async start(): Promise<void> {
    this.failure = undefined;
    this.#onChange();
    try {
      this.list = await this.#host.toReview(this.#request, this.#closing.signal);
    } catch (thrown) {
      if (isAbort(thrown)) return;
      this.failure = failureOf(thrown);
    }
    this.#turnTo(0);
  }

  close(): void {
    this.#closing.abort();
    this.editor?.close();
  }

  /** The library changed: the record that is shown may have, and where there was nothing to review there may be now. */
  refresh(): void {
    if (this.list && this.total === 0) void this.start();
    else if (!this.isBusy) void this.editor?.load();
  }

  toggleEditing(): void {
    if (!this.record) return;
    this.isEditing = !this.isEditing;
    this.#onChange();
  }

  next(): void {
    this.#leave(() => this.#turnTo(this.index + 1));
  }

  previous(): void {
    if (this.index > 0) this.#leave(() => this.#turnTo(this.index - 1));
  }

  /** Goes to the first image that nothing was decided of. */
  toSkipped(): void {
    const index = this.list?.ids.findIndex((id) => !this.#decisions.has(id)) ?? -1;
    if (index >= 0) this.#turnTo(index);
  }

  /** Asks first where something is unsaved. */
  leave(proceed: () => void): void {
    this.#leave(proceed);
  }

  /** Accepts the record with what was edited, and goes on. */
  async accept(): Promise<void> {
    const { editor } = this;
    const edit = { ...editor?.draft?.edited, isReviewed: true as const };
    await this.#decide("accepted", (id) => this.#host.save({ id, edit }));
  }

  /** Takes back what the machine wrote last, and goes on. Unsaved edits come first. */
  async reject(): Promise<void> {
    if (this.editor?.isDirty) return this.#say(t("reviewRejectUnsaved"));
    await this.#decide("rejected", (id) => this.#host.reject({ id }));
  }

  /** Takes the last decision back and shows its image. */
  takeBack(): void {
    this.#leave(() => void this.#takeBack());
  }

  async #takeBack(): Promise<void> {
    const id = this.#order.at(-1);
    if (id === undefined || this.isBusy) return;
    const view = await this.#whileBusy(() => this.#host.takeBack({ id }));
    if (!view) return;
    this.#order.pop();
    this.#decisions.delete(id);
    this.announcement = t("reviewTakenBack", safeText(view.name));
    this.#turnTo(this.list?.ids.indexOf(id) ?? 0);
  }

  async #decide(decision: Decision, ask: (id: string) => Promise<RecordView>): Promise<void> {
    const { editor } = this;
    if (!editor?.record || this.isBusy || editor.question) return;
    const view = await this.#whileBusy(() => ask(editor.id));
    if (!view) return;
    this.#decisions.set(editor.id, decision);
    this.#order.push(editor.id);
    this.announcement = t(decision === "accepted" ? "reviewAccepted" : "reviewRejected", safeText(view.name));
    // what was typed is stored now: nothing is unsaved any more
    editor.record = view;
    editor.draft = startDraft(view);
    this.#turnTo(this.index + 1);
  }

  async #whileBusy(work: () => Promise<RecordView>): Promise<RecordView | undefined> {
    this.isBusy = true;
    this.notice = "";
    this.#onChange();
    try {
      return await work();
    } catch (thrown) {
      this.notice = safeText(failureOf(thrown).message);
      return undefined;
    } finally {
      this.isBusy = false;
      this.#onChange();
    }
  }

  #say(notice: string): void {
    this.notice = notice;
    this.#onChange();
  }

  #leave(proceed: () => void): void {
    if (this.isBusy) return;
    if (this.editor) this.editor.leave(proceed);
    else proceed();
  }

  #turnTo(index: number): void {
    this.editor?.close();
    this.editor = undefined;
    this.index = Math.max(0, Math.min(index, this.total));
    this.isEditing = false;
    this.notice = "";
    const id = this.list?.ids[this.index];
    if (id !== undefined) {
      const editor = new RecordEditor(this.#host, id, undefined, () => this.#onChange());
      this.editor = editor;
      void editor.load().then(() => this.#lookAhead());
    }
    this.#onChange();
  }

  /** The next picture is made and fetched while this one is looked at. */
  async #lookAhead(): Promise<void> {
    const id = this.list?.ids[this.index + 1];
    if (id === undefined || this.#closing.signal.aborted) return;
    try {
      const { previewUri } = await this.#host.record({ id }, this.#closing.signal);
      if (previewUri !== undefined && typeof Image !== "undefined") new Image().src = previewUri;
    } catch {
      // it is asked for again when its turn comes, and says then what is wrong
    }
  }
}
