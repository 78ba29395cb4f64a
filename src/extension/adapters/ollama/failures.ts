/** Translates what Ollama and the network say into failures by name, each with a remedy and whether to try again. */
import type { Reason } from "../../../shared/failures.ts";
import { EngineFailure, type Retry } from "../../core/tagging/engineFailure.ts";

/** What the request was for; the words of the remedy depend on it. */
export interface RequestContext {
  /** As it may be shown. */
  readonly host: string;
  readonly model?: string;
}

type Row = readonly [
  pattern: RegExp,
  reason: Reason,
  say: (context: RequestContext, text: string) => string,
  retry?: Retry,
];

const modelOf = ({ model }: RequestContext): string => model ?? "the model";
const otherModel = "Choose another vision model such as qwen3.5:4b or gemma3:4b.";

/** Texts that carry a meaning which the status (500 for all of them, or 400) does not; first match counts. */
const knownTexts: readonly Row[] = [
  [
    /unknown model architecture/iu,
    "modelUnloadable",
    (context) =>
      `This version of Ollama can no longer load ${modelOf(context)}: since 0.30 its architecture is not supported. ${otherModel}`,
  ],
  [
    /image input is not supported|missing data required for image input|does not support (?:images?|vision)/iu,
    "modelWithoutVision",
    (context) => `The model ${modelOf(context)} takes no pictures. ${otherModel}`,
  ],
  [
    /does not support (?:chat|completion|generate)/iu,
    "modelWithoutVision",
    (context) => `The model ${modelOf(context)} cannot describe pictures, it only makes embeddings. ${otherModel}`,
  ],
  [
    /does not support embed|this model does not support embeddings/iu,
    "embedderUnavailable",
    (context) => `The model ${modelOf(context)} makes no embeddings. Choose one such as embeddinggemma.`,
  ],
  [
    /out of ?memory|failed to allocate|not enough memory|insufficient memory|out_of_device_memory|more system memory/iu,
    "outOfMemory",
    (context, text) =>
      `There is not enough memory for ${modelOf(context)}. Close other programs or choose a smaller model. Ollama says: ${text}`,
  ],
  [
    /exceeds? the (?:available )?context|longer than the context|exceed_context_size/iu,
    "engineRefused",
    (_context, text) =>
      `The picture and the prompt do not fit into the model's context. Raise the context size or make the image size smaller. Ollama says: ${text}`,
  ],
  [
    /failed to load image|decode webp image|invalid image|unknown format/iu,
    "engineRefused",
    (context, text) => `Ollama at ${context.host} cannot decode the picture that it was sent. It says: ${text}`,
  ],
  [
    /manifest: file does not exist|manifest unknown/iu,
    "modelMissing",
    (context) => `There is no model ${modelOf(context)} in the Ollama library. Check its name on ollama.com/library.`,
  ],
  [
    /unexpectedly stopped|error was encountered while running the model/iu,
    "engineFailed",
    (context, text) => `Ollama lost ${modelOf(context)} while it was at work. See Ollama's log. It says: ${text}`,
    "once",
  ],
  [
    /error loading model|failed to load model|unable to load model|timed out waiting for llama/iu,
    "modelUnloadable",
    (context, text) =>
      `Ollama cannot load ${modelOf(context)}. Pull it again (\`ollama pull ${modelOf(context)}\`) or choose another. It says: ${text}`,
  ],
];

