/** Knows which engine looks at the images and why, asks again when it matters, and makes the engine for a run. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { EngineStatus } from "../../shared/protocol.ts";
import type { Engine } from "../core/ports.ts";
import { chooseEngine, noServerAsked, type EngineDecision, type ServerFinding } from "../core/tagging/chooseEngine.ts";
import { authorizationOf, shownHost } from "../core/tagging/hosts.ts";
import { measured } from "../core/tagging/measuredEngine.ts";
import type { ModelNotes } from "../core/tagging/modelNotes.ts";
import type { AccessKeys } from "./accessKeys.ts";
import { LanguageModelChat } from "./languageModelChat.ts";
import type { ModelServer, Outside } from "./outside.ts";
import { changesEngine, engineSettings, section } from "./settings.ts";

const oldAfterMs = 60_000;

/** The one place that decides about engines. */
export class EngineKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #keys: AccessKeys;
  readonly #notes: ModelNotes;
  readonly #changed = new vscode.EventEmitter<EngineStatus>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #stop = new AbortController();
  /** Servers by address: they remember what their models can do. */
  readonly #servers = new Map<string, ModelServer>();
  /** Which content has each model of each server? By host and model. */
  readonly #digests = new Map<string, string>();
  #decision: EngineDecision | undefined;
  #decidedAtMs = 0;
  /** How often was it asked? An answer that a later question overtook decides nothing for the others. */
  #asked = 0;
  #embedModel: string | undefined;
  readonly onChanged = this.#changed.event;

  constructor(outside: Outside, keys: AccessKeys, notes: ModelNotes) {
    this.#outside = outside;
    this.#keys = keys;
    this.#notes = notes;
    const stopListening = keys.onChanged(() => {
      this.#servers.clear();
      this.refresh();
    });
    this.#subscriptions = [
      this.#changed,
      { dispose: stopListening },
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.refresh();
        else if (event.affectsConfiguration(section)) this.#tellRecipe();
      }),
    ];
  }

  /** The server of the settings; fails with a sentence where the address is none. */
  server(): ModelServer {
    const { host } = engineSettings();
    const known = this.#servers.get(host);
    if (known) return known;
    const plain = this.#outside.engines.server(host, undefined);
    const authorization = authorizationOf(this.#keys.of(plain.host));
    const server = authorization === undefined ? plain : this.#outside.engines.server(host, authorization);
    this.#servers.set(host, server);
    return server;
  }

  /** Every Ollama server of the settings, for choosing among their models; fails as `server` does. */
  async servers(): Promise<readonly ModelServer[]> {
    await this.#loadKeys();
    return [this.server()];
  }

  /** Asks a server what it has. */
  async find(server: ModelServer, signal: AbortSignal): Promise<ServerFinding> {
    const finding = await server.find(signal);
    if ("models" in finding)
      for (const { name, digest } of finding.models) this.#digests.set(`${server.host} ${name}`, digest);
    return finding;
  }

  /** The value of that header for a server; undefined where it has no key. */
  async authorizationFor(host: string): Promise<string | undefined> {
    await this.#keys.load([host]);
    return authorizationOf(this.#keys.of(host));
  }

  /** Servers that may have a key: a key belongs to the server, not to the setting that names it. */
  addresses(): readonly string[] {
    try {
      return [this.server().host];
    } catch {
      // the setting is no address: no key is ever sent there
      return [];
    }
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
    if (decision.engine === "vscode") return this.languageModel(decision.model);
    const { host } = this.server();
    return this.#measured(this.ollamaAt(host, decision.model), host, decision.model);
  }

  /** An engine over one language model of VS Code. */
  languageModel(model: string): Engine {
    const { maxSidePx, deadlineMs, prompt } = engineSettings();
    const chat = new LanguageModelChat(vscode, model, vscode.l10n.t("To describe and tag your images."));
    return this.#outside.engines.chat(chat, { maxSidePx, deadlineMs, prompt });
  }

  /** An engine over one model of one Ollama server. */
  ollamaAt(host: string, model: string): Engine {
    const { concurrency, maxSidePx, deadlineMs, prompt, contextTokens, keepAlive } = engineSettings();
    const authorization = authorizationOf(this.#keys.of(host));
    return this.#outside.engines.ollama({
      host,
      model,
      concurrency,
      maxSidePx,
      deadlineMs,
      prompt,
      ...(contextTokens > 0 && { contextTokens }),
      keepAlive,
      ...(authorization !== undefined && { authorization }),
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

  /** Notes how long its looks take, where it is known what content the model has. */
  #measured(engine: Engine, host: string, model: string): Engine {
    const digest = this.#digests.get(`${host} ${model}`);
    if (digest === undefined || digest === "") return engine;
    return measured(engine, (seconds) => this.#notes.addLook({ host, digest }, seconds));
  }

  /** A server that was made before its key was known is made anew. */
  async #loadKeys(): Promise<void> {
    if (await this.#keys.load(this.addresses())) this.#servers.clear();
  }

  async #ask(signal: AbortSignal): Promise<EngineDecision> {
    const { engine, model, vscodeModel } = engineSettings();
    try {
      if (engine === "builtin" || engine === "vscode")
        return chooseEngine({ engine, host: "", model, vscodeModel }, noServerAsked);
      const [server = this.server()] = await this.servers();
      const finding = await this.find(server, signal);
      return chooseEngine({ engine, host: server.host, model }, finding);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      // an address that is none: as a server that does not answer
      return chooseEngine({ engine, host: "", model }, { failure: failureOf(thrown) });
    }
  }

  /** Records that were made with something else are stale from now on; where no engine is at hand, as before. */
  #tellRecipe(): void {
    const decision = this.#decision;
    if (!decision || decision.engine === "none") return;
    const { kind, model, promptKey } = this.make(decision);
    this.#outside.workshop.setRecipe({ engine: kind, model, promptKey });
  }

  #decided(decision: EngineDecision): void {
    const before = JSON.stringify(this.#decision);
    this.#decision = decision;
    this.#decidedAtMs = Date.now();
    this.#tellRecipe();
    if (JSON.stringify(decision) === before) return;
    const sentence = decision.engine === "none" ? decision.failure.message : decision.reason;
    this.#outside.log.info(sentence);
    void vscode.commands.executeCommand("setContext", "imageTagger.engine", decision.engine);
    this.#changed.fire(this.status());
  }
}
