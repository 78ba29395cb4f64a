/** The stand-in's models: what it holds, how the lists of each era show it, and downloads. */
import { createHash } from "node:crypto";
import type { Era, FakeModel } from "./ollamaTypes.ts";

const gigabyte = 1e9;

/** A vision model, an embedding model, one for text alone, one of the cloud, and one that newer servers cannot load. */
export const usualModels: readonly FakeModel[] = [
  model("gemma3:4b", "gemma3", 3.3, ["completion", "vision"]),
  { ...model("embeddinggemma:latest", "gemma3", 0.6, ["embedding"]), embeddingLength: 64 },
  model("llama3.2:3b", "llama", 2, ["completion", "tools"]),
  model("llama3.2-vision:11b", "mllama", 7.8, ["completion", "vision"]),
  { ...model("qwen3-vl:235b-cloud", "qwen3vlmoe", 0, ["completion", "vision", "thinking"]), cloud: true },
];

function model(name: string, family: string, gigabytes: number, capabilities: readonly string[]): FakeModel {
  return { name, family, sizeBytes: Math.round(gigabytes * gigabyte), capabilities };
}

/** Stable for a name, so that a replaced model shows by its digest. */
export function digestOf({ name, family, embeddingLength }: FakeModel): string {
  return createHash("sha256")
    .update(`${name} ${family} ${String(embeddingLength)}`)
    .digest("hex");
}

/** "embeddinggemma" is "embeddinggemma:latest". */
export function findFake(models: readonly FakeModel[], name: unknown): FakeModel | undefined {
  const wanted = String(name);
  return models.find((model) => model.name === wanted || model.name === `${wanted}:latest`);
}

/** An entry of /api/tags; only the new era lists capabilities there. */
export function listed(model: FakeModel, era: Era): object {
  return {
    name: model.name,
    model: model.name,
    modified_at: "2026-08-01T10:00:00Z",
    size: model.sizeBytes,
    digest: digestOf(model),
    details: details(model),
    ...(era === "new" && { capabilities: model.listedCapabilities ?? model.capabilities }),
    ...remote(model),
  };
}

/** The answer of /api/show. */
export function shown(model: FakeModel): object {
  return {
    modelfile: "",
    template: "",
    details: details(model),
    model_info: { "general.architecture": model.family },
    capabilities: model.listedCapabilities ?? model.capabilities,
    modified_at: "2026-08-01T10:00:00Z",
    ...remote(model),
  };
}

/** An entry of /api/ps. */
export function running(model: FakeModel): object {
  return {
    ...listed(model, "old"),
    expires_at: "2026-12-01T10:00:00Z",
    size_vram: model.sizeBytes,
    context_length: 4096,
  };
}

/** The lines of a pull: layers mixed or in turn, each from where it stood; `got` remembers them over a stop. */
export function* pullLines(
  name: string,
  layers: readonly number[] | undefined,
  got: Map<string, number>,
  inTurn: boolean,
): Generator<object> {
  yield { status: "pulling manifest" };
  // the headers are out by now, so a wrong name can only be told in a line
  if (!layers) {
    yield { error: "pull model manifest: file does not exist" };
    return;
  }
  const steps = Array.from({ length: 11 }, (_, step) => step / 10);
  const order = inTurn
    ? layers.flatMap((total, index) => steps.map((share) => ({ index, total, share })))
    : steps.flatMap((share) => layers.map((total, index) => ({ index, total, share })));
  for (const { index, total, share } of order) {
    const hex = createHash("sha256")
      .update(`${name} ${String(index)}`)
      .digest("hex");
    const digest = `sha256:${hex}`;
    const completed = Math.max(got.get(digest) ?? 0, Math.round(total * share));
    got.set(digest, completed);
    const line = { status: `pulling ${hex.slice(0, 12)}`, digest, total };
    yield completed === 0 ? line : { ...line, completed };
  }
  yield { status: "verifying sha256 digest" };
  yield { status: "writing manifest" };
  yield { status: "success" };
}

function details({ family, embeddingLength }: FakeModel): object {
  return {
    parent_model: "",
    format: "gguf",
    family,
    families: [family],
    parameter_size: "4.3B",
    quantization_level: "Q4_K_M",
    ...(embeddingLength !== undefined && { embedding_length: embeddingLength }),
  };
}

function remote({ cloud, name }: FakeModel): object {
  return cloud ? { remote_model: name.replace(/-cloud$/u, ""), remote_host: "https://ollama.com:443" } : {};
}
