/** The Ollama servers of the settings: made when they are needed, each with its key, remembering what their models are. */
import { failureOf } from "../../shared/failures.ts";
import type { ServerFinding } from "../core/tagging/chooseEngine.ts";
import { authorizationOf } from "../core/tagging/hosts.ts";
import type { AccessKeys } from "./accessKeys.ts";
import type { ModelServer, Outside } from "./outside.ts";
import { engineSettings } from "./settings.ts";

/** The first server makes the vectors too; the others share the work of looking at images. */
export class ServerList {
  readonly #outside: Outside;
  readonly #keys: AccessKeys;
  /** Servers by address as it is written. */
  readonly #servers = new Map<string, ModelServer>();
  /** Which content has each model of each server? By host and model. */
  readonly #digests = new Map<string, string>();
  /** Which addresses were said to be none? Once is enough. */
  readonly #complained = new Set<string>();

  constructor(outside: Outside, keys: AccessKeys) {
    this.#outside = outside;
    this.#keys = keys;
  }

  /** Makes them anew when they are asked for: a key is another one. */
  forget(): void {
    this.#servers.clear();
  }

  /** The first of the settings; fails with a sentence where the address is none. */
  first(): ModelServer {
    return this.#at(engineSettings().host);
  }

  /** All of the settings, each once. What is no address is left out, with a word in the log; fails where that is the first. */
  all(): readonly ModelServer[] {
    const first = this.first();
    const more = engineSettings().moreHosts.flatMap((host) => this.#atIfAny(host) ?? []);
    return [first, ...more].filter(({ host }, index, all) => all.findIndex((other) => other.host === host) === index);
  }

  /** As `all`, with their keys at hand. */
  async ready(): Promise<readonly ModelServer[]> {
    // a server that was made before its key was known is made anew
    if (await this.#keys.load(this.addresses())) this.forget();
    return this.all();
  }

  /** Servers that may have a key: a key belongs to the server, not to the setting that names it. */
  addresses(): readonly string[] {
    try {
      return this.all().map(({ host }) => host);
    } catch {
      // the setting is no address: no key is ever sent there
      return [];
    }
  }

  /** Asks a server what it has. */
  async find(server: ModelServer, signal: AbortSignal): Promise<ServerFinding> {
    const finding = await server.find(signal);
    if ("models" in finding)
      for (const { name, digest } of finding.models) this.#digests.set(`${server.host} ${name}`, digest);
    return finding;
  }

  /** What content a model has there; undefined where it is not known. */
  digestOf(host: string, model: string): string | undefined {
    return this.#digests.get(`${host} ${model}`) || undefined;
  }

  #at(host: string): ModelServer {
    const known = this.#servers.get(host);
    if (known) return known;
    const plain = this.#outside.engines.server(host, undefined);
    const authorization = authorizationOf(this.#keys.of(plain.host));
    const server = authorization === undefined ? plain : this.#outside.engines.server(host, authorization);
    this.#servers.set(host, server);
    return server;
  }

  #atIfAny(host: string): ModelServer | undefined {
    try {
      return this.#at(host);
    } catch (thrown) {
      if (!this.#complained.has(host)) this.#outside.log.warn(failureOf(thrown).message);
      this.#complained.add(host);
      return undefined;
    }
  }
}
