/** The error answers of real Ollama servers, word for word, of both eras. */
import type { Era, ErrorName } from "./ollamaTypes.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** The answer with which a server of that era reports this. */
export function errorAnswer(name: ErrorName, era: Era, model: string): ErrorAnswer {
  const { status, error } = (era === "old" ? oldErrors : newErrors)[name]?.(model) ?? commonErrors[name](model);
  return typeof error === "string"
    ? { status, body: JSON.stringify({ error }), contentType: "application/json; charset=utf-8" }
    : { status, body: error.raw, contentType: error.contentType };
}

type Build = (model: string) => {
  readonly status: number;
  readonly error: string | { readonly raw: string; readonly contentType: string };
};

/** Since 0.30 Ollama copies the body of llama-server as a string into its own. */
const nested = (code: number, message: string, type: string): string =>
  JSON.stringify({ error: { code, message, type } });

const oldErrors: Partial<Record<ErrorName, Build>> = {
  modelNotFound: (model) => ({ status: 404, error: `model "${model}" not found, try pulling it first` }),
  noVision: () => ({ status: 500, error: "this model is missing data required for image input" }),
  unknownArchitecture: () => ({
    status: 500,
    error: "unable to load model: error loading model architecture: unknown model architecture: 'mllama'",
  }),
  outOfMemory: () => ({
    status: 500,
    error: "model requires more system memory (12.4 GiB) than is available (7.1 GiB)",
  }),
  badImage: () => ({
    status: 500,
    error: "Failed to create new sequence: failed to process inputs: image: unknown format",
  }),
  contextExceeded: () => ({ status: 500, error: "input length exceeds the context length" }),
  crashLoading: () => ({ status: 500, error: "llama runner process has terminated: exit status 2" }),
  outOfDeviceMemory: () => ({
    status: 500,
    error: "llama runner process has terminated: cudaMalloc failed: out of memory",
  }),
  killed: () => ({ status: 500, error: "llama runner process has terminated: signal: killed" }),
  loadStall: () => ({ status: 500, error: "timed out waiting for llama runner to start - progress 0.00 - " }),
};

const newErrors: Partial<Record<ErrorName, Build>> = {
  modelNotFound: (model) => ({ status: 404, error: `model '${model}' not found` }),
  noVision: () => ({
    status: 500,
    error: nested(
      500,
      "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
      "server_error",
    ),
  }),
  unknownArchitecture: () => ({
    status: 500,
    error:
      "llama-server process has terminated: exit status 1: error loading model: unknown model architecture: 'mllama'",
  }),
  outOfMemory: () => ({
    status: 500,
    error:
      "llama-server process has terminated: exit status 1: ggml_backend_cuda_buffer_type_alloc_buffer: " +
      "allocating 5120.00 MiB on device 0: cudaMalloc failed: out of memory",
  }),
  badImage: () => ({
    status: 400,
    error: nested(400, "Failed to load image or audio file", "invalid_request_error"),
  }),
  contextExceeded: () => ({
    status: 400,
    error: nested(
      400,
      "request (4165 tokens) exceeds the available context size (4096 tokens), try increasing it",
      "exceed_context_size_error",
    ),
  }),
  badWebp: () => ({ status: 400, error: "decode WebP image: webp: invalid format" }),
  crashLoading: () => ({
    status: 500,
    error: "llama-server process has terminated: signal: aborted (core dumped): GGML_ASSERT(n_tokens >= 0) failed",
  }),
  outOfDeviceMemory: () => ({
    status: 500,
    error: "llama-server process has terminated: exit status 1: ggml_vulkan: vk_error_out_of_device_memory",
  }),
  killed: () => ({ status: 500, error: "llama-server process has terminated: signal: killed" }),
  loadStall: () => ({ status: 500, error: "timed out waiting for llama-server to start - progress 0.00 - " }),
};

const commonErrors: Record<ErrorName, Build> = {
  modelNotFound: (model) => ({ status: 404, error: `model '${model}' not found` }),
  noVision: () => ({ status: 500, error: "image input is not supported" }),
  unknownArchitecture: () => ({ status: 500, error: "unknown model architecture: 'mllama'" }),
  outOfMemory: () => ({ status: 500, error: "out of memory" }),
  badImage: () => ({ status: 400, error: "Failed to load image or audio file" }),
  contextExceeded: () => ({ status: 400, error: "the input length exceeds the context length" }),
  loadStall: () => ({ status: 500, error: "timed out waiting for llama-server to start" }),
  crash: () => ({
    status: 500,
    error:
      "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, " +
      "check ollama server logs for details",
  }),
  // two spaces, as the server writes it
  busy: () => ({ status: 503, error: "server busy, please try again.  maximum pending requests exceeded" }),
  notForChat: (model) => ({ status: 400, error: `"${model}" does not support chat` }),
  noEmbeddings: () => ({ status: 500, error: "this model does not support embeddings" }),
  forbidden: () => ({ status: 403, error: { raw: "", contentType: "text/plain" } }),
  unauthorised: () => ({
    status: 401,
    error: {
      raw: JSON.stringify({ error: "unauthorized", signin_url: "https://ollama.com/connect" }),
      contentType: "application/json; charset=utf-8",
    },
  }),
  rateLimited: () => ({ status: 429, error: "you have reached your hourly usage limit" }),
  gateway: () => ({
    status: 502,
    error: { raw: "<html><body><h1>502 Bad Gateway</h1></body></html>", contentType: "text/html" },
  }),
  modelRequired: () => ({ status: 400, error: "model is required" }),
  badBody: () => ({ status: 400, error: "missing request body" }),
  badBase64: () => ({ status: 400, error: "illegal base64 data at input byte 4" }),
  noThinking: (model) => ({ status: 400, error: `"${model}" does not support thinking` }),
  notForCompletion: (model) => ({ status: 400, error: `"${model}" does not support completion` }),
  promptTooLong: () => ({
    status: 400,
    error: "the prompt is longer than the context length currently available (4096), increase num_ctx",
  }),
  badWebp: () => ({ status: 500, error: "Failed to create new sequence: image: unknown format" }),
  crashRunning: () => ({ status: 500, error: "an error was encountered while running the model: unexpected EOF" }),
  crashLoading: () => ({ status: 500, error: "llama-server process has terminated: exit status 2" }),
  outOfDeviceMemory: () => ({ status: 500, error: "failed to allocate buffer of size 5368709120" }),
  killed: () => ({ status: 500, error: "llama-server process has terminated: signal: killed" }),
  cancelled: () => ({ status: 499, error: "request canceled" }),
  cloudDisabled: () => ({ status: 403, error: "ollama cloud is disabled: remote model is unavailable" }),
  cloudUnreachable: () => ({ status: 502, error: "error getting credentials or reaching ollama.com" }),
  proxyLogin: () => ({
    status: 401,
    error: { raw: "<html><head><title>401 Authorization Required</title></head></html>", contentType: "text/html" },
  }),
  proxyLimit: () => ({
    status: 413,
    error: { raw: "<html><head><title>413 Request Entity Too Large</title></head></html>", contentType: "text/html" },
  }),
  nanEmbedding: () => ({ status: 400, error: "embedding contains NaN or Inf values" }),
};

/** All of them. */
export const errorNames = Object.keys(commonErrors) as readonly ErrorName[];
