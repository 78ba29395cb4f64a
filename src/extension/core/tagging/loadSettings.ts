/** Settings with which an Ollama server loads a model, read from what somebody wrote. */

/** Below this no picture fits beside its prompt. */
const fewestTokens = 2048;

/** 0 for what suits the model. */
export function contextTokensOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return 0;
  return Math.min(262_144, Math.max(fewestTokens, Math.round(value)));
}

/** As the server reads it: it takes "10m" and "1h30m", but no text without a unit. */
export function keepAliveOf(value: unknown): string {
  const written = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (/^-?\d+$/u.test(written)) return `${written}s`;
  return /^-?(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/u.test(written) ? written : "10m";
}
