/** The dialog that edits many images, without its looks: what is typed, the preview that follows it, and the work. */
import type { BatchEdit, BatchOutcome, BatchPreview, BatchRow, BatchTags, BatchTarget } from "../../shared/batch.ts";
import type { Client } from "../../shared/calls.ts";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { ViewMethods } from "../../shared/protocol.ts";
import { safeText } from "./safeText.ts";

/** What a person typed and chose. */
export interface BatchDraft {
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly renameFrom: string;
  readonly renameTo: readonly string[];
  readonly find: string;
  readonly by: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
}

const emptyDraft: BatchDraft = {
  addTags: [],
  removeTags: [],
  renameFrom: "",
  renameTo: [],
  find: "",
  by: "",
  matchCase: false,
  wholeWord: false,
};

/** The preview follows when the typing rests. */
const previewAfterMs = 250;
const progressEveryMs = 250;
const rowsOfPage = 50;

export class BatchEditing {
  draft = emptyDraft;
  tags: BatchTags | undefined;
  preview: BatchPreview | undefined;
  isPreviewing = false;
  phase: "editing" | "working" | "done" = "editing";
  progress = { done: 0, total: 0 };
  outcome: BatchOutcome | undefined;
  /** The last thing that was done was taking it back. */
  isUndone = false;
  /** Why the host could not answer. */
  failure = "";
  readonly #pictures = new Map<string, string>();
  readonly #host: Client<ViewMethods>;
  readonly #target: BatchTarget;
  readonly #tell: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();
  readonly #closed = new AbortController();

  constructor(host: Client<ViewMethods>, target: BatchTarget, tell: () => void) {
    this.#host = host;
    this.#target = target;
    this.#tell = tell;
    void this.#loadTags();
  }

  /** What is to change, as far as it is said; undefined where nothing is. */
  get edit(): BatchEdit | undefined {
    const { addTags, removeTags, renameFrom, renameTo, find, by, matchCase, wholeWord } = this.draft;
    const renames = renameFrom === "" ? [] : renameTo.map((to) => ({ from: renameFrom, to }));
    const replace = { find, by, matchCase, ...(wholeWord ? { wholeWord } : {}) };
    const edit: BatchEdit = {
      ...(addTags.length > 0 ? { addTags } : {}),
      ...(removeTags.length > 0 ? { removeTags } : {}),
      ...(renames.length > 0 ? { renameTags: renames } : {}),
      ...(find === "" ? {} : { replace }),
    };
    return Object.keys(edit).length > 0 ? edit : undefined;
  }

  /** True where closing would lose what was typed. */
  get isDirty(): boolean {
    return this.phase === "editing" && JSON.stringify(this.draft) !== JSON.stringify(emptyDraft);
  }

  /** True where there is something to change, and it is known what. */
  get canApply(): boolean {
    return this.phase === "editing" && !this.isPreviewing && (this.preview?.changing ?? 0) > 0;
  }

  pictureOf(id: string): string | undefined {
    return this.#pictures.get(id);
  }

  /** Takes what was typed; the preview follows. */
  change(part: Partial<BatchDraft>): void {
    this.draft = { ...this.draft, ...part };
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.preview = this.edit ? this.preview : undefined;
    this.isPreviewing = this.edit !== undefined;
    if (this.edit) this.#timer = setTimeout(() => void this.#look([]), previewAfterMs);
    this.#tell();
  }

  /** The next rows of the preview. */
  showMore(): Promise<void> {
    return this.#look(this.preview?.rows ?? []);
  }

  async apply(): Promise<void> {
    const { edit } = this;
    if (!edit || !this.canApply) return;
    await this.#work(() => this.#host.batchApply({ target: this.#target, edit }), false);
  }

  async undo(): Promise<void> {
    await this.#work(() => this.#host.stepEdit({ way: "undo" }), true);
  }

  /** Ends the work after the image that is at work. */
  async stop(): Promise<void> {
    await this.#host.batchStop({}).catch((thrown: unknown) => this.#failed(thrown));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#closed.abort();
  }

  async #loadTags(): Promise<void> {
    try {
      this.tags = await this.#host.batchTags({ target: this.#target }, this.#closed.signal);
    } catch (thrown) {
      this.#failed(thrown);
    }
    this.#tell();
  }

  async #look(known: readonly BatchRow[]): Promise<void> {
    const { edit } = this;
    if (!edit) return;
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.isPreviewing = true;
    this.#tell();
    const asked = { target: this.#target, edit, offset: known.length, limit: rowsOfPage };
    try {
      const found = await this.#host.batchPreview(asked, asking.signal);
      if (asking.signal.aborted) return;
      this.failure = "";
      this.preview = { ...found, rows: [...known, ...found.rows] };
      void this.#askForPictures(found.rows.map(({ id }) => id));
    } catch (thrown) {
      if (asking.signal.aborted) return;
      this.preview = undefined;
      this.#failed(thrown);
    }
    this.isPreviewing = false;
    this.#tell();
  }

  async #askForPictures(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#pictures.has(id));
    if (missing.length === 0) return;
    try {
      for (const { id, uri } of await this.#host.thumbnails({ ids: missing }, this.#closed.signal))
        if (uri !== undefined) this.#pictures.set(id, uri);
    } catch {
      // a row tells by its name which image it is
      return;
    }
    this.#tell();
  }

  async #work(run: () => Promise<BatchOutcome | null>, isUndone: boolean): Promise<void> {
    this.phase = "working";
    this.failure = "";
    this.progress = { done: 0, total: this.tags?.total ?? 0 };
    this.#tell();
    const following = setInterval(() => void this.#follow(), progressEveryMs);
    try {
      this.outcome = (await run()) ?? undefined;
      this.isUndone = isUndone;
      this.phase = "done";
    } catch (thrown) {
      this.phase = this.outcome ? "done" : "editing";
      this.#failed(thrown);
    } finally {
      clearInterval(following);
    }
    this.#tell();
  }

  async #follow(): Promise<void> {
    const progress = await this.#host.batchProgress({}).catch(() => this.progress);
    if (progress.total > 0) this.progress = progress;
    this.#tell();
  }

  #failed(thrown: unknown): void {
    if (!isAbort(thrown)) this.failure = safeText(failureOf(thrown).message);
    this.#tell();
  }
}
