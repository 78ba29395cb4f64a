/** Finds the embedder of the settings and gives vectors to what lacks one, when nothing else is going on. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { Embedder } from "../core/ports.ts";
import { shownHost } from "../core/tagging/hosts.ts";
import type { Consent } from "./consent.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import type { Outside } from "./outside.ts";
import { changesEngine, engineSettings } from "./settings.ts";

/** Where the server had none it is asked again after this time. */
const askAgainMs = 60_000;

interface Found {
  readonly embedder: Embedder | undefined;
  /** Until when does this hold? What the settings and the consent say costs nothing to look up again. */
  readonly untilMs: number;
}

/** The embedder for searching and for filling the catalog. */
export class EmbedKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #engines: EngineKeeper;
  readonly #consent: Consent;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #stop = new AbortController();
  #found: Promise<Found> | undefined;
  #filling: Promise<number> | undefined;
  #reason = "";
  readonly #forgotten = new vscode.EventEmitter<void>();
  /** Another embedder may be in use from now on: vectors may be lacking, and searches find other images. */
  readonly onForgotten = this.#forgotten.event;

  constructor(outside: Outside, engines: EngineKeeper, consent: Consent) {
    this.#outside = outside;
    this.#engines = engines;
    this.#consent = consent;
    let lastEngine = engines.status().engine;
    this.#subscriptions = [
      this.#forgotten,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.forget();
      }),
      engines.onChanged(({ engine }) => {
        // a server that came back is asked again for what it lacked
        if (engine === "ollama" && lastEngine !== engine && this.#found) this.forget();
        lastEngine = engine;
      }),
    ];
  }

  /** Why there is none, for a person; "" where there is one or nobody asked. */
  get reason(): string {
    return this.#reason;
  }

  /** Looks for it again at the next call: a model was pulled, or the settings are others. */
  forget(): void {
    this.#found = undefined;
    this.#forgotten.fire();
  }

  /** The embedder, or undefined where meaning search is off. */
  async embedder(signal: AbortSignal): Promise<Embedder | undefined> {
    const asked = this.#found;
    const kept = await asked;
    // another caller may have looked anew meanwhile
    if (kept && kept.untilMs <= Date.now() && this.#found === asked) this.#found = undefined;
    this.#found ??= this.#find();
    const { embedder } = await this.#found;
    if (signal.aborted) return undefined;
    return embedder;
  }

  /** Embeds until nothing lacks a vector; answers how many were made. A second call joins the first. */
  fill(): Promise<number> {
    this.#filling ??= this.#fill().finally(() => (this.#filling = undefined));
    return this.#filling;
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #find(): Promise<Found> {
    const { engine, embedModel } = engineSettings();
    const off = (reason: string, forMs = 0): Found => {
      this.#reason = reason;
      this.#engines.setEmbedModel(undefined);
      return { embedder: undefined, untilMs: Date.now() + forMs };
    };
    if (embedModel === "none")
      return off(vscode.l10n.t("It is switched off by the setting imageTagger.ollama.embedModel."));
    if (engine === "builtin" && embedModel === "")
      return off(
        vscode.l10n.t(
          "The built-in analysis is set as engine. Name a model in imageTagger.ollama.embedModel to have it.",
        ),
      );
    try {
      const { host } = this.#engines.server();
      if (!this.#consent.isGiven(host, embedModel))
        return off(
          vscode.l10n.t(
            "{0} is not this computer. Tag an image with it to be asked whether it may be used.",
            shownHost(host),
          ),
        );
      const authorization = await this.#engines.authorizationFor(host);
      const embedder = await this.#outside.engines.embedder(host, embedModel, authorization, this.#stop.signal);
      if (!embedder)
        return off(
          vscode.l10n.t("No embedding model is installed. Get one with: ollama pull embeddinggemma"),
          askAgainMs,
        );
      this.#reason = "";
      this.#engines.setEmbedModel(embedder.model);
      return { embedder, untilMs: Number.POSITIVE_INFINITY };
    } catch (thrown) {
      return off(failureOf(thrown).message, askAgainMs);
    }
  }

  async #fill(): Promise<number> {
    const { workshop, log } = this.#outside;
    if (!vscode.workspace.isTrusted || workshop.library.size === 0) return 0;
    try {
      const embedder = await this.embedder(this.#stop.signal);
      if (!embedder || this.#stop.signal.aborted) return 0;
      const count = await workshop.embed(embedder, () => undefined, this.#stop.signal);
      if (count > 0) log.info(`${count} records were given vectors by ${embedder.model}.`);
      return count;
    } catch (thrown) {
      if (!isAbort(thrown)) {
        this.#found = undefined;
        log.warn(`Records could not be embedded: ${failureOf(thrown).message}`);
      }
      return 0;
    }
  }
}
