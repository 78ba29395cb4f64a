/** The inside of the Ollama stand-in: takes requests, gives them their turn, and answers by path. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf, imagesOf, sentImage, withoutImages } from "./ollamaBodies.ts";
import { answerChat, breakOff, sendError } from "./ollamaChat.ts";
import { cutDimensions, embedWords } from "./ollamaEmbeddings.ts";
import { errorAnswer } from "./ollamaErrors.ts";
import { findFake, listed, pullLines, running, shown, usualModels } from "./ollamaModels.ts";
import { Turns } from "./ollamaTurns.ts";
import type { Fault, FakeModel, FaultPlan, RequestRecord, StandInOptions } from "./ollamaTypes.ts";

const now = (): number => performance.timeOrigin + performance.now();

/** The server's state: models, turns, requests so far. */
export class Room {
  readonly requests: RequestRecord[] = [];
  readonly #options: StandInOptions;
  readonly #turns: Turns;
  readonly #loaded = new Set<string>();
  /** How many bytes of each layer are there? */
  readonly #layers = new Map<string, number>();
  /** Which requests wait, and for what? */
  readonly #held = new Map<(request: RequestRecord) => boolean, Promise<void>>();
  #models: readonly FakeModel[];
  #faults: FaultPlan;
  /** How many requests came, by path and by image? */
  #counts = new Map<string, number>();

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#models = options.models ?? usualModels;
    this.#faults = options.faults ?? [];
    this.#turns = new Turns(options.parallel ?? 1, options.maxQueue ?? 512);
  }

  imageCounts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { hash } of this.requests.flatMap(({ images }) => images)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    return counts;
  }

  forget(): void {
    this.requests.length = 0;
    this.#counts = new Map();
  }

  setFaults(plan: FaultPlan = []): void {
    this.#faults = plan;
    this.#counts = new Map();
  }

  setModels(models: readonly FakeModel[]): void {
    this.#models = models;
  }

  hold(which: (request: RequestRecord) => boolean): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(which, promise);
    return () => {
      this.#held.delete(which);
      resolve();
    };
  }

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const record: RequestRecord = {
      path,
      method: request.method ?? "",
      arrivedAt: now(),
      images: [],
      asked: [],
      constrained: false,
      ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
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
      await this.#answer(record, await bodyOf(request), response, left.signal);
    } catch (thrown) {
      // a client that left needs no answer; anything else is a fault of the stand-in and must show
      if (!left.signal.aborted) response.writeHead(500).end(JSON.stringify({ error: `stand-in: ${String(thrown)}` }));
    }
  }

  async #answer(record: RequestRecord, body: unknown, response: ServerResponse, left: AbortSignal): Promise<void> {
    if (record.path === "/") return void response.end("Ollama is running");
    if (body === undefined) return send(response, record, 400, { error: "missing request body" });
    const content = body as Record<string, unknown>;
    const inputs = [content["input"] ?? []].flat().map(String);
    const images = imagesOf(content);
    record.body = withoutImages(content);
    record.constrained = content["format"] !== undefined;
    if (typeof content["model"] === "string") record.model = content["model"];
    if (images === undefined) return send(response, record, 400, { error: "illegal base64 data at input byte 0" });
    record.images = images.map(sentImage);
    if ((this.#options.authorization ?? record.authorization) !== record.authorization)
      return sendError(response, errorAnswer("proxyLogin", this.#era, ""), record);
    const fault = this.#faultFor(record, inputs);
    if (fault?.kind === "reset") return void response.destroy();
    if (fault?.kind === "redirect") return void response.writeHead(307, { location: fault.to }).end();
    if (fault?.kind === "status") {
      return sendError(response, { contentType: "application/json; charset=utf-8", ...fault }, record);
    }
    if (fault?.kind === "error") {
      return sendError(response, errorAnswer(fault.error, this.#era, record.model ?? ""), record);
    }
    await this.#route(record, content, images[0], inputs, fault, response, left);
  }

  async #route(
    record: RequestRecord,
    body: Record<string, unknown>,
    image: Uint8Array | undefined,
    inputs: readonly string[],
    fault: Fault | undefined,
    response: ServerResponse,
    left: AbortSignal,
  ): Promise<void> {
    switch (record.path) {
      case "/api/version":
        return send(response, record, 200, { version: this.#version });
      case "/api/tags":
        return send(response, record, 200, { models: this.#models.map((model) => listed(model, this.#era)) });
      case "/api/ps": {
        const loaded = this.#models.filter(({ name }) => this.#loaded.has(name));
        return send(response, record, 200, { models: loaded.map(running) });
      }
      case "/api/pull":
        return this.#pull(String(body["model"] ?? body["name"]), record, fault, response, left);
      case "/api/show":
      case "/api/chat":
      case "/api/embed":
        break;
      default:
        record.status = 404;
        return void response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
    }
    const model = findFake(this.#models, body["model"]);
    if (!model) return sendError(response, errorAnswer("modelNotFound", this.#era, String(body["model"])), record);
    if (record.path === "/api/show") return send(response, record, 200, shown(model));
    const end = await this.#turns.take(left);
    if (!end) return sendError(response, errorAnswer("busy", this.#era, model.name), record);
    try {
      await this.#released(record, left);
      record.startedAt = now();
      const startedAt = record.startedAt;
      const until = (afterMs: number): Promise<void> => waitUntil(startedAt + afterMs, left);
      if (!this.#loaded.has(model.name)) await sleep(this.#options.loadMs ?? 0, undefined, { signal: left });
      this.#loaded.add(model.name);
      if (record.path === "/api/embed") return await this.#embed(model, inputs, body, record, response, until);
      const scene = { era: this.#era, version: this.#version, options: this.#options, fault, record, model, until };
      await answerChat(body, image, scene, response);
    } finally {
      end();
    }
  }

  async #released(record: RequestRecord, left: AbortSignal): Promise<void> {
    const gone = Promise.withResolvers<never>();
    gone.promise.catch(() => undefined); // told by the race below, where there is one
    const leave = (): void => gone.reject(new Error("the client left"));
    left.addEventListener("abort", leave, { once: true });
    for (const [which, release] of this.#held) if (which(record)) await Promise.race([release, gone.promise]);
    left.removeEventListener("abort", leave);
  }

  async #embed(
    model: FakeModel,
    inputs: readonly string[],
    body: Record<string, unknown>,
    record: RequestRecord,
    response: ServerResponse,
    until: (afterMs: number) => Promise<void>,
  ): Promise<void> {
    if (!model.capabilities.includes("embedding")) {
      return sendError(response, errorAnswer("noEmbeddings", this.#era, model.name), record);
    }
    await until(this.#options.embedMs ?? 0);
    const embed = this.#options.embed ?? embedWords;
    const embeddings = inputs.map((text) =>
      cutDimensions(embed(text, model.embeddingLength ?? 64), Number(body["dimensions"] ?? 0)),
    );
    send(response, record, 200, {
      model: model.name,
      embeddings,
      total_duration: 1e6,
      prompt_eval_count: inputs.length,
    });
  }

  async #pull(
    name: string,
    record: RequestRecord,
    fault: Fault | undefined,
    response: ServerResponse,
    left: AbortSignal,
  ): Promise<void> {
    record.status = 200;
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const layers = this.#options.pullable?.[name];
    let sent = 0;
    for (const line of pullLines(name, layers, this.#layers, this.#options.pullsInTurn ?? false)) {
      if (fault && "after" in fault && sent++ === fault.after) return breakOff(fault, {}, response);
      // the model stands before its success is told: whoever hears of it may leave at once
      if ("status" in line && line.status === "success") this.#add(name, layers);
      response.write(`${JSON.stringify(line)}\n`);
      await this.#released(record, left);
      await sleep(this.#options.pullLineMs ?? 0, undefined, { signal: left });
    }
    response.end();
  }

  #add(name: string, layers: readonly number[] | undefined): void {
    if (!layers || findFake(this.#models, name)) return;
    const sizeBytes = layers.reduce((sum, size) => sum + size, 0);
    this.#models = [...this.#models, { name, family: "", sizeBytes, capabilities: ["completion", "vision"] }];
  }

  #faultFor(record: RequestRecord, inputs: readonly string[]): Fault | undefined {
    const count = (key: string): number => {
      const before = this.#counts.get(key) ?? 0;
      this.#counts.set(key, before + 1);
      return before;
    };
    const { path } = record;
    const imageHash = record.images[0]?.hash ?? "";
    const question = { path, index: count(path), imageHash, attempt: count(`image ${imageHash}`), inputs };
    if (typeof this.#faults === "function") return this.#faults(question);
    return path === "/api/chat" ? this.#faults[question.index] : undefined;
  }

  get #era() {
    return this.#options.era ?? "new";
  }

  get #version(): string {
    return this.#options.version ?? (this.#era === "old" ? "0.24.0" : "0.32.6");
  }
}

function send(response: ServerResponse, record: RequestRecord, status: number, value: object): void {
  record.firstByteAt = now();
  record.status = status;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

async function waitUntil(at: number, left: AbortSignal): Promise<void> {
  const milliseconds = at - now();
  // timers are no finer than this; the pieces then come in small groups
  if (milliseconds > 1) await sleep(Math.min(milliseconds, 2 ** 30), undefined, { signal: left });
  left.throwIfAborted();
}
