/** What an Ollama server has: its version, its models and what they can do, what is loaded, and how to get more. */
import type { ShowResponse } from "ollama";
import { ExpectedError, failureOf, isAbort } from "../../../shared/failures.ts";
import type { ServerFinding } from "../../core/tagging/chooseEngine.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import { isCloudName, type ModelInfo } from "../../core/tagging/modelChoice.ts";
import { normaliseHost } from "./host.ts";
import { type RequestTarget, withClient } from "./http.ts";
import { type PullProgress, PullTally } from "./pullProgress.ts";

/** These questions need no model and are answered at once by a server that is well. */
const answerWithinMs = 15_000;
/** A pull may take hours; it ends by its signal. */
const pullWithinMs = 24 * 60 * 60 * 1000;

/** A model that is in memory now. */
export interface LoadedModel {
  readonly name: string;
  /** Share of the model that is in graphics memory, 0 to 1; below 1 it is slow. */
  readonly inVideoMemory: number;
}

/** Asks one server; remembers by digest what models of old servers can do. */
export class OllamaModels {
  readonly host: string;
  readonly #authorization: string | undefined;
  /** What can the model with this digest do, as /api/show said? */
  readonly #capabilities = new Map<string, readonly string[]>();

  /** `authorization` is the value of that header for a server behind a proxy. */
  constructor(host: string, authorization?: string) {
    this.host = normaliseHost(host);
    this.#authorization = authorization;
  }

  async version(signal: AbortSignal): Promise<string> {
    const { version } = await withClient(this.#target(), (client) => client.version(), signal);
    if (typeof version === "string") return version;
    const message = `What answers at ${shownHost(this.host)} is no Ollama server. Check the address.`;
    throw new ExpectedError("engineRefused", message);
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
    const tally = new PullTally();
    try {
      await withClient(
        { ...this.#target(name), deadlineMs: pullWithinMs, streams: true },
        async (client) => {
          for await (const line of await client.pull({ model: name, stream: true })) onProgress(tally.add(line));
        },
        signal,
      );
    } catch (thrown) {
      if (!(thrown instanceof ExpectedError) || thrown.reason !== "answerTruncated") throw thrown;
      const message = `The download of ${name} broke off. Pull it again: it goes on where it stood.`;
      throw new ExpectedError("engineUnreachable", message, { cause: thrown });
    }
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
    const { host } = this;
    return {
      host,
      authorization: this.#authorization,
      deadlineMs: answerWithinMs,
      ...(model !== undefined && { model }),
    };
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
