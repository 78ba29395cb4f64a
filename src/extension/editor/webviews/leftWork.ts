/** Edits that a view began and no longer asks about: the editor shows how far they are, lets them be stopped, and says what came of them. */
import * as vscode from "vscode";
import type { EditOutcome, EditProgress } from "../../core/editing/recordEditing.ts";
import { offer, progressMessage } from "../messages.ts";

/** A view asks several times a second how far it is; one that has been silent for so long is gone. */
const silenceMs = 3_000;
const lookMs = 500;

type Act<Outcome> = (onProgress: EditProgress, signal: AbortSignal) => Promise<Outcome>;

/** What one view has at work. */
export class ViewWork {
  #now: LeftWork | undefined;

  /** How far it is, for the view that asks. */
  progress(): { readonly done: number; readonly total: number } {
    this.#now?.heard();
    return { done: this.#now?.done ?? 0, total: this.#now?.total ?? 0 };
  }

  stop(): void {
    this.#now?.stop.abort();
  }

  /** Does the work; `end`: is what came of it said by the editor too, where the view went away? */
  async run<Outcome extends EditOutcome | undefined>(
    total: number,
    end: "says" | "quiet",
    act: Act<Outcome>,
  ): Promise<Outcome> {
    const mine = new LeftWork(total, end);
    this.#now = mine;
    try {
      return await mine.run(act);
    } finally {
      if (this.#now === mine) this.#now = undefined;
    }
  }
}

/** One edit of many that a view began. */
class LeftWork {
  readonly stop = new AbortController();
  done = 0;
  total: number;
  #heardAtMs = Date.now();
  #progress: vscode.Progress<{ increment?: number; message?: string }> | undefined;
  #shown = 0;
  readonly #end: "says" | "quiet";

  /** Who is there all the time without asking says by itself what came of it: it is "quiet" here. */
  constructor(total: number, end: "says" | "quiet") {
    this.total = total;
    this.#end = end;
  }

  /** The view asked: it is there. */
  heard(): void {
    this.#heardAtMs = Date.now();
  }

  /** Does the work; where the view went away meanwhile, what came of it is said in a message. */
  async run<Outcome extends EditOutcome | undefined>(act: Act<Outcome>): Promise<Outcome> {
    const ended = Promise.withResolvers<void>();
    const looking = setInterval(() => {
      if (!this.#progress && this.#isLeft) this.#show(ended.promise);
    }, lookMs);
    try {
      const outcome = await act((done, total) => this.#report(done, total), this.stop.signal);
      if (outcome && this.#end === "says" && this.#isLeft) sayOutcome(outcome);
      return outcome;
    } finally {
      clearInterval(looking);
      ended.resolve();
    }
  }

  get #isLeft(): boolean {
    return Date.now() - this.#heardAtMs > silenceMs;
  }

  #report(done: number, total: number): void {
    Object.assign(this, { done, total });
    if (!this.#progress) return;
    const increment = ((done - this.#shown) * 100) / Math.max(1, total);
    this.#shown = done;
    this.#progress.report({ increment, message: vscode.l10n.t("{0} of {1}", done, total) });
  }

  #show(ended: Promise<void>): void {
    void vscode.window.withProgress(progressMessage(vscode.l10n.t("Changing records…")), async (progress, token) => {
      this.#progress = progress;
      const listening = token.onCancellationRequested(() => this.stop.abort());
      await ended;
      listening.dispose();
    });
  }
}

function sayOutcome({ changed, failures, wasStopped }: EditOutcome): void {
  const sentences = [
    vscode.l10n.t("The records of {0} images were changed.", changed.length),
    ...(failures.length > 0 ? [vscode.l10n.t("Failed: {0}", failures.length), failures[0]?.failure.message ?? ""] : []),
    ...(wasStopped ? [vscode.l10n.t("It was called off.")] : []),
  ];
  const undo = { [vscode.l10n.t("Undo")]: () => vscode.commands.executeCommand("imageTagger.undoEdit") };
  offer(failures.length > 0 ? "warning" : "info", sentences.join(" "), changed.length > 0 ? undo : {});
}
