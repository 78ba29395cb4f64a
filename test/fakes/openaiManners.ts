/** The lists and the error answers of LM Studio, llama-server and vLLM, word for word as far as they are known. */
import type { Manner, ServedError, ServedFake } from "./openaiTypes.ts";

/** An answer that is no stream. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/** What each serves where nobody says otherwise. */
export const usualServed: Readonly<Record<Manner, readonly ServedFake[]>> = {
  lmstudio: [
    { name: "qwen/qwen3-4b", kind: "llm", loaded: true },
    { name: "google/gemma-3-4b", kind: "vlm", loaded: false },
    { name: "qwen/qwen2.5-vl-7b", kind: "vlm", loaded: true },
    { name: "text-embedding-nomic-embed-text-v1.5", kind: "embeddings", loaded: false, dimensions: 48 },
  ],
  llamacpp: [{ name: "gemma-3-4b-it-Q4_K_M.gguf", kind: "vlm", dimensions: 48 }],
  vllm: [{ name: "Qwen/Qwen2.5-VL-3B-Instruct", kind: "vlm", dimensions: 48 }],
};

/** The answer to GET /models. */
export function listOf(manner: Manner, models: readonly ServedFake[]): object {
  const created = 1_760_000_000;
  switch (manner) {
    case "lmstudio":
      return {
        object: "list",
        data: models.map(({ name }) => ({ id: name, object: "model", owned_by: "organization_owner" })),
      };
    case "llamacpp":
      return {
        models: models.map(({ name, kind }) => ({
          name,
          model: name,
          type: "model",
          capabilities: kind === "vlm" ? ["completion", "multimodal"] : ["completion"],
          details: { format: "gguf" },
        })),
        object: "list",
        data: models.map(({ name }) => ({
          id: name,
          object: "model",
          created,
          owned_by: "llamacpp",
          meta: { n_ctx_train: 131_072, n_params: 3_880_099_328, size: 2_368_280_576 },
        })),
      };
    case "vllm":
      return {
        object: "list",
        data: models.map(({ name }) => ({
          id: name,
          object: "model",
          created,
          owned_by: "vllm",
          root: name,
          parent: null,
          max_model_len: 32_768,
          permission: [{ id: "modelperm-1", object: "model_permission" }],
        })),
      };
  }
}

/** LM Studio's own list, with what each model can do. */
export function nativeListOf(models: readonly ServedFake[]): object {
  return {
    object: "list",
    data: models.map(({ name, kind, loaded }) => ({
      id: name,
      object: "model",
      type: kind,
      state: loaded ? "loaded" : "not-loaded",
      max_context_length: 32_768,
    })),
  };
}

/** The answer to a path that the server does not know: LM Studio says so under status 200. */
export function unknownPath(manner: Manner, method: string, path: string): PlainAnswer {
  if (manner === "lmstudio") return plain(200, { error: `Unexpected endpoint or method. (${method} ${path})` });
  return manner === "vllm"
    ? plain(404, { detail: "Not Found" })
    : plain(404, { error: { code: 404, message: "File Not Found", type: "not_found_error" } });
}

/** The answer with which a server of that manner reports this. */
export function servedError(error: ServedError, manner: Manner, model: string): PlainAnswer {
  return (own[manner][error] ?? common[error])(model);
}

type Build = (model: string) => PlainAnswer;

const plain = (status: number, body: object): PlainAnswer => ({ status, body: JSON.stringify(body) });
const openai = (status: number, message: string, more: object = {}): PlainAnswer =>
  plain(status, { error: { message, type: "invalid_request_error", param: null, code: null, ...more } });
const llama = (code: number, message: string, type: string): PlainAnswer =>
  plain(code, { error: { code, message, type } });
const vllm = (code: number, message: string, type: string): PlainAnswer =>
  plain(code, { object: "error", message, type, param: null, code });

const own: Readonly<Record<Manner, Partial<Record<ServedError, Build>>>> = {
  lmstudio: {
    modelNotFound: (model) =>
      openai(400, `Invalid model identifier "${model}". Please specify a valid downloaded model.`),
    noVision: () => plain(400, { error: "Model does not support images. Please use a model that does." }),
    contextExceeded: () =>
      plain(400, {
        error:
          "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length.",
      }),
    badImage: () => plain(400, { error: "'url' field must be a base64 encoded image." }),
    outOfMemory: (model) =>
      openai(
        400,
        `Failed to load model "${model}". Error: Model loading was stopped due to insufficient system resources.`,
      ),
    crash: () => plain(400, { error: "The model has crashed without additional information. (Exit code: null)" }),
  },
  llamacpp: {
    noVision: () =>
      llama(
        500,
        "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
        "server_error",
      ),
    contextExceeded: () =>
      llama(
        400,
        "request (4165 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "exceed_context_size_error",
      ),
    badImage: () => llama(400, "Failed to load image or audio file", "invalid_request_error"),
    unauthorised: () => llama(401, "Invalid API Key", "authentication_error"),
    loading: () => llama(503, "Loading model", "unavailable_error"),
    noEmbeddings: () =>
      llama(501, "This server does not support embeddings. Start it with `--embeddings`", "not_supported_error"),
  },
  vllm: {
    modelNotFound: (model) => vllm(404, `The model \`${model}\` does not exist.`, "NotFoundError"),
    noVision: (model) => vllm(400, `${model} is not a multimodal model`, "BadRequestError"),
    contextExceeded: () =>
      vllm(
        400,
        "'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum context length is 2048 tokens and your request has 1900 input tokens.",
        "BadRequestError",
      ),
    badImage: () => vllm(400, "cannot identify image file <_io.BytesIO object at 0x7f>", "BadRequestError"),
    unauthorised: () => plain(401, { error: "Unauthorized" }),
    crash: () =>
      vllm(500, "EngineCore encountered an issue. See stack trace for the root cause.", "InternalServerError"),
    noEmbeddings: () => vllm(400, "The model does not support Embeddings API", "BadRequestError"),
  },
};

const common: Readonly<Record<ServedError, Build>> = {
  modelNotFound: (model) => openai(404, `The model '${model}' does not exist`, { code: "model_not_found" }),
  noModelLoaded: () =>
    openai(404, "No models loaded. Please load a model in the developer page or use the 'lms load' command.", {
      param: "model",
      code: "model_not_found",
    }),
  noVision: () => openai(400, "Invalid content type. image_url is only supported by certain models."),
  contextExceeded: () => openai(400, "Too long.", { code: "context_length_exceeded", param: "messages" }),
  badImage: () => openai(400, "You uploaded an unsupported image: invalid image."),
  outOfMemory: () =>
    plain(500, { error: { code: 500, message: "cudaMalloc failed: out of memory", type: "server_error" } }),
  unauthorised: () => openai(401, "Incorrect API key provided.", { code: "invalid_api_key" }),
  forbidden: () => openai(403, "This key may not use this model."),
  loading: () => plain(503, { error: "busy" }),
  rateLimited: () => openai(429, "Rate limit reached for requests", { code: "rate_limit_exceeded" }),
  quota: () =>
    openai(429, "You exceeded your current quota, please check your plan.", {
      type: "insufficient_quota",
      code: "insufficient_quota",
    }),
  gateway: () => ({ status: 502, body: "<html><body>502 Bad Gateway</body></html>" }),
  crash: () =>
    plain(500, { error: { code: 500, message: "llama runner terminated: channel error", type: "server_error" } }),
  noEmbeddings: () => plain(400, { error: "This model does not support embeddings" }),
  tooLarge: () => ({ status: 413, body: "<html>413 Request Entity Too Large</html>" }),
};