/** The failure that an answer with an error status, or an `error` line in a stream, stands for. */
export function failureOfResponse(status: number, body: string, context: RequestContext): EngineFailure {
  const { text, fromOllama } = errorText(body);
  const cause = new Error(`HTTP ${String(status)}: ${text}`);
  const build = (reason: Reason, message: string, retry?: Retry): EngineFailure =>
    new EngineFailure(reason, message, retry, cause);
  const says = text === "" ? "" : ` It says: ${text}`;
  if (status === 404 && fromOllama && context.model !== undefined && /model/iu.test(text)) {
    return build(
      "modelMissing",
      `The model ${context.model} is not installed at ${context.host}. Get it with \`ollama pull ${context.model}\`.`,
    );
  }
  if (status === 503 || status === 429) {
    return build("engineBusy", `Ollama at ${context.host} is busy. It is tried again later.${says}`, "often");
  }
  if (status === 502 || status === 504) {
    return build(
      "engineUnreachable",
      `The gateway at ${context.host} does not reach Ollama. Check that Ollama runs behind it.${says}`,
      "often",
    );
  }
  const known = knownTexts.find(([pattern]) => pattern.test(text));
  if (known) return build(known[1], known[2](context, text), known[3]);
  return build(...failureOfStatus(status, context, says));
}

function failureOfStatus(status: number, { host }: RequestContext, says: string): [Reason, string] {
  if (status === 401)
    return ["engineForbidden", `Ollama at ${host} asks to sign in. Run \`ollama signin\` there.${says}`];
  if (status === 403) {
    return [
      "engineForbidden",
      `Ollama at ${host} does not allow this. Check OLLAMA_ORIGINS there, the Host header of a proxy, or whether cloud models are switched off.${says}`,
    ];
  }
  if (status === 404) {
    return ["engineRefused", `What answers at ${host} is no Ollama server, or an old one. Check the address.${says}`];
  }
  if (status >= 400 && status < 499) {
    return ["engineRefused", `Ollama at ${host} refused the request (status ${String(status)}).${says}`];
  }
  return ["engineFailed", `Ollama at ${host} failed (status ${String(status)}). See Ollama's log.${says}`];
}

/** The failure that a thrown network error stands for; undefined for anything that is no network error. */
export function failureOfNetwork(thrown: unknown, { host }: RequestContext): EngineFailure | undefined {
  const code = networkCodeOf(thrown);
  if (code === undefined) return undefined;
  const build = (message: string, retry: Retry): EngineFailure =>
    new EngineFailure("engineUnreachable", message, retry, thrown);
  const start = "Start it with `ollama serve` or open the Ollama app, or correct the host in the settings.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return build(`The host of ${host} is not known on this network. Correct the host in the settings.`, "never");
  }
  if (code === "ECONNREFUSED") return build(`Ollama does not answer at ${host}. ${start}`, "often");
  if (/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)$/u.test(code)) {
    return build(`The connection to Ollama at ${host} broke off. ${start}`, "often");
  }
  if (/^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT)$/u.test(code)) {
    return build(`Ollama cannot be reached at ${host}. Check the network, the firewall and the host.`, "often");
  }
  return build(`The connection to Ollama at ${host} failed (${code}). Check the host in the settings.`, "never");
}

/** Looks for an error code in an error, its causes, and the errors that one stands for (two addresses of one host). */
function networkCodeOf(thrown: unknown, depth = 0): string | undefined {
  if (!(thrown instanceof Error) || depth > 4) return undefined;
  if ("code" in thrown && typeof thrown.code === "string" && thrown.code !== "UND_ERR") return thrown.code;
  const inner = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown.cause;
  return networkCodeOf(inner, depth + 1);
}

/** The sentence in an error body: Ollama's `error`, which may itself be the JSON of llama-server as a string. */
function errorText(body: string): { readonly text: string; readonly fromOllama: boolean } {
  let text = body;
  let fromOllama = false;
  for (let depth = 0; depth < 5; depth++) {
    const message = messageIn(text);
    if (message === undefined) break;
    fromOllama = true;
    text = message;
  }
  const isMarkup = /^\s*</u.test(text);
  return {
    text: isMarkup
      ? ""
      : text
          .replace(/[\s\p{C}]+/gu, " ")
          .trim()
          .slice(0, 400),
    fromOllama,
  };
}

function messageIn(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // plain text: the sentence itself
    return undefined;
  }
  for (let depth = 0; depth < 4 && typeof value === "object" && value !== null; depth++) {
    const { error, message } = value as { error?: unknown; message?: unknown };
    value = error ?? message;
  }
  return typeof value === "string" ? value : undefined;
}
