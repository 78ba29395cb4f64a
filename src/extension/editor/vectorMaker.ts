/** Gives vectors to what lacks one, in the background: when nothing else is going on, until a person stops it, and again after a failure. */
import * as vscode from "vscode";
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import { VectorWork } from "../core/vectorWork.ts";
import type { EmbedKeeper } from "./embedKeeper.ts";
import { offer, runDoctor } from "./messages.ts";
import type { Outside } from "./outside.ts";

/** While vectors are made, what was found is looked for anew this often. */
const searchAnewMs = 5_000;

/** The only one who makes vectors. */
export class VectorMaker implements vscode.Disposable {
  /** How far it is: the status bar, the Queue view and the search view draw from this alone. */
  readonly work = new VectorWork();
  readonly #outside: Outside;
  readonly #embeds: EmbedKeeper;
  readonly #searchAnew: () => void;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #end = new AbortController();
  #stop = new AbortController();
  #filling: Promise<number> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isBehind = false;

  constructor(outside: Outside, embeds: EmbedKeeper, searchAnew: () => void) {
    this.#outside = outside;
    this.#embeds = embeds;
    this.#searchAnew = searchAnew;
    this.#subscriptions = [
      embeds.onLate(searchAnew),
      embeds.onForgotten(() => {
        this.#stop.abort();
        this.work.forgive();
      }),
    ];
  }

  /** True where it was broken off, by tagging, by a change of the settings or by a failure: there is more to do. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Works until nothing lacks a vector; answers how many were made. A second call joins the first. */
  fill(): Promise<number> {
    if (this.#end.signal.aborted || !this.work.mayBegin(Date.now())) return Promise.resolve(0);
    this.#filling ??= this.#fill().finally(() => (this.#filling = undefined));
    return this.#filling;
  }

  /** For a person: ends it; false where nothing is being made. What was made is kept. */
  stop(): boolean {
    clearTimeout(this.#retry);
    const wasWorking = this.work.stop();
    if (wasWorking) this.#stop.abort();
    return wasWorking;
  }

  /** Lifts a person's stop, and the wait after a failure. */
  resume(): void {
    this.work.resume();
  }

  /** For a person: goes on at once; answers how many were made. */
  async makeNow(): Promise<number> {
    this.work.resume();
    // what was just stopped still lets go
    if (this.#stop.signal.aborted) await this.#filling;
    return this.fill();
  }

  dispose(): void {
    clearTimeout(this.#retry);
    this.#end.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #fill(): Promise<number> {
    const { workshop, log } = this.#outside;
    if (!vscode.workspace.isTrusted || workshop.library.size === 0) return 0;
    clearTimeout(this.#retry);
    this.#stop = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, this.#stop.signal]);
    let made = 0;
    let anewAtMs = Date.now() + searchAnewMs;
    try {
      const embedder = await this.#embeds.freshEmbedder(signal);
      this.#isBehind = embedder !== undefined;
      if (!embedder) {
        this.work.ended();
        return 0;
      }
      const tell = (done: number, total: number): void => {
        made = done;
        this.work.progressed(done, total);
        if (done === 0 || Date.now() < anewAtMs) return;
        anewAtMs = Date.now() + searchAnewMs;
        this.#searchAnew();
      };
      await workshop.embed(embedder, tell, signal);
      this.#isBehind = false;
      this.work.ended();
      if (made > 0) log.info(`${made} records were given vectors by ${embedder.model}.`);
    } catch (thrown) {
      if (isAbort(thrown)) {
        log.debug(`The making of vectors was broken off after ${made} records.`);
        this.work.brokeOff();
      } else this.#failed(failureOf(thrown));
    }
    if (made > 0 && !this.#end.signal.aborted) this.#searchAnew();
    return made;
  }

  /** Told once; tried again by itself, later each time, and at once where a person says so or the server is back. */
  #failed(failure: FailureData): void {
    const { log } = this.#outside;
    // its model may have gone, or another one come
    this.#embeds.lookAgain();
    log.warn(`Search vectors could not be made: ${failure.message}`);
    const isWorthAWord = this.work.failed(failure, Date.now());
    this.#retry = setTimeout(() => void this.fill(), this.work.waitMs(Date.now()));
    if (!isWorthAWord) return;
    const message = vscode.l10n.t("Search vectors cannot be made now; words find as before. {0}", failure.message);
    offer("warning", message, {
      [vscode.l10n.t("Try Again")]: () => vscode.commands.executeCommand("imageTagger.makeVectors"),
      ...runDoctor(),
      [vscode.l10n.t("Show Log")]: () => log.show(),
    });
  }
}
