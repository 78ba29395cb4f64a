/** Knows which engine looks at the images and why, asks again when it matters, and makes the engine for a run. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { EngineStatus } from "../../shared/protocol.ts";
import type { Engine } from "../core/ports.ts";
import { chooseEngine, noServerAsked, type EngineDecision } from "../core/tagging/chooseEngine.ts";
import { shownHost } from "../core/tagging/hosts.ts";
import { LanguageModelChat } from "./languageModelChat.ts";
import type { ModelServer, Outside } from "./outside.ts";
import { changesEngine, engineSettings } from "./settings.ts";

const oldAfterMs = 60_000;

/** The one place that decides about engines. */
export class EngineKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #changed = new vscode.EventEmitter<EngineStatus>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #stop = new AbortController();
  /** Servers by address: they remember what their models can do. */
  readonly #servers = new Map<string, ModelServer>();
  #decision: EngineDecision | undefined;
  #decidedAtMs = 0;
  /** How often was it asked? An answer that a later question overtook decides nothing for the others. */
  #asked = 0;
  #embedModel: string | undefined;
  readonly onChanged = this.#changed.event;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.refresh();
      }),
    ];
  }

  /** The server of the settings; fails with a sentence where the address is none. */
  server(): ModelServer {
    const { host } = engineSettings();
    const known = this.#servers.get(host) ?? this.#outside.engines.server(host);
    this.#servers.set(host, known);
    return known;
  }

  /** Asks the server and decides; the views are told. */
  async decide(signal: AbortSignal): Promise<EngineDecision> {
    const question = ++this.#asked;
    const decision = await this.#ask(signal);
    if (question === this.#asked) this.#decided(decision);
    return decision;
  }

  /** Decides again in the background. */
  refresh(): void {
    this.decide(this.#stop.signal).catch((thrown: unknown) => {
      if (!isAbort(thrown)) this.#outside.log.error("The engine could not be chosen.", thrown);
    });
  }

  /** Decides again if that was not done lately: a server may have come or gone. */
  refreshIfOld(): void {
    if (Date.now() - this.#decidedAtMs > oldAfterMs) this.refresh();
  }

  /** The engine of a decision, set as the settings say. */
  make(decision: Exclude<EngineDecision, { engine: "none" }>): Engine {
    if (decision.engine === "builtin") return this.#outside.engines.builtin();
    const { concurrency, maxSidePx, deadlineMs, prompt, contextTokens, keepAlive } = engineSettings();
    if (decision.engine === "vscode") {
      const why = vscode.l10n.t("To describe and tag your images.");
      const chat = new LanguageModelChat(vscode, decision.model, why);
      return this.#outside.engines.chat(chat, { maxSidePx, deadlineMs, prompt });
    }
    return this.#outside.engines.ollama({
      host: this.server().host,
      model: decision.model,
      concurrency,
      maxSidePx,
      deadlineMs,
      prompt,
      ...(contextTokens > 0 && { contextTokens }),
      keepAlive,
    });
  }

  /** The servers that take part in the work of a decision; none where it needs none. */
  hostsOf(decision: EngineDecision): readonly string[] {
    return decision.engine === "ollama" ? [this.server().host] : [];
  }

  /** The last decision, for menus; undefined before the first. */
  get decision(): EngineDecision | undefined {
    return this.#decision;
  }

  /** Notes which model makes the vectors, or that none does. */
  setEmbedModel(model: string | undefined): void {
    if (model === this.#embedModel) return;
    this.#embedModel = model;
    this.#changed.fire(this.status());
  }

  /** What the views show. */
  status(): EngineStatus {
    const embed = this.#embedModel === undefined ? {} : { embedModel: this.#embedModel };
    const decision = this.#decision;
    if (!decision) return { engine: "none", ...embed };
    if (decision.engine === "none") return { engine: "none", reason: decision.failure.message, ...embed };
    if (decision.engine === "builtin") return { engine: "builtin", reason: decision.reason, ...embed };
    const { model, reason } = decision;
    if (decision.engine === "vscode") return { engine: "vscode", model, reason, ...embed };
    return { engine: "ollama", model, host: shownHost(this.server().host), reason, ...embed };
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #ask(signal: AbortSignal): Promise<EngineDecision> {
    const { engine, model, vscodeModel } = engineSettings();
    try {
      const server = engine === "builtin" || engine === "vscode" ? undefined : this.server();
      const finding = server ? await server.find(signal) : noServerAsked;
      return chooseEngine({ engine, host: server?.host ?? "", model, vscodeModel }, finding);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      // an address that is none: as a server that does not answer
      return chooseEngine({ engine, host: "", model }, { failure: failureOf(thrown) });
    }
  }

  #decided(decision: EngineDecision): void {
    const before = JSON.stringify(this.#decision);
    this.#decision = decision;
    this.#decidedAtMs = Date.now();
    if (JSON.stringify(decision) === before) return;
    const sentence = decision.engine === "none" ? decision.failure.message : decision.reason;
    this.#outside.log.info(sentence);
    void vscode.commands.executeCommand("setContext", "imageTagger.engine", decision.engine);
    this.#changed.fire(this.status());
  }
}
