/** Which engine the demo will find: the user's Ollama where one answers, else the built-in analysis. */

export interface FoundEngine {
  readonly line: string;
  /** Passed on to the extension's host. */
  readonly env: Readonly<Record<string, string>>;
}

/** OLLAMA_HOST as a person writes it, as an address to call. */
export function ollamaAddress(host: string | undefined): string {
  const written = host?.trim() || "127.0.0.1:11434";
  const url = new URL(/^https?:\/\//.test(written) ? written : `http://${written}`);
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
  if (!url.port && url.protocol === "http:" && !/:\d+$/.test(written)) url.port = "11434";
  return url.origin;
}

function isThisComputer(address: string): boolean {
  return /^(localhost|\[::1\]|127(\.\d+){3})$/.test(new URL(address).hostname);
}

export async function findEngine(): Promise<FoundEngine> {
  const address = ollamaAddress(process.env["OLLAMA_HOST"]);
  if (!isThisComputer(address)) {
    const line = `${address} is not this computer, and the demo sends no pictures away: the built-in analysis is at work.`;
    // a port that web clients refuse: whatever happens, nothing is asked of the other computer
    return { env: { OLLAMA_HOST: "http://127.0.0.1:9" }, line };
  }
  const env = { OLLAMA_HOST: address };
  try {
    const response = await fetch(`${address}/api/tags`, { signal: AbortSignal.timeout(3000) });
    const { models } = (await response.json()) as { models?: readonly { name: string }[] };
    const names = (models ?? []).map(({ name }) => name);
    return {
      env,
      line: `Ollama answers at ${address} with ${names.length} models (${names.slice(0, 5).join(", ")}); the extension takes the best vision model among them, or its built-in analysis if none can see.`,
    };
  } catch {
    // nobody listens there, which is no fault
    return { env, line: `No Ollama answers at ${address}: the built-in analysis is at work.` };
  }
}
