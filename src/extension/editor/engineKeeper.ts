/** Knows which engine looks at the images and why, asks again when it matters, and makes the engine for a run. */
import * as vscode from "vscode";
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { EngineStatus } from "../../shared/protocol.ts";
import type { Engine } from "../core/ports.ts";
import { chooseEngine, noServerAsked, type EngineDecision, type ServerFinding } from "../core/tagging/chooseEngine.ts";
import { chooseHosts, type ServerAnswer, type SharedDecision } from "../core/tagging/chooseHosts.ts";
import { EngineGroup } from "../core/tagging/engineGroup.ts";
import { authorizationOf, shownHost } from "../core/tagging/hosts.ts";
import type { GroupMember } from "../core/tagging/hostTurns.ts";
import { measured } from "../core/tagging/measuredEngine.ts";
import type { ModelNotes } from "../core/tagging/modelNotes.ts";
import type { AccessKeys } from "./accessKeys.ts";
import { LanguageModelChat } from "./languageModelChat.ts";
import type { ModelServer, Outside } from "./outside.ts";
import { ServedServer } from "./servedServer.ts";
import { ServerList } from "./serverList.ts";
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
  readonly #servers: ServerList;
  /** The OpenAI-compatible server of the settings. */
  readonly served: ServedServer;
  #decision: EngineDecision | undefined;
  /** Which servers could not take part when that was decided, and why? By host. */
  #absent: ReadonlyMap<string, FailureData> = new Map();
  /** The servers of the last run, where there were several. */
  #group: EngineGroup | undefined;
  #decidedAtMs = 0;
  /** How often was it asked? An answer that a later question overtook decides nothing for the others. */
  #asked = 0;
  #embedModel: string | undefined;
  readonly onChanged = this.#changed.event;

  constructor(outside: Outside, keys: AccessKeys, notes: ModelNotes) {
    this.#outside = outside;
    this.#keys = keys;
    this.#notes = notes;
    this.#servers = new ServerList(outside, keys);
    this.served = new ServedServer(outside, keys);
    const stopListening = keys.onChanged(() => {
      this.#servers.forget();
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

  /** The first server of the settings; fails with a sentence where the address is none. */
  server(): ModelServer {
    return this.#servers.first();
  }

  /** Every Ollama server of the settings, for choosing among their models; fails as `server` does. */
  servers(): Promise<readonly ModelServer[]> {
    return this.#servers.ready();
  }

  /** Asks a server what it has. */
  find(server: ModelServer, signal: AbortSignal): Promise<ServerFinding> {
    return this.#servers.find(server, signal);
  }

  /** The value of that header for a server; undefined where it has no key. */
  async authorizationFor(host: string): Promise<string | undefined> {
    await this.#keys.load([host]);
    return authorizationOf(this.#keys.of(host));
  }

  /** Servers that may have a key. */
  addresses(): readonly string[] {
    const { address } = this.served;
    return [...this.#servers.addresses(), ...(address === undefined ? [] : [address])];
  }

  /** Asks the server and decides; the views are told. */
  async decide(signal: AbortSignal): Promise<EngineDecision> {
    const question = ++this.#asked;
    const shared = await this.#ask(signal);
    if (question === this.#asked) this.#decided(shared);
    return shared.decision;
  }

  /** Decides again in the background; in Restricted Mode nobody is asked. */
  refresh(): void {
    if (!vscode.workspace.isTrusted) return;
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
    const engine = this.#build(decision);
    this.#group = engine instanceof EngineGroup ? engine : undefined;
    return engine;
  }

  #build(decision: Exclude<EngineDecision, { engine: "none" }>): Engine {
    if (decision.engine === "builtin") return this.#outside.engines.builtin();
    if (decision.engine === "vscode") return this.languageModel(decision.model);
    if (decision.engine === "openai") {
      const { host, model } = decision;
      // such servers tell no more of a model's content than its name
      return measured(this.served.engine(host, model), (s) => this.#notes.addLook({ host, digest: model }, s));
    }
    return this.#ollama(decision.model);
  }

  /** One server as it is; several as one engine that shares the work. */
  #ollama(model: string): Engine {
    const servers = this.#servers.all();
    const isShared = servers.length > 1;
    const members = servers.map(({ host }): GroupMember => {
      const engine = this.#measured(this.ollamaAt(host, model, isShared), host, model);
      const absentFor = this.#absent.get(host);
      return { name: shownHost(host), engine, ...(absentFor && { absentFor }) };
    });
    const [first] = members;
    if (first && !isShared) return first.engine;
    return this.#outside.engines.share(members, () => this.#changed.fire(this.status()));
  }

  /** An engine over one language model of VS Code. */
  languageModel(model: string): Engine {
    const { maxSidePx, deadlineMs, prompt, readWords } = engineSettings();
    const chat = new LanguageModelChat(vscode, model, vscode.l10n.t("To describe and tag your images."));
    return this.#outside.engines.chat(chat, { maxSidePx, deadlineMs, prompt, readWords });
  }

  /** An engine over one model of one Ollama server; one that is shared leaves a second try to the others. */
  ollamaAt(host: string, model: string, isShared = false): Engine {
    const { concurrency, maxSidePx, deadlineMs, prompt, readWords, contextTokens, keepAlive } = engineSettings();
    const authorization = authorizationOf(this.#keys.of(host));
    return this.#outside.engines.ollama({
      host,
      model,
      concurrency,
      maxSidePx,
      deadlineMs,
      prompt,
      readWords,
      ...(contextTokens > 0 && { contextTokens }),
      keepAlive,
      ...(authorization !== undefined && { authorization }),
      ...(isShared && { retryAfterMs: [] }),
    });
  }

  /** The servers that take part in the work of a decision; none where it needs none. */
  hostsOf(decision: EngineDecision): readonly string[] {
    if (decision.engine === "openai") return [decision.host];
    return decision.engine === "ollama" ? this.#servers.addresses() : [];
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
    if (decision.engine === "openai")
      return { engine: "openai", model, host: shownHost(decision.host), reason, ...embed };
    const hosts = this.#hosts();
    return { engine: "ollama", model, host: shownHost(this.server().host), ...hosts, reason, ...embed };
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** How many servers share the work: as the run sees it, else as it was when that was decided; nothing where one is alone. */
  #hosts(): Pick<EngineStatus, "hosts"> {
    const all = this.#servers.addresses().length;
    if (all < 2) return {};
    const running = this.#group?.hosts;
    return { hosts: running?.all === all ? running : { well: all - this.#absent.size, all } };
  }

  /** Notes how long its looks take, where it is known what content the model has. */
  #measured(engine: Engine, host: string, model: string): Engine {
    const digest = this.#servers.digestOf(host, model);
    if (digest === undefined) return engine;
    return measured(engine, (seconds) => this.#notes.addLook({ host, digest }, seconds));
  }

  /** The decision, and which servers cannot take part. */
  async #ask(signal: AbortSignal): Promise<SharedDecision> {
    const { engine, model, vscodeModel } = engineSettings();
    if (engine === "openai") return alone(await this.served.decide(signal));
    try {
      if (engine === "builtin" || engine === "vscode")
        return alone(chooseEngine({ engine, host: "", model, vscodeModel }, noServerAsked));
      const ask = async (server: ModelServer): Promise<ServerAnswer> => ({
        host: server.host,
        finding: await this.find(server, signal),
      });
      const [first = this.server(), ...more] = await this.servers();
      const [answer, others] = await Promise.all([ask(first), Promise.all(more.map(ask))]);
      return chooseHosts({ engine, model }, [answer, ...others]);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      // an address that is none: as a server that does not answer
      return alone(chooseEngine({ engine, host: "", model }, { failure: failureOf(thrown) }));
    }
  }

  /** Records that were made with something else are stale from now on; where no engine is at hand, as before. */
  #tellRecipe(): void {
    const decision = this.#decision;
    if (!decision || decision.engine === "none") return;
    const { kind, model, promptKey } = this.#build(decision);
    this.#outside.workshop.setRecipe({ engine: kind, model, promptKey });
  }

  #decided({ decision, absent }: SharedDecision): void {
    this.#absent = absent;
    // what a run knows of its servers is newer while it goes on, and older afterwards
    if (!this.#outside.workshop.queue.isRunning) this.#group = undefined;
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

function alone(decision: EngineDecision): SharedDecision {
  return { decision, absent: new Map() };
}
