/** Which of the installed models to use: names, capabilities, and an order of preference by measured quality. */

/** An installed model, as far as the server tells. */
export interface ModelInfo {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly family: string;
  /** "4.3B"; absent where the server does not say. */
  readonly parameterSize?: string;
  /** What the server thinks the model can do; a hint, known to be wrong for some; absent where it does not say. */
  readonly capabilities?: readonly string[];
  /** True where the work is done on another company's machines: pictures would leave this one. */
  readonly isCloud: boolean;
}

/**
 * Vision models from best to worst, by coverage of labels and speed as PhotoPrism measured them (August 2026), then
 * older families. A name without a tag stands for all its sizes.
 */
const visionPreference = [
  "qwen3.5:4b",
  "gemma4:latest",
  "gemma4:e4b",
  "gemma4:e2b",
  "gemma4",
  "gemma3:4b",
  "qwen3-vl:4b-instruct",
  "qwen3-vl:8b-instruct",
  "minicpm-v4.5",
  "qwen3.5:9b",
  "gemma3",
  "qwen3-vl",
  "minicpm-v4.6",
  "qwen3.5",
  "qwen2.5vl",
  "mistral-small3.2",
  "minicpm-v",
  "granite3.2-vision",
  "llava-llama3",
  "llava",
  "moondream",
] as const;

/** Members of those families that take no pictures. */
const textOnly = /^(?:gemma3:(?:1b|270m))\b/u;

/** In this order, because the text of a record is short and often not English. */
const embeddingPreference = [
  "embeddinggemma",
  "nomic-embed-text",
  "qwen3-embedding",
  "bge-m3",
  "mxbai-embed-large",
  "snowflake-arctic-embed2",
  "all-minilm",
] as const;

/** The best installed model for looking at pictures; never one in the cloud; undefined if there is none. */
export function bestVisionModel(models: readonly ModelInfo[]): ModelInfo | undefined {
  const candidates = models.filter((model) => !model.isCloud && !cannotSee(model) && !runsNoLonger(model));
  return best(candidates, visionPreference) ?? bySize(candidates.filter((model) => hasCapability(model, "vision")))[0];
}

/** The best installed model for embeddings; never one in the cloud; undefined if there is none. */
export function bestEmbeddingModel(models: readonly ModelInfo[]): ModelInfo | undefined {
  return best(
    models.filter((model) => !model.isCloud),
    embeddingPreference,
  );
}

/** The installed model that a name means: "embeddinggemma" is "embeddinggemma:latest". */
export function findModel(models: readonly ModelInfo[], name: string): ModelInfo | undefined {
  return models.find((model) => isSameModel(model.name, name));
}

/** True if two names mean the same model. */
export function isSameModel(one: string, other: string): boolean {
  return fullName(one) === fullName(other);
}

/** True for a name that Ollama runs on its own servers. */
export function isCloudName(name: string): boolean {
  return /[:-]cloud$/u.test(fullName(name));
}

/** True for a model that surely takes no pictures. The lack of "vision" alone proves nothing: servers get it wrong. */
export function cannotSee(model: ModelInfo): boolean {
  if (textOnly.test(fullName(model.name))) return true;
  return hasCapability(model, "embedding") && !hasCapability(model, "completion");
}

/** False for the family (Llama 3.2 Vision) that Ollama can no longer load since version 0.30, on such a server. */
export function canLoad(model: ModelInfo, version: string): boolean {
  return !runsNoLonger(model) || !isAtLeast(version, 0, 30);
}

function runsNoLonger(model: ModelInfo): boolean {
  return model.family === "mllama" || fullName(model.name).startsWith("llama3.2-vision:");
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

function best(models: readonly ModelInfo[], preference: readonly string[]): ModelInfo | undefined {
  for (const wanted of preference) {
    const exact = wanted.includes(":");
    const fitting = models.filter((model) =>
      exact ? isSameModel(model.name, wanted) : fullName(model.name).startsWith(`${wanted}:`),
    );
    const [smallest] = bySize(fitting);
    if (smallest) return smallest;
  }
  return undefined;
}

/** Smallest first: it runs on most machines; the name decides between equals, so that the choice is always the same. */
function bySize(models: readonly ModelInfo[]): ModelInfo[] {
  return models.toSorted((a, b) => a.sizeBytes - b.sizeBytes || (a.name < b.name ? -1 : 1));
}

function hasCapability(model: ModelInfo, capability: string): boolean {
  return model.capabilities?.includes(capability) ?? false;
}

function fullName(name: string): string {
  const folded = name
    .trim()
    .toLowerCase()
    .replace(/^(?:registry\.ollama\.ai\/)?library\//u, "");
  const lastPart = folded.slice(folded.lastIndexOf("/") + 1);
  return lastPart.includes(":") ? folded : `${folded}:latest`;
}
