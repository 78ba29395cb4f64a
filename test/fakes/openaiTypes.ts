/** What the OpenAI-compatible stand-in can be told and what it tells: manners, options, faults, and its record of requests. */
import type { Distortion } from "./ollamaTypes.ts";

/** Whose habits it has: lists, errors, what it takes and what it ignores. */
export type Manner = "lmstudio" | "llamacpp" | "vllm";

/** A model that the stand-in serves. */
export interface ServedFake {
  readonly name: string;
  readonly kind: "vlm" | "llm" | "embeddings";
  readonly loaded?: boolean;
  readonly dimensions?: number;
}

/** Errors that these servers answer with, by what they mean. */
export type ServedError =
  | "modelNotFound"
  | "noModelLoaded"
  | "noVision"
  | "contextExceeded"
  | "badImage"
  | "outOfMemory"
  | "unauthorised"
  | "forbidden"
  | "loading"
  | "rateLimited"
  | "quota"
  | "gateway"
  | "crash"
  | "noEmbeddings"
  | "tooLarge";

/** Ways in which a request goes wrong. `after`: how many pieces of the answer come before. */
export type ServedFault =
  | { readonly kind: "status"; readonly status: number; readonly body: string; readonly contentType?: string }
  | { readonly kind: "error"; readonly error: ServedError }
  | { readonly kind: "redirect"; readonly to: string; readonly status?: number }
  | { readonly kind: "reset" | "hang" }
  | { readonly kind: "cut" | "noEnd" | "length" | "badEvent"; readonly after?: number }
  | { readonly kind: "errorEvent"; readonly body: string; readonly field?: "data" | "error"; readonly after?: number }
  | { readonly kind: "finish"; readonly reason: string }
  | { readonly kind: "content"; readonly content: string; readonly thinking?: string }
  | { readonly kind: "distort"; readonly how: Distortion }
  | { readonly kind: "loop" };

/** What a plan of faults decides by. */
export interface ServedQuestion {
  /** Below the base: "/chat/completions", "/embeddings", "/models"; whole for what lies beside it. */
  readonly path: string;
  /** Which request to this path it is, from 0. */
  readonly index: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ServedPlan = (question: ServedQuestion) => ServedFault | undefined;

/** A field that the stand-in refuses, and how it says so. */
export interface RefusedField {
  /** True for a request that is refused. */
  readonly when: (body: Readonly<Record<string, unknown>>) => boolean;
  readonly status: number;
  readonly body: string;
}

export interface ServedOptions {
  readonly manner?: Manner;
  readonly models?: readonly ServedFake[];
  /** Path under which the services lie; "/v1". */
  readonly basePath?: string;
  /** The key that requests must carry. */
  readonly key?: string;
  readonly refuses?: readonly RefusedField[];
  readonly faults?: ServedPlan;
  /** From the start of the work on an image to its last byte. */
  readonly latencyMs?: number;
  readonly firstTokenMs?: number;
  /** False for a server that answers in one piece whatever it is asked; true. */
  readonly streams?: boolean;
  /** Line ends of events; "\n". */
  readonly lineEnd?: "\n" | "\r\n" | "\r";
  /** Cuts the stream into chunks of so many bytes, wherever that falls. */
  readonly chunkBytes?: number;
  /** Gives vectors in the reverse order, with their indexes. */
  readonly reversesVectors?: boolean;
  readonly embed?: (text: string, dimensions: number) => readonly number[];
  /** True where it still loads its model: it says so on /health. */
  readonly isLoading?: boolean;
}

/** What a request was and what became of it; times in milliseconds since the epoch, with fractions. */
export interface ServedRequest {
  readonly path: string;
  readonly method: string;
  readonly authorization: string | undefined;
  readonly arrivedAt: number;
  endedAt?: number;
  /** When the client closed the connection before the end. */
  abortedAt?: number;
  status?: number;
  images: readonly { readonly bytes: number; readonly hash: string }[];
  asked: readonly string[];
  /** The body as it came; pictures are left out. */
  body: Readonly<Record<string, unknown>>;
}

/** A running stand-in. */
export interface ServedStandIn {
  /** Its address with the path under which the services lie. */
  readonly base: string;
  readonly origin: string;
  readonly requests: readonly ServedRequest[];
  /** Chat requests that carried an image. */
  readonly looks: readonly ServedRequest[];
  /** Connections so far. */
  readonly connections: number;
  /** How often each image came, by hash. */
  imageCounts(): ReadonlyMap<string, number>;
  forget(): void;
  setFaults(plan?: ServedPlan): void;
  setModels(models: readonly ServedFake[]): void;
  setLoading(isLoading: boolean): void;
  close(): Promise<void>;
}
