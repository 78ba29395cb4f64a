/** A stand-in for OpenAI-compatible servers, in the manners of LM Studio, llama-server and vLLM, that looks at its pictures. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf } from "./ollamaBodies.ts";
import { embedWords } from "./ollamaEmbeddings.ts";
import { hashOf } from "./ollamaSight.ts";
import { answerServedChat, picturesIn, withoutPictures } from "./openaiChat.ts";
import { listOf, nativeListOf, servedError, unknownPath, usualServed, type PlainAnswer } from "./openaiManners.ts";
import type {
  Manner,
  ServedFake,
  ServedFault,
  ServedOptions,
  ServedPlan,
  ServedRequest,
  ServedStandIn,
} from "./openaiTypes.ts";

const now = (): number => performance.timeOrigin + performance.now();

/** Starts one on this machine; every caller closes its own. */
export async function startServedStandIn(options: ServedOptions = {}): Promise<ServedStandIn> {
  const room = new ServedRoom(options);
  const server = createServer((request, response) => void room.receive(request, response));
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    base: `${origin}${room.basePath}`,
    origin,
    requests: room.requests,
    get looks() {
      return room.requests.filter(({ path, images }) => path === "/chat/completions" && images.length > 0);
    },
    get connections() {
      return connections;
    },
    imageCounts: () => room.imageCounts(),
    forget: () => void (room.requests.length = 0),
    setFaults: (plan) => room.setFaults(plan),
    setModels: (models) => void (room.models = models),
    setLoading: (isLoading) => void (room.isLoading = isLoading),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class ServedRoom {
  readonly requests: ServedRequest[] = [];
  readonly basePath: string;
  readonly #options: ServedOptions;
  readonly #manner: Manner;
  models: readonly ServedFake[];
  isLoading: boolean;
  #plan: ServedPlan;
  #counts = new Map<string, number>();

  constructor(options: ServedOptions) {
    this.#options = options;
    this.#manner = options.manner ?? "lmstudio";
    this.basePath = options.basePath ?? "/v1";
    this.models = options.models ?? usualServed[this.#manner];
    this.isLoading = options.isLoading ?? false;
    this.#plan = options.faults ?? (() => undefined);
  }

  imageCounts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { hash } of this.requests.flatMap(({ images }) => images)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    return counts;
  }

  setFaults(plan: ServedPlan = () => undefined): void {
    this.#plan = plan;
    this.#counts = new Map();
  }

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const whole = new URL(request.url ?? "/", "http://localhost").pathname;
    const record: ServedRequest = {
      path: whole.startsWith(`${this.basePath}/`) ? whole.slice(this.basePath.length) : whole,
      method: request.method ?? "",
      authorization: request.headers.authorization,
      arrivedAt: now(),
      images: [],
      asked: [],
      body: {},
    };
    this.requests.push(record);
    const left = new AbortController();
    response.on("close", () => {
      if (response.writableFinished) record.endedAt = now();
      else record.abortedAt = now();
      left.abort();
    });
    try {
      await this.#answer(record, (await bodyOf(request)) as Record<string, unknown>, response, left.signal);
    } catch (thrown) {
      // a client that left needs no answer; anything else is a fault of the stand-in and must show
      if (!left.signal.aborted) response.writeHead(500).end(`stand-in: ${String(thrown)}`);
    }
  }

  async #answer(record: ServedRequest, body: Record<string, unknown>, response: ServerResponse, left: AbortSignal) {
    const refuse = (answer: PlainAnswer, headers: Record<string, string> = {}): void => {
      record.status = answer.status;
      const contentType = answer.body.startsWith("<") ? "text/html" : "application/json; charset=utf-8";
      response.writeHead(answer.status, { "content-type": contentType, ...headers }).end(answer.body);
    };
    const pictures = picturesIn(body);
    record.body = withoutPictures(body);
    record.images = (pictures ?? []).map((bytes) => ({ bytes: bytes.length, hash: hashOf(bytes) }));
    const model = typeof body["model"] === "string" ? body["model"] : "";
    const fault = this.#faultFor(record, body);
    if (fault?.kind === "reset") return void response.destroy();
    if (fault?.kind === "redirect") return refuse({ status: fault.status ?? 307, body: "" }, { location: fault.to });
    if (fault?.kind === "status")
      return refuse(fault, fault.contentType === undefined ? {} : { "content-type": fault.contentType });
    if (fault?.kind === "error") return refuse(servedError(fault.error, this.#manner, model));
    const { key } = this.#options;
    if (key !== undefined && record.path !== "/health" && record.authorization !== `Bearer ${key}`)
      return refuse(servedError("unauthorised", this.#manner, model));
    if (record.method === "GET") return refuse(this.#lookUp(record));
    if (pictures === undefined) return refuse(servedError("badImage", this.#manner, model));
    const refusal = this.#refusalFor(record, body, model, pictures.length > 0);
    if (refusal) return refuse(refusal);
    if (record.path === "/embeddings") return refuse(await this.#embed(body, model, left));
    const scene = { manner: this.#manner, options: this.#options, fault, record, model, left, refuse };
    await answerServedChat(body, pictures[0], scene, response);
  }

  #lookUp({ path, method }: ServedRequest): PlainAnswer {
    const json = (value: object): PlainAnswer => ({ status: 200, body: JSON.stringify(value) });
    if (path === "/models") return json(listOf(this.#manner, this.models));
    if (path === "/api/v0/models" && this.#manner === "lmstudio") return json(nativeListOf(this.models));
    if (path !== "/health" || this.#manner === "lmstudio") return unknownPath(this.#manner, method, path);
    if (this.isLoading) return servedError("loading", this.#manner, "");
    return this.#manner === "vllm" ? { status: 200, body: "" } : json({ status: "ok" });
  }

  #refusalFor(
    { path, method }: ServedRequest,
    body: Record<string, unknown>,
    model: string,
    hasPicture: boolean,
  ): PlainAnswer | undefined {
    if (path !== "/chat/completions" && path !== "/embeddings") return unknownPath(this.#manner, method, path);
    const found = this.models.find(({ name }) => name === model);
    // llama-server serves what it was started with, whatever name it is asked for
    const served = found ?? (this.#manner === "llamacpp" ? this.models[0] : undefined);
    if (!served) return servedError(this.models.length === 0 ? "noModelLoaded" : "modelNotFound", this.#manner, model);
    if (path === "/embeddings" && served.dimensions === undefined)
      return servedError("noEmbeddings", this.#manner, model);
    if (hasPicture && served.kind !== "vlm") return servedError("noVision", this.#manner, model);
    const format = (body["response_format"] ?? {}) as { type?: unknown };
    if (this.#manner === "lmstudio" && format.type === "json_object")
      return { status: 400, body: JSON.stringify({ error: "'response_format.type' must be 'json_schema' or 'text'" }) };
    return this.#options.refuses?.find(({ when }) => when(body));
  }

  async #embed(body: Record<string, unknown>, model: string, left: AbortSignal): Promise<PlainAnswer> {
    await sleep(this.#options.latencyMs ?? 0, undefined, { signal: left });
    const inputs = (Array.isArray(body["input"]) ? body["input"] : [body["input"]]).map(String);
    const { dimensions = 0 } = this.models.find(({ name }) => name === model) ?? this.models[0] ?? {};
    const embed = this.#options.embed ?? embedWords;
    const data = inputs.map((text, index) => ({ object: "embedding", index, embedding: embed(text, dimensions) }));
    if (this.#options.reversesVectors) data.reverse();
    return { status: 200, body: JSON.stringify({ object: "list", data, model }) };
  }

  #faultFor({ path }: ServedRequest, body: Record<string, unknown>): ServedFault | undefined {
    const index = this.#counts.get(path) ?? 0;
    this.#counts.set(path, index + 1);
    return this.#plan({ path, index, body });
  }
}
