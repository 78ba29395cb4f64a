/** The OpenAI-compatible server of the settings: what it has, the engine and the embedder at it, each with its key. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { Embedder, Engine } from "../core/ports.ts";
import { authorizationOf } from "../core/tagging/hosts.ts";
import { chooseServed, type ServedDecision, type ServedFinding } from "../core/tagging/servedModels.ts";
import type { AccessKeys } from "./accessKeys.ts";
import type { Outside } from "./outside.ts";
import { engineSettings, type EngineSettings } from "./settings.ts";

/** Asked through the settings as they are at the moment. */
export class ServedServer {
  readonly #outside: Outside;
  readonly #keys: AccessKeys;

  constructor(outside: Outside, keys: AccessKeys) {
    this.#outside = outside;
    this.#keys = keys;
  }

  /** The address as it is used; undefined where none is set or what is set is none. */
  get address(): string | undefined {
    try {
      return this.#outside.engines.servedAddress(engineSettings().served.baseUrl);
    } catch {
      // what is no address has no key and is sent nothing; why it is none is said when it is to be used
      return undefined;
    }
  }

  /** What it has, or why it does not answer. */
  async find(signal: AbortSignal): Promise<ServedFinding> {
    try {
      const base = this.#outside.engines.servedAddress(engineSettings().served.baseUrl);
      return await this.#outside.engines.served(await this.#accessOf(base), signal);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      return { failure: failureOf(thrown) };
    }
  }

  /** The model that the settings allow. */
  async decide(signal: AbortSignal): Promise<ServedDecision> {
    const { model } = engineSettings().served;
    return chooseServed({ base: this.address ?? "", model }, await this.find(signal));
  }

  /** The engine over one of its models. */
  engine(base: string, model: string): Engine {
    const { maxSidePx, deadlineMs, prompt, readWords, served }: EngineSettings = engineSettings();
    const { concurrency } = served;
    const access = { base, authorization: authorizationOf(this.#keys.of(base)) };
    return this.#outside.engines.openai({ ...access, model, concurrency, maxSidePx, deadlineMs, prompt, readWords });
  }

  /** The embedder over one of its models. */
  async embedder(base: string, model: string): Promise<Embedder> {
    return this.#outside.engines.servedEmbedder({ ...(await this.#accessOf(base)), model });
  }

  async #accessOf(base: string): Promise<{ readonly base: string; readonly authorization: string | undefined }> {
    await this.#keys.load([base]);
    return { base, authorization: authorizationOf(this.#keys.of(base)) };
  }
}
