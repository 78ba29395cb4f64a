/** What an Ollama server has: its version, its models and what they can do, what is loaded, and how to get more. */
import type { ShowResponse } from "ollama";
import { ExpectedError, failureOf, isAbort } from "../../../shared/failures.ts";
import type { ServerFinding } from "../../core/tagging/chooseEngine.ts";
import { isCloudName, type ModelInfo } from "../../core/tagging/modelChoice.ts";
import { normaliseHost } from "./host.ts";
import { type RequestTarget, withClient } from "./http.ts";

/** These questions need no model and are answered at once by a server that is well. */
const answerWithinMs = 15_000;
/** A pull may take hours; it ends by its signal. */
const pullWithinMs = 24 * 60 * 60 * 1000;

/** How far a pull is; `fraction` is absent until the sizes are known. */
export interface PullProgress {
  readonly status: string;
  readonly completedBytes: number;
  readonly totalBytes: number;
  readonly fraction?: number;
}

/** A model that is in memory now. */
export interface LoadedModel {
  readonly name: string;
  /** Share of the model that is in graphics memory, 0 to 1; below 1 it is slow. */
  readonly inVideoMemory: number;
}

/** Asks one server; remembers by digest what models of old servers can do. */
export class OllamaModels {
  readonly host: string;
  /** What can the model with this digest do, as /api/show said? */
  readonly #capabilities = new Map<string, readonly string[]>();

  constructor(host: string) {
    this.host = normaliseHost(host);
  }

  async version(signal: AbortSignal): Promise<string> {
    const { version } = await withClient(this.#target(), (client) => client.version(), signal);
    return version;
  }

  async list(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const { models } = await withClient(this.#target(), (client) => client.list(), signal);
    const infos: ModelInfo[] = [];
    for (const listed of Array.isArray(models) ? (models as unknown as ListedModel[]) : []) {
      if (typeof listed?.name === "string") infos.push(await this.#infoOf(listed, signal));
    }
    return infos;
  }

  /** The names alone, in one request on every server. */
  async names(signal: AbortSignal): Promise<readonly string[]> {
    const { models } = await withClient(this.#target(), (client) => client.list(), signal);
    return (Array.isArray(models) ? models : []).map((model) => model.name).filter((name) => typeof name === "string");
  }

  /** For choosing an engine: the models and the version, or why the server does not answer. */
  async find(signal: AbortSignal): Promise<ServerFinding> {
    try {
      const [version, models] = await Promise.all([this.version(signal), this.list(signal)]);
      return { version, models };
    } catch (thrown) {
      if (isAbort(thrown) || !(thrown instanceof ExpectedError)) throw thrown;
      return { failure: failureOf(thrown) };
    }
  }

  async loaded(signal: AbortSignal): Promise<readonly LoadedModel[]> {
    const { models } = await withClient(this.#target(), (client) => client.ps(), signal);
    return (Array.isArray(models) ? models : []).map((model) => ({
      name: model.name,
      inVideoMemory: model.size > 0 ? Math.min(1, (model.size_vram ?? 0) / model.size) : 0,
    }));
  }

  /** Downloads a model. A stop ends the download; a later pull goes on where it stood. */
  async pull(name: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void> {
    /** How much of each layer is there? Layers come interleaved. */
    const layers = new Map<string, { readonly completed: number; readonly total: number }>();
    await withClient(
      { ...this.#target(name), deadlineMs: pullWithinMs },
      async (client) => {
        for await (const { status, digest, total, completed } of await client.pull({ model: name, stream: true })) {
          if (digest && total > 0)
            layers.set(digest, { total, completed: completed ?? layers.get(digest)?.completed ?? 0 });
          onProgress(progressOf(status, [...layers.values()]));
        }
      },
      signal,
    );
  }

  async #infoOf(listed: ListedModel, signal: AbortSignal): Promise<ModelInfo> {
    const { name, digest = "", size = 0, details } = listed;
    const isCloud = Boolean(listed.remote_host) || Boolean(listed.remote_model) || isCloudName(name);
    const capabilities = listed.capabilities ?? (await this.#askCapabilities(name, digest, signal));
    return {
      name,
      digest,
      sizeBytes: size,
      family: details?.family ?? "",
      ...(details?.parameter_size && { parameterSize: details.parameter_size }),
      ...(capabilities && { capabilities }),
      isCloud,
    };
  }

  async #askCapabilities(name: string, digest: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const known = this.#capabilities.get(digest);
    if (known) return known;
    try {
      const shown = await withClient(this.#target(name), (client) => client.show({ model: name }), signal);
      const capabilities = shown.capabilities ?? inferCapabilities(shown);
      if (digest !== "") this.#capabilities.set(digest, capabilities);
      return capabilities;
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      // one broken model must not hide the others; what it can do is then unknown
      return undefined;
    }
  }

  #target(model?: string): RequestTarget {
    return { host: this.host, deadlineMs: answerWithinMs, ...(model !== undefined && { model }) };
  }
}

/** An entry of /api/tags; the fields that the client library's types leave out are there since 0.30. */
interface ListedModel {
  readonly name: string;
  readonly digest?: string;
  readonly size?: number;
  readonly details?: { readonly family?: string; readonly parameter_size?: string };
  readonly capabilities?: readonly string[];
  readonly remote_host?: string;
  readonly remote_model?: string;
}

/** For servers before 0.6.4, whose /api/show lists no capabilities either. */
function inferCapabilities(shown: ShowResponse): string[] {
  const keys = Object.keys(shown.model_info ?? {});
  const families = shown.details?.families ?? [];
  if (keys.some((key) => key.endsWith(".pooling_type"))) return ["embedding"];
  const sees =
    shown.projector_info !== undefined ||
    keys.some((key) => key.includes(".vision.")) ||
    families.some((family) => family === "clip" || family === "mllama");
  return sees ? ["completion", "vision"] : ["completion"];
}

function progressOf(
  status: string,
  layers: readonly { readonly completed: number; readonly total: number }[],
): PullProgress {
  const completedBytes = layers.reduce((sum, layer) => sum + layer.completed, 0);
  const totalBytes = layers.reduce((sum, layer) => sum + layer.total, 0);
  return { status, completedBytes, totalBytes, ...(totalBytes > 0 && { fraction: completedBytes / totalBytes }) };
}
