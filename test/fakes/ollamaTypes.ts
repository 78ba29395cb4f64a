/** What the Ollama stand-in can be told and what it tells: options, faults, models, and its record of requests. */

/** Before 0.30 Ollama had engines of its own, since then llama-server does the work: texts and lists differ. */
export type Era = "old" | "new";

/** A model that the stand-in holds. */
export interface FakeModel {
  readonly name: string;
  readonly family: string;
  readonly sizeBytes: number;
  /** What it can really do. */
  readonly capabilities: readonly string[];
  /** What the lists say of it, where that differs; real servers are wrong at times. */
  readonly listedCapabilities?: readonly string[];
  /** Runs on ollama.com. */
  readonly cloud?: boolean;
  readonly embeddingLength?: number;
  /** Tokens that a picture costs it: with a smaller context the request is refused. */
  readonly imageTokens?: number;
  /** Says what it wants, whatever schema was sent; that in fences. */
  readonly ignoresSchema?: boolean;
  /** Thinks before it speaks, also where it is told not to. */
  readonly alwaysThinks?: boolean;
}

/** Ways in which a request goes wrong. `after`: how many pieces of the answer come before. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly body: string; readonly contentType?: string }
  | { readonly kind: "error"; readonly error: ErrorName }
  | { readonly kind: "reset" | "hang" }
  /** Sends on to another address. */
  | { readonly kind: "redirect"; readonly to: string }
  /** Answers as if there were no picture: servers before 0.9 threw it away for a model that takes none. */
  | { readonly kind: "blind" }
  /** One whole answer instead of a stream, cut short, without statistics. */
  | { readonly kind: "doneFalse" }
  | { readonly kind: "cut" | "noDone" | "length" | "badLine"; readonly after?: number; readonly how?: Distortion }
  | { readonly kind: "errorLine"; readonly error: string; readonly after?: number; readonly how?: Distortion }
  | { readonly kind: "content"; readonly content: string; readonly thinking?: string }
  | { readonly kind: "distort"; readonly how: Distortion }
  | { readonly kind: "whitespaceLoop" | "wordLoop" | "thinkingLoop" | "repeatAbort" };

/** Ways in which a model answers beside the point. */
export type Distortion =
  | "fences"
  | "prose"
  | "schemaIgnored"
  | "invalidJson"
  | "wrongTypes"
  | "thinkingOnly"
  | "thinkTags"
  | "unordered"
  | "wrapped"
  | "echo"
  | "empty";

/** Errors that real servers, and proxies before them, answer with, by what they mean. */
export type ErrorName =
  | "modelNotFound"
  | "modelRequired"
  | "badBody"
  | "badBase64"
  | "noThinking"
  | "notForCompletion"
  | "promptTooLong"
  | "badWebp"
  | "crashRunning"
  | "crashLoading"
  | "outOfDeviceMemory"
  | "killed"
  | "cancelled"
  | "cloudDisabled"
  | "cloudUnreachable"
  | "proxyLogin"
  | "proxyLimit"
  | "noVision"
  | "unknownArchitecture"
  | "outOfMemory"
  | "crash"
  | "loadStall"
  | "busy"
  | "badImage"
  | "contextExceeded"
  | "notForChat"
  | "noEmbeddings"
  | "forbidden"
  | "unauthorised"
  | "rateLimited"
  | "gateway"
  | "nanEmbedding";

/** What a plan of faults decides by. */
export interface FaultQuestion {
  readonly path: string;
  /** Which request to this path it is, from 0. */
  readonly index: number;
  /** Hash of the first image; "" without one. */
  readonly imageHash: string;
  /** Which request with this image it is, from 0. */
  readonly attempt: number;
  /** Texts to embed. */
  readonly inputs: readonly string[];
}

/** By number of the chat request, or by anything that is known of a request. */
export type FaultPlan = readonly (Fault | undefined)[] | ((question: FaultQuestion) => Fault | undefined);

export interface StandInOptions {
  readonly era?: Era;
  readonly version?: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** Address of this machine to listen at; the loopback's if not said. */
  readonly address?: string;
  readonly models?: readonly FakeModel[];
  /** Models that a pull can get, with the sizes of their layers. */
  readonly pullable?: Readonly<Record<string, readonly number[]>>;
  /** From the start of the work on an image to its last byte. */
  readonly latencyMs?: number;
  /** To the headers and the first token; 60 % of the latency if not said. */
  readonly firstTokenMs?: number;
  /** Between two pieces; what is left of the latency by their number if not said. */
  readonly chunkMs?: number;
  /** For the first request to a model. */
  readonly loadMs?: number;
  /** Between two lines of a pull. */
  readonly pullLineMs?: number;
  readonly embedMs?: number;
  /** Requests that are worked on at once; 1 as with Ollama. */
  readonly parallel?: number;
  readonly maxQueue?: number;
  readonly faults?: FaultPlan;
  /** Layers of a pull come one after the other and not mixed. */
  readonly pullsInTurn?: boolean;
  /** Answers only requests with this Authorization header, as a proxy before it would. */
  readonly authorization?: string;
  /** Another way to embed than by words. */
  readonly embed?: (text: string, dimensions: number) => readonly number[];
}

/** A picture as it came. */
export interface SentImage {
  readonly bytes: number;
  readonly hash: string;
  /** The first three bytes in hex: they tell the format. */
  readonly head: string;
  /** Does it carry EXIF or XMP? */
  readonly hasMetadata: boolean;
}

/** What a request was and what became of it; times in milliseconds since the epoch, with fractions. */
export interface RequestRecord {
  readonly path: string;
  readonly method: string;
  readonly arrivedAt: number;
  /** When its turn came. */
  startedAt?: number;
  firstByteAt?: number;
  endedAt?: number;
  /** When the client closed the connection before the end. */
  abortedAt?: number;
  status?: number;
  model?: string;
  images: readonly SentImage[];
  /** Fields that were asked for. */
  asked: readonly string[];
  /** Was a schema sent? */
  constrained: boolean;
  /** The Authorization header. */
  readonly authorization?: string;
  /** The body as it came, without the images. */
  body: Readonly<Record<string, unknown>>;
}

/** A running stand-in. */
export interface StandIn {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly RequestRecord[];
  /** Chat requests that carried an image. */
  readonly looks: readonly RequestRecord[];
  /** How often each image came, by hash. */
  imageCounts(): ReadonlyMap<string, number>;
  /** Forgets the requests so far. */
  forget(): void;
  /** Changes what goes wrong from now on; nothing, if absent. */
  setFaults(plan?: FaultPlan): void;
  setModels(models: readonly FakeModel[]): void;
  /** From now on lets such requests wait when their turn has come, before any work, until the answered function is called. */
  hold(which: (request: RequestRecord) => boolean): () => void;
  close(): Promise<void>;
}
