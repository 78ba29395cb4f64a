/** Chooses among the models that an OpenAI-compatible server lists, of which it says little, and gives the reason. */
import type { FailureData } from "../../../shared/failures.ts";
import type { EngineDecision } from "./chooseEngine.ts";
import { isLoopback, shownHost } from "./hosts.ts";
import { isCloudName } from "./modelChoice.ts";

/** A model as a server lists it. */
export interface ServedModel {
  readonly name: string;
  /** Does it take pictures, as the server says? A hint. */
  readonly vision: "yes" | "no" | "unsaid";
  /** Does it make vectors and nothing else? */
  readonly isEmbedder: boolean;
  /** Is it in memory now? Absent where the server does not say. */
  readonly isLoaded?: boolean;
}

/** What the server said when it was asked: its models, or why it did not answer. */
export type ServedFinding = { readonly models: readonly ServedModel[] } | { readonly failure: FailureData };

/** `base`: the server's address. `model` is "" for the one that is loaded, or the first that is listed. */
export interface ServedSetting {
  readonly base: string;
  readonly model: string;
}

/** Either such a server looks at the images or nothing does. */
export type ServedDecision = Extract<EngineDecision, { readonly engine: "openai" | "none" }>;

/** The model to use and why; `none` with the remedy where there is none. Never the built-in analysis: another engine was set. */
export function chooseServed({ base, model }: ServedSetting, finding: ServedFinding): ServedDecision {
  if ("failure" in finding) return { engine: "none", failure: finding.failure };
  const wanted = model.trim();
  const found = wanted === "" ? firstServed(finding.models) : findServed(finding.models, wanted);
  const failure = found ? unfit(found) : missing(base, wanted, finding.models);
  if (!found || failure) return { engine: "none", failure: failure ?? missing(base, wanted, finding.models) };
  const why =
    wanted !== "" ? "it is set as model" : found.isLoaded ? "it is loaded there" : "it is the first that is listed";
  // Ollama's own /v1 hands such models on to ollama.com
  const leavesMachine = !isLoopback(base) || isCloudName(found.name);
  const away = leavesMachine ? " The images leave this machine." : "";
  const reason = `The server at ${shownHost(base)} looks at the images with ${found.name}: ${why}.${away}`;
  return { engine: "openai", model: found.name, host: base, reason, leavesMachine };
}

/** The model that a name means: in any case, and by its last part alone where only one ends so. */
export function findServed(models: readonly ServedModel[], wanted: string): ServedModel | undefined {
  const name = wanted.trim().toLowerCase();
  const exact =
    models.find((model) => model.name === wanted) ?? models.find((model) => model.name.toLowerCase() === name);
  if (exact) return exact;
  const byEnd = models.filter((model) => lastPart(model.name) === name);
  return byEnd.length === 1 ? byEnd[0] : undefined;
}

/** A sentence for a model that a server does not list, with those that it does. */
export function missing(base: string, wanted: string, models: readonly ServedModel[]): FailureData {
  const names = models.slice(0, 5).map(({ name }) => name.slice(0, 100));
  const listed = names.length === 0 ? "no model at all" : `${names.join(", ")}${models.length > 5 ? ", …" : ""}`;
  const what = wanted === "" ? "no model that looks at pictures" : `no model ${wanted}`;
  return {
    reason: "modelMissing",
    message: `The server at ${shownHost(base)} has ${what}. Load it there, or choose another. It lists ${listed}.`,
  };
}

/** For names alone tell which models make vectors where the server does not. */
export function isEmbedderName(name: string): boolean {
  return /embed|rerank|^(?:bge|e5|gte|all-minilm|jina-clip)[-_]/u.test(lastPart(name));
}

function firstServed(models: readonly ServedModel[]): ServedModel | undefined {
  const fit = models.filter((model) => !unfit(model));
  const rank = ({ vision, isLoaded }: ServedModel): number => (isLoaded ? 2 : 0) + (vision === "yes" ? 1 : 0);
  // what surely sees comes before what is loaded by chance
  return fit.toSorted((a, b) => Number(b.vision === "yes") - Number(a.vision === "yes") || rank(b) - rank(a))[0];
}

function unfit({ name, vision, isEmbedder }: ServedModel): FailureData | undefined {
  if (!isEmbedder && vision !== "no") return undefined;
  const what = isEmbedder ? "cannot describe pictures, it only makes embeddings" : "takes no pictures";
  return { reason: "modelWithoutVision", message: `The model ${name} ${what}. Choose a vision model.` };
}

function lastPart(name: string): string {
  return (name.toLowerCase().split(/[/\\]/u).at(-1) ?? "").replace(/\.gguf$/u, "");
}
