/** Finds the embedder of the settings, for searching and for making vectors. */
import * as vscode from "vscode";
import { failureOf } from "../../shared/failures.ts";
import type { Embedder } from "../core/ports.ts";
import { PatientEmbedder } from "../core/search/patientEmbedder.ts";
import { shownHost } from "../core/tagging/hosts.ts";
import type { Consent } from "./consent.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import type { Outside } from "./outside.ts";
import { changesEngine, engineSettings } from "./settings.ts";

/** Where the server had none it is asked again after this time. */
const askAgainMs = 60_000;
/** Before vectors are made, an embedder that was found longer ago is looked for anew: its model may have been pulled again. */
const lookAgainMs = 600_000;

interface Found {
  readonly embedder: Embedder | undefined;
  /** The same one, for searches. */
  readonly patient?: Embedder;
  /** Until when does this hold? What the settings and the consent say costs nothing to look up again. */
  readonly untilMs: number;
  readonly foundAtMs: number;
}

/** The embedder for searching and for filling the catalog. */
export class EmbedKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #engines: EngineKeeper;
  readonly #consent: Consent;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #stop = new AbortController();
  #found: Promise<Found> | undefined;
  #reason = "";
  readonly #forgotten = new vscode.EventEmitter<void>();
  readonly #late = new vscode.EventEmitter<void>();
  /** A query's vector came after its search had gone on without: searched anew, it is used. */
  readonly onLate = this.#late.event;
  /** Another embedder may be in use from now on: vectors may be lacking, and searches find other images. */
  readonly onForgotten = this.#forgotten.event;

  constructor(outside: Outside, engines: EngineKeeper, consent: Consent) {
    this.#outside = outside;
    this.#engines = engines;
    this.#consent = consent;
    let lastEngine = engines.status().engine;
    this.#subscriptions = [
      this.#forgotten,
      this.#late,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.forget();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.forget()),
      engines.onChanged(({ engine }) => {
        // a server that came back is asked again for what it lacked
        const isServer = engine === "ollama" || engine === "openai";
        if (isServer && lastEngine !== engine && this.#found) this.forget();
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

  /** Looks for it again at the next call, although nothing is known to be another. */
  lookAgain(): void {
    this.#found = undefined;
  }

  /** The embedder, or undefined where meaning search is off. */
  async embedder(signal: AbortSignal): Promise<Embedder | undefined> {
    return (await this.#current(signal))?.embedder;
  }

  /** The same for a search, which does not wait long for it. */
  async forSearching(signal: AbortSignal): Promise<Embedder | undefined> {
    return (await this.#current(signal))?.patient;
  }

  async #current(signal: AbortSignal): Promise<Found | undefined> {
    const asked = this.#found;
    const kept = await asked;
    // another caller may have looked anew meanwhile
    if (kept && kept.untilMs <= Date.now() && this.#found === asked) this.#found = undefined;
    this.#found ??= this.#find();
    const found = await this.#found;
    return signal.aborted ? undefined : found;
  }

  /** The same for making vectors: one that was found long ago is looked for anew, since its model may have been pulled again. */
  async freshEmbedder(signal: AbortSignal): Promise<Embedder | undefined> {
    const asked = this.#found;
    const kept = await asked;
    if (kept && kept.foundAtMs + lookAgainMs <= Date.now() && this.#found === asked) this.#found = undefined;
    return this.embedder(signal);
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #find(): Promise<Found> {
    // a search would send its words to the server
    if (!vscode.workspace.isTrusted)
      return this.#off(vscode.l10n.t("The workspace is in Restricted Mode. Trust it to search by meaning."));
    try {
      const { engine, served } = engineSettings();
      return engine === "openai" && served.embedModel !== "" ? await this.#findServed() : await this.#findInstalled();
    } catch (thrown) {
      return this.#off(failureOf(thrown).message, askAgainMs);
    }
  }

  /** The one that the settings name, of the OpenAI-compatible server. */
  async #findServed(): Promise<Found> {
    const { baseUrl, embedModel } = engineSettings().served;
    const base = this.#outside.engines.servedAddress(baseUrl);
    if (!this.#consent.isGiven(base, embedModel)) return this.#notAgreed(base);
    return this.#on(await this.#engines.served.embedder(base, embedModel));
  }

  /** The one that the settings name, or the best one that Ollama has. */
  async #findInstalled(): Promise<Found> {
    const { engine, embedModel } = engineSettings();
    if (embedModel === "none")
      return this.#off(vscode.l10n.t("It is switched off by the setting imageTagger.ollama.embedModel."));
    if (engine === "builtin" && embedModel === "")
      return this.#off(
        vscode.l10n.t(
          "The built-in analysis is set as engine. Name a model in imageTagger.ollama.embedModel to have it.",
        ),
      );
    // who set another server has perhaps no Ollama, and did not ask for it to be looked for
    if (engine === "openai" && embedModel === "")
      return this.#off(vscode.l10n.t("Name an embedding model in imageTagger.openai.embedModel to have it."));
    const { host } = this.#engines.server();
    if (!this.#consent.isGiven(host, embedModel)) return this.#notAgreed(host);
    const authorization = await this.#engines.authorizationFor(host);
    const embedder = await this.#outside.engines.embedder(host, embedModel, authorization, this.#stop.signal);
    if (embedder) return this.#on(embedder);
    return this.#off(
      vscode.l10n.t("No embedding model is installed. Get one with: ollama pull embeddinggemma"),
      askAgainMs,
    );
  }

  #on(embedder: Embedder): Found {
    this.#reason = "";
    this.#engines.setEmbedModel(embedder.model);
    const patient = new PatientEmbedder(embedder, () => this.#late.fire());
    return { embedder, patient, untilMs: Number.POSITIVE_INFINITY, foundAtMs: Date.now() };
  }

  #off(reason: string, forMs = 0): Found {
    this.#reason = reason;
    this.#engines.setEmbedModel(undefined);
    const now = Date.now();
    return { embedder: undefined, untilMs: now + forMs, foundAtMs: now };
  }

  #notAgreed(host: string): Found {
    return this.#off(
      vscode.l10n.t(
        "{0} is not this computer. Tag an image with it to be asked whether it may be used.",
        shownHost(host),
      ),
    );
  }
}
