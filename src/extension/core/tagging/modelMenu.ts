/** What is offered when a person chooses a model: the installed ones that may see, the best first, and what is worth getting. */
import { canLoad, cannotSee, isCloudName, isSameModel, type ModelInfo } from "./modelChoice.ts";

/** An installed model as a choice. */
export interface ModelChoiceEntry {
  readonly model: ModelInfo;
  /** Does the server say that it takes pictures? It is not always right about that. */
  readonly vision: "yes" | "unsaid";
  readonly isCloud: boolean;
  /** False where this version of the server cannot load it, which is said rather than hidden. */
  readonly isLoadable: boolean;
}

/** A model that can be pulled. */
export interface RecommendedModel {
  readonly name: string;
  /** As the library of Ollama states it. */
  readonly downloadBytes: number;
  /** `best`: coverage for its size; `fine`: most tags; `large`: wants a graphics card of 12 GB or patience; `small`: says less. */
  readonly purpose: "best" | "fine" | "large" | "small" | "meaning";
}

const gibibyte = 2 ** 30;
const gigabyte = 1e9;

/**
 * Vision models by measured coverage for the memory that a computer of that size can spare: a model wants its download and about
 * 1.5 GB more. A machine's memory is a little less than its label says, so the limits lie between the usual sizes.
 */
const recommendedUpTo: readonly { readonly memoryBytes: number; readonly models: readonly RecommendedModel[] }[] = [
  {
    memoryBytes: 9 * gibibyte,
    models: [
      { name: "qwen3.5:2b", downloadBytes: 2.7 * gigabyte, purpose: "small" },
      { name: "minicpm-v4.6:1b", downloadBytes: 1.6 * gigabyte, purpose: "small" },
    ],
  },
  {
    memoryBytes: 18 * gibibyte,
    models: [
      { name: "qwen3.5:4b", downloadBytes: 3.4 * gigabyte, purpose: "best" },
      { name: "gemma3:4b", downloadBytes: 3.3 * gigabyte, purpose: "best" },
      { name: "qwen3-vl:4b-instruct", downloadBytes: 3.3 * gigabyte, purpose: "fine" },
      { name: "qwen3.5:2b", downloadBytes: 2.7 * gigabyte, purpose: "small" },
    ],
  },
  {
    memoryBytes: Number.POSITIVE_INFINITY,
    models: [
      { name: "qwen3.5:4b", downloadBytes: 3.4 * gigabyte, purpose: "best" },
      { name: "gemma4", downloadBytes: 9.6 * gigabyte, purpose: "large" },
      { name: "qwen3-vl:8b-instruct", downloadBytes: 6.1 * gigabyte, purpose: "fine" },
      { name: "gemma3:4b", downloadBytes: 3.3 * gigabyte, purpose: "best" },
    ],
  },
];

/** For meaning search; small enough for every computer. */
const embeddingModel: RecommendedModel = {
  name: "embeddinggemma",
  downloadBytes: 0.62 * gigabyte,
  purpose: "meaning",
};

/** Installed models without those that surely cannot look at a picture; those that say they can come first, then the smaller ones. */
export function visionChoices(models: readonly ModelInfo[], version: string): readonly ModelChoiceEntry[] {
  return models
    .filter((model) => !cannotSee(model))
    .map((model) => ({
      model,
      vision: model.capabilities?.includes("vision") ? ("yes" as const) : ("unsaid" as const),
      isCloud: model.isCloud || isCloudName(model.name),
      isLoadable: canLoad(model, version),
    }))
    .toSorted((a, b) => rank(a) - rank(b) || a.model.sizeBytes - b.model.sizeBytes);
}

/** Models that suit a computer with so much memory and are not installed, the best first. */
export function modelsToGet(models: readonly ModelInfo[], memoryBytes: number): readonly RecommendedModel[] {
  const suited = recommendedUpTo.find((row) => memoryBytes <= row.memoryBytes)?.models ?? [];
  return [...suited, embeddingModel].filter(({ name }) => !models.some((model) => isSameModel(model.name, name)));
}

function rank({ vision, isCloud, isLoadable }: ModelChoiceEntry): number {
  return (isLoadable ? 0 : 8) + (vision === "yes" ? 0 : 2) + (isCloud ? 1 : 0);
}
