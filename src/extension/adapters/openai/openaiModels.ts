/** What an OpenAI-compatible server has: its models, and whether it is ready, as LM Studio, llama.cpp, vLLM and gateways say it. */
import { ExpectedError, failureOf, isAbort } from "../../../shared/failures.ts";
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import {
  findServed,
  isEmbedderName,
  missing,
  type ServedFinding,
  type ServedModel,
} from "../../core/tagging/servedModels.ts";
import { normaliseBase, rootOf } from "./address.ts";
import { AnsweredFailure } from "./failures.ts";
import { jsonOf, send, type ServerAccess } from "./http.ts";

/** These questions need no model and are answered at once by a server that is well. */
const answerWithinMs = 15_000;

/** Asks one server for its models. */
export class OpenAiModels {
  readonly base: string;
  readonly #access: ServerAccess;

  constructor({ base, authorization }: ServerAccess) {
    this.base = normaliseBase(base);
    this.#access = { base: this.base, authorization };
  }

  /** The models in the order in which the server lists them. */
  async list(signal: AbortSignal): Promise<readonly ServedModel[]> {
    const listed = await this.#listed(signal);
    const natives = await this.#natives(listed, signal);
    return listed.map((entry) => modelOf(entry, natives.get(entry.id)));
  }

  /** For choosing an engine: the models, or why the server does not answer. */
  async find(signal: AbortSignal): Promise<ServedFinding> {
    try {
      return { models: await this.list(signal) };
    } catch (thrown) {
      if (isAbort(thrown) || !(thrown instanceof ExpectedError)) throw thrown;
      return { failure: failureOf(thrown) };
    }
  }

  /** Answers the model's name as the server has it; rejects while the server is away or loads, or where the model is missing. */
  async check(model: string, signal: AbortSignal): Promise<string> {
    const listed = await this.#listed(signal);
    const models = listed.map((entry) => modelOf(entry, undefined));
    const found = findServed(models, model);
    if (!found) {
      const { reason, message } = missing(this.base, model, models);
      throw new EngineFailure(reason, message);
    }
    if (listed.some(({ ownedBy }) => ownedBy === "llamacpp" || ownedBy === "vllm")) await this.#askHealth(signal);
    return found.name;
  }

  async #listed(signal: AbortSignal): Promise<readonly Listed[]> {
    const answer = await this.#get(`${this.base}/models`, signal);
    // llama.cpp repeats the list in the manner of Ollama, with what each model can do
    const twins = new Map(objectsIn(answer["models"]).map((twin) => [textOf(twin["model"] ?? twin["name"]), twin]));
    const entries = objectsIn(answer["data"]).map((entry) => listedOf(entry, twins.get(textOf(entry["id"]))));
    if (!Array.isArray(answer["data"])) {
      const message = `What answers at ${shownHost(this.base)} lists no models: it is no OpenAI-compatible server. Correct the address; it ends in /v1.`;
      throw new EngineFailure("engineRefused", message);
    }
    return entries.filter(({ id }) => id !== "");
  }

  /** LM Studio says in a list of its own which models see and which are loaded. */
  async #natives(listed: readonly Listed[], signal: AbortSignal): Promise<ReadonlyMap<string, Native>> {
    const root = rootOf(this.base);
    if (root === undefined || !listed.some(({ ownedBy }) => ownedBy === "organization_owner")) return new Map();
    try {
      const answer = await this.#get(`${root}/api/v0/models`, signal);
      return new Map(objectsIn(answer["data"]).map((entry) => [textOf(entry["id"]), entry]));
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      // an older LM Studio, or another server of that name: what the models can do stays unsaid
      return new Map();
    }
  }

  /** Both list their models already while they load them, and say here that they do. */
  async #askHealth(signal: AbortSignal): Promise<void> {
    const root = rootOf(this.base);
    if (root === undefined) return;
    const target = { ...this.#access, deadlineMs: answerWithinMs };
    try {
      await send(target, { url: `${root}/health` }, async ({ response }) => response.body?.cancel(), signal);
    } catch (thrown) {
      // a proxy may keep this from us, and the list was answered
      if (thrown instanceof AnsweredFailure && thrown.reason !== "engineBusy") return;
      throw thrown;
    }
  }

  #get(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    return send({ ...this.#access, deadlineMs: answerWithinMs }, { url }, jsonOf, signal);
  }
}

/** An entry of /v1/models, as far as it is of use. */
interface Listed {
  readonly id: string;
  readonly ownedBy: string;
  readonly vision: ServedModel["vision"];
  readonly isLoaded?: boolean;
}

type Native = Readonly<Record<string, unknown>>;

function listedOf(entry: Native, twin: Native | undefined): Listed {
  const { architecture, status } = entry as {
    architecture?: { input_modalities?: unknown };
    status?: { value?: unknown };
  };
  const said = architecture?.input_modalities ?? twin?.["capabilities"];
  const words = Array.isArray(said) ? said.map(String) : [];
  const sees = words.some((word) => word === "image" || word === "multimodal" || word === "vision");
  return {
    id: textOf(entry["id"]),
    ownedBy: textOf(entry["owned_by"]),
    vision: sees ? "yes" : words.length > 0 && architecture ? "no" : "unsaid",
    // the router of llama.cpp says which of its models are in memory
    ...(typeof status?.value === "string" && { isLoaded: status.value === "loaded" }),
  };
}

function modelOf({ id, vision, isLoaded }: Listed, native: Native | undefined): ServedModel {
  const type = native?.["type"];
  const state = native?.["state"];
  const nativeVision = type === "vlm" ? "yes" : type === "llm" ? "no" : vision;
  const loaded = typeof state === "string" ? state === "loaded" : isLoaded;
  return {
    name: id,
    vision: nativeVision,
    isEmbedder: type === undefined ? isEmbedderName(id) : type === "embeddings" || type === "embedding",
    ...(loaded !== undefined && { isLoaded: loaded }),
  };
}

function objectsIn(value: unknown): readonly Native[] {
  return Array.isArray(value) ? value.filter((one): one is Native => typeof one === "object" && one !== null) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
