/** What the machine's part of a record was made with. */

/** The key of prompt and vocabulary as it stands in a row. */
export function recipeKey(prompt: string | undefined, vocabulary: string | undefined): string {
  return prompt === undefined && vocabulary === undefined ? "" : `${prompt ?? ""}/${vocabulary ?? ""}`;
}
