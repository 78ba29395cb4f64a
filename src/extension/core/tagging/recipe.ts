/** What the machine's part of a record was made with, and whether it is still what would be used now. */
import type { CatalogRow } from "../catalogPort.ts";
import type { EngineKind } from "../ports.ts";

/** What images are tagged with; records that another recipe made are stale. */
export interface Recipe {
  readonly engine: EngineKind;
  readonly model: string;
  /** Stands for the wording of the prompts; "" where there are none. */
  readonly promptKey: string;
  /** Stands for the library folder's vocabulary; "" where there is none. */
  readonly vocabularyKey: string;
}

/** The key of prompt and vocabulary as it stands in a row. */
export function recipeKey(prompt: string | undefined, vocabulary: string | undefined): string {
  return prompt === undefined && vocabulary === undefined ? "" : `${prompt ?? ""}/${vocabulary ?? ""}`;
}

/** True where a machine wrote the record, and another engine, model, prompt or vocabulary would be used now. */
export function isStale(row: Pick<CatalogRow, "state" | "by" | "model" | "recipe">, now: Recipe): boolean {
  if (row.state !== "tagged" && row.state !== "edited") return false;
  if (row.by === "" || row.by === "person" || row.by === "imported") return false;
  const isOtherRecipe = row.recipe !== "" && row.recipe !== recipeKey(now.promptKey, now.vocabularyKey);
  // the built-in analysis stands in where no model is at hand: nobody wants its answers in place of a model's; and its version
  // is nobody's choice
  if (now.engine === "builtin") return row.by === "builtin" && isOtherRecipe;
  return row.by !== now.engine || row.model !== now.model || isOtherRecipe;
}
