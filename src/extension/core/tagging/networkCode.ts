/** Finds the code of a network error, however deep a client has wrapped it. */

/** The code in an error, its causes, or the errors that one stands for (two addresses of one host); undefined for others. */
export function networkCodeOf(thrown: unknown, depth = 0): string | undefined {
  if (!(thrown instanceof Error) || depth > 4) return undefined;
  if ("code" in thrown && typeof thrown.code === "string" && thrown.code !== "UND_ERR") return thrown.code;
  const inner = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown.cause;
  return networkCodeOf(inner, depth + 1);
}
