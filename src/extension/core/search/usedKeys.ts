/** Under which key the vectors of an embedder lie in a catalog, kept there, so that they can be compared without asking the model. */
import type { Catalog } from "../catalogPort.ts";

/** The key under which this model's vectors were put last; "" where none were. */
export function usedKey(catalog: Catalog, model: string, signal: AbortSignal): Promise<string> {
  return catalog.note(noteOf(model), signal);
}

/** Keeps the key where it is another one than before. */
export async function keepUsedKey(catalog: Catalog, model: string, key: string, signal: AbortSignal): Promise<void> {
  if ((await usedKey(catalog, model, signal)) !== key) await catalog.putNote(noteOf(model), key, signal);
}

function noteOf(model: string): string {
  return `vectors of ${model}`;
}
