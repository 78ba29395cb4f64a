/** What the error texts of Ollama servers of all versions mean, where the status (mostly 500) does not say it. */
import type { Reason } from "../../../shared/failures.ts";
import type { Retry } from "../../core/tagging/engineFailure.ts";

/** What the request was for; the words of the remedy depend on it. */
export interface RequestContext {
  /** As it may be shown. */
  readonly host: string;
  readonly model?: string;
  /** Name, password and key of the request, which must not stand in any message. */
  readonly secrets?: readonly string[];
}

/** A text, what it means, and what is said of it. */
interface KnownText {
  readonly pattern: RegExp;
  readonly reason: Reason;
  readonly say: (context: RequestContext, text: string) => string;
  readonly retry?: Retry;
}

const modelOf = ({ model }: RequestContext): string => model ?? "the model";
const otherModel = "Choose another vision model such as qwen3.5:4b or gemma3:4b.";

/** About the model and the picture. */
const lookTexts: readonly KnownText[] = [
  {
    pattern: /unknown model architecture/iu,
    reason: "modelUnloadable",
    say: (context) =>
      `This version of Ollama can no longer load ${modelOf(context)}: since 0.30 its architecture is not supported. ${otherModel}`,
  },
  {
    pattern: /image input is not supported|missing data required for image input|does not support (?:images?|vision)/iu,
    reason: "modelWithoutVision",
    say: (context) => `The model ${modelOf(context)} takes no pictures. ${otherModel}`,
  },
  {
    pattern: /does not support (?:chat|completion|generate)/iu,
    reason: "modelWithoutVision",
    say: (context) => `The model ${modelOf(context)} cannot describe pictures, it only makes embeddings. ${otherModel}`,
  },
  {
    pattern: /does not support embed|this model does not support embeddings/iu,
    reason: "embedderUnavailable",
    say: (context) => `The model ${modelOf(context)} makes no embeddings. Choose one such as embeddinggemma.`,
  },
  {
    // "signal: killed" is what is left of a process that the system ended for want of memory
    pattern:
      /out of ?memory|failed to allocate|not enough memory|insufficient memory|out_of_(?:device|host)_memory|more system memory|terminated: signal: killed/iu,
    reason: "outOfMemory",
    say: (context, text) =>
      `There is not enough memory for ${modelOf(context)}. Close other programs or choose a smaller model. Ollama says: ${text}`,
  },
  {
    pattern: /exceeds? the (?:available )?context|longer than the context|exceed_context_size/iu,
    reason: "engineRefused",
    say: (_context, text) =>
      `The picture and the prompt do not fit into the model's context. Raise the context size or make the image size smaller. Ollama says: ${text}`,
  },
  {
    pattern: /failed to load image|decode webp image|invalid image|unknown format|illegal base64/iu,
    reason: "engineRefused",
    say: (context, text) => `Ollama at ${context.host} cannot decode the picture that it was sent. It says: ${text}`,
  },
];

/** About downloads. */
const pullTexts: readonly KnownText[] = [
  {
    pattern: /manifest: file does not exist|manifest unknown/iu,
    reason: "modelMissing",
    say: (context) =>
      `There is no model ${modelOf(context)} in the Ollama library. Check its name on ollama.com/library.`,
  },
  {
    pattern: /invalid model name|model name is invalid|model is required/iu,
    reason: "modelMissing",
    say: (context) => `"${context.model ?? ""}" is no name of a model. Write it like qwen3.5:4b.`,
  },
  {
    pattern: /no space left on device|not enough space on the disk|disk quota exceeded/iu,
    reason: "diskFull",
    say: (context) =>
      `The disk of the Ollama server at ${context.host} is full. Make room there, or move its models (OLLAMA_MODELS); a download then goes on where it stood.`,
  },
  {
    pattern: /requires a newer version of ollama/iu,
    reason: "modelUnloadable",
    say: (context) =>
      `The model ${modelOf(context)} needs a newer Ollama than the one at ${context.host}. Update it, or choose another model.`,
  },
  {
    pattern: /digest mismatch/iu,
    reason: "engineFailed",
    say: (context) => `The download of ${modelOf(context)} was damaged on its way. Pull it again.`,
  },
  {
    pattern: /dial tcp|no such host|max retries exceeded|TLS handshake|i\/o timeout/iu,
    reason: "engineUnreachable",
    say: (context, text) =>
      `Ollama at ${context.host} does not reach its library on the internet. Check the network there and try again; a download goes on where it stood. It says: ${text}`,
  },
];

/** About the server's processes. What loads a model comes last: its texts also name the causes above. */
const serverTexts: readonly KnownText[] = [
  {
    pattern: /timed out waiting for (?:llama|model|server)/iu,
    reason: "modelUnloadable",
    say: (context, text) =>
      `Ollama at ${context.host} did not get ${modelOf(context)} loaded in its time. Choose a smaller model, or give it longer (OLLAMA_LOAD_TIMEOUT there). It says: ${text}`,
  },
  {
    pattern: /error loading model|failed to load model|unable to load model/iu,
    reason: "modelUnloadable",
    say: (context, text) =>
      `Ollama cannot load ${modelOf(context)}. Pull it again (\`ollama pull ${modelOf(context)}\`) or choose another. It says: ${text}`,
  },
  {
    pattern:
      /unexpectedly stopped|error was encountered while running the model|(?:runner|llama-server) process (?:has )?terminated/iu,
    reason: "engineFailed",
    say: (context, text) => `Ollama lost ${modelOf(context)} while it was at work. See Ollama's log. It says: ${text}`,
    retry: "once",
  },
];

const knownTexts = [...lookTexts, ...pullTexts, ...serverTexts];

/** The meaning of a text; the first match counts. */
export function knownText(text: string): KnownText | undefined {
  return knownTexts.find(({ pattern }) => pattern.test(text));
}
