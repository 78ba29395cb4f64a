/** Translates what an OpenAI-compatible server and the network say into failures by name, each with a remedy. */
import type { Reason } from "../../../shared/failures.ts";
import { EngineFailure, type Retry } from "../../core/tagging/engineFailure.ts";
import { networkCodeOf } from "../../core/tagging/networkCode.ts";
import { readError, type SaidError } from "./saidError.ts";

/** What the request was for; the words of the remedy depend on it. */
export interface RequestContext {
  /** As it may be shown. */
  readonly host: string;
  readonly model?: string;
  /** What must not be shown; empty where the request carries no key. */
  readonly secrets: readonly string[];
}

/** A failure that the server itself told of: what it said shows which field of the request it does not take. */
export class AnsweredFailure extends EngineFailure {
  readonly status: number;
  readonly said: SaidError;

  constructor([reason, message, retry = "never"]: Meaning, status: number, said: SaidError) {
    super(reason, message, retry, new Error(`HTTP ${String(status)}: ${said.text}`));
    this.status = status;
    this.said = said;
  }
}

type Meaning = readonly [reason: Reason, message: string, retry?: Retry];

/** Texts that carry a meaning which status and code do not: many servers say 400 or 500 to all of them. First match counts. */
const knownTexts: readonly (readonly [RegExp, (context: RequestContext, says: string) => Meaning])[] = [
  [
    /no models? (?:is |are )?(?:currently )?loaded/iu,
    ({ host }, says) => [
      "modelMissing",
      `No model is loaded at ${host}. Load one there (in LM Studio: Developer, Load Model).${says}`,
    ],
  ],
  [
    /image input is not supported|mmproj|not a multimodal model|at most 0 images?|(?:does|do) ?n[o']t support (?:images?|vision|multimodal)|no endpoints found that support image|image_url.{0,40}(?:only supported|not supported|unsupported)|unknown variant .?image_url/iu,
    (context, says) => [
      "modelWithoutVision",
      `${modelOf(context)} at ${context.host} takes no pictures. Choose a vision model; llama-server also needs its --mmproj file.${says}`,
    ],
  ],
  [
    /does ?n[o']t support embed|not support the embed|--embeddings?\b|pooling type|no embeddings? (?:api|model)/iu,
    (context, says) => [
      "embedderUnavailable",
      `${modelOf(context)} at ${context.host} makes no embeddings. Choose an embedding model; llama-server needs --embeddings.${says}`,
    ],
  ],
  [
    /exceeds? the (?:available |model'?s )?(?:maximum )?context|maximum context length|context_length_exceeded|exceed_context_size|context (?:size|length|window)|larger than the max context|too large to process|tokens to keep from the initial prompt/iu,
    (_context, says) => [
      "engineRefused",
      `Picture and prompt do not fit into the model's context. Raise the server's context size or make the image size smaller.${says}`,
    ],
  ],
  [
    /failed to (?:load|decode|process) (?:the )?(?:image|audio or image)|cannot identify image|invalid (?:image|base64)|base64 encoded image|could not process image|image file is truncated/iu,
    ({ host }, says) => ["engineRefused", `The server at ${host} cannot decode the picture that it was sent.${says}`],
  ],
  [
    /out of ?memory|insufficient (?:system )?(?:memory|resources)|not enough memory|failed to allocate|out_of_device_memory/iu,
    (context, says) => [
      "outOfMemory",
      `There is not enough memory for ${modelOf(context)} at ${context.host}. Close other programs or choose a smaller model.${says}`,
    ],
  ],
  [
    /failed to load (?:the )?model|error loading model|unable to load model|unknown model architecture/iu,
    (context, says) => [
      "modelUnloadable",
      `The server at ${context.host} cannot load ${modelOf(context)}. Choose another model.${says}`,
    ],
  ],
  [
    /unexpected endpoint/iu,
    ({ host }, says) => ["engineRefused", `${host} has no such service. Correct the address; it ends in /v1.${says}`],
  ],
  [
    /has crashed|engine ?core|engine (?:is )?dead|unexpectedly (?:stopped|terminated)|channel error/iu,
    (context, says) => [
      "engineFailed",
      `The server at ${context.host} lost ${modelOf(context)} while it was at work. See its log.${says}`,
      "once",
    ],
  ],
];

const missingModel =
  /model.{0,250}(?:not found|does not exist|is not available)|(?:no such|unknown|invalid) model|not a valid model/iu;

/** The failure that an answer with an error status, or an error in a stream, stands for. */
export function failureOfResponse(status: number, body: string, context: RequestContext): AnsweredFailure {
  const said = readError(body, context.secrets);
  const says = said.text === "" ? "" : ` It says: ${said.text}`;
  return new AnsweredFailure(meaningOf(status, said, context, says), status, said);
}

function meaningOf(status: number, said: SaidError, context: RequestContext, says: string): Meaning {
  const { host, model } = context;
  const isOutOfQuota = /insufficient_quota|billing/iu.test(`${said.code} ${said.type}`);
  if (status === 402 || isOutOfQuota)
    return ["engineForbidden", `The account at ${host} has no credit left. Add some, or choose another server.${says}`];
  if (status === 429 || status === 503 || status === 529)
    return ["engineBusy", `The server at ${host} is busy or loads its model. It is tried again later.${says}`, "often"];
  if (status === 502 || status === 504)
    return ["engineUnreachable", `The gateway at ${host} does not reach the model server behind it.${says}`, "often"];
  if (status === 401 || status === 403) return forbidden(status, context, says);
  const isModelMissing = /model_not_found/u.test(said.code) || missingModel.test(said.text);
  if (said.isFromServer && model !== undefined && isModelMissing)
    return ["modelMissing", `${model} is not at ${host}. Load it there, or choose another model.${says}`];
  const known = knownTexts.find(([pattern]) => pattern.test(`${said.type} ${said.code} ${said.text}`));
  if (known) return known[1](context, says);
  if (status === 404 || status === 405)
    return [
      "engineRefused",
      `What answers at ${host} is no OpenAI-compatible server. Correct the address; it ends in /v1.${says}`,
    ];
  if (status === 413)
    return ["engineRefused", `The picture is too large for the server at ${host}. Make the image size smaller.${says}`];
  if (status >= 400 && status < 500)
    return ["engineRefused", `The server at ${host} refused the request (status ${String(status)}).${says}`];
  return ["engineFailed", `The server at ${host} failed (status ${String(status)}). See its log.${says}`];
}

function forbidden(status: number, { host, secrets, model }: RequestContext, says: string): Meaning {
  const store = "Set Access Key of a Model Server in the editor, IMAGE_TAGGER_OPENAI_KEY on the command line";
  if (status === 403)
    return [
      "engineForbidden",
      `The server at ${host} does not allow ${model ?? "this"}: check what its key may do.${says}`,
    ];
  return secrets.length === 0
    ? ["engineForbidden", `The server at ${host} asks for a key. Give it one: ${store}.${says}`]
    : ["engineForbidden", `The server at ${host} does not take its key. Give it another: ${store}.${says}`];
}

/** The failure that a thrown network error stands for; undefined for anything that is no network error. */
export function failureOfNetwork(thrown: unknown, { host }: RequestContext): EngineFailure | undefined {
  const code = networkCodeOf(thrown);
  if (code === undefined) return undefined;
  const build = (message: string, retry: Retry): EngineFailure =>
    new EngineFailure("engineUnreachable", message, retry, thrown);
  const start = "Start the server of LM Studio, llama-server or vLLM, or correct the address.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return build(`The host of ${host} is not known on this network. Correct the address.`, "never");
  if (code === "ECONNREFUSED") return build(`Nothing answers at ${host}. ${start}`, "often");
  if (/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)$/u.test(code))
    return build(`The connection to ${host} broke off. ${start}`, "often");
  if (/^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT)$/u.test(code))
    return build(`${host} cannot be reached. Check the network, the firewall and the address.`, "often");
  return build(`The connection to ${host} failed (${code}). Check the address.`, "never");
}

function modelOf({ model }: RequestContext): string {
  return model ?? "The model";
}
