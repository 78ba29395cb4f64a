/** What is offered when a person chooses a model: the installed ones that may see, the best first, and what is worth getting. */
import { cannotSee, isCloudName, isSameModel, runsNoLonger, type ModelInfo } from "./modelChoice.ts";

/** An installed model as a choice. */
export interface ModelChoiceEntry {
  readonly model: ModelInfo;
  /** Does the server say that it takes pictures? It is not always right about that. */
  readonly vision: "yes" | "unsaid";
  readonly isCloud: boolean;
}

/** A model that can be pulled. */
export interface RecommendedModel {
  readonly name: string;
  /** As the library of Ollama states it. */
  readonly downloadBytes: number;
  readonly purpose: "best" | "small" | "meaning";
}

/** Vision models by measured quality for their size, and the embedding model for meaning search. */
const recommended: readonly RecommendedModel[] = [
  { name: "qwen3.5:4b", downloadBytes: 3.4e9, purpose: "best" },
  { name: "gemma3:4b", downloadBytes: 3.3e9, purpose: "best" },
  { name: "qwen3.5:2b", downloadBytes: 2.7e9, purpose: "small" },
  { name: "embeddinggemma", downloadBytes: 0.62e9, purpose: "meaning" },
];

/** Installed models without those that surely cannot look at a picture; those that say they can come first, then the smaller ones. */
export function visionChoices(models: readonly ModelInfo[]): readonly ModelChoiceEntry[] {
  return models
    .filter((model) => !cannotSee(model) && !runsNoLonger(model))
    .map((model) => ({
      model,
      vision: model.capabilities?.includes("vision") ? ("yes" as const) : ("unsaid" as const),
      isCloud: model.isCloud || isCloudName(model.name),
    }))
    .toSorted((a, b) => rank(a) - rank(b) || a.model.sizeBytes - b.model.sizeBytes);
}

/** Recommended models that are not installed. */
export function modelsToGet(models: readonly ModelInfo[]): readonly RecommendedModel[] {
  return recommended.filter(({ name }) => !models.some((model) => isSameModel(model.name, name)));
}

function rank({ vision, isCloud }: ModelChoiceEntry): number {
  return (vision === "yes" ? 0 : 2) + (isCloud ? 1 : 0);
}
