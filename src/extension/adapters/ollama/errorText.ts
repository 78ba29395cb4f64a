/** Reads the sentence in an error body: Ollama's `error`, llama-server's JSON inside it, or what a proxy wrote. */
import { withoutSecrets } from "../../core/tagging/login.ts";

/** What an error body says. */
export interface ErrorText {
  /** One line, bounded; "" where nothing in it is for a person. */
  readonly text: string;
  /** True for JSON with an error in it: a proxy writes pages. */
  readonly fromOllama: boolean;
  /** True where Ollama names the page at which to sign in. */
  readonly asksToSignIn: boolean;
}

const mostCharacters = 400;

/** Reads a body; `secrets` that it repeats are struck out. */
export function readErrorText(body: string, secrets: readonly string[]): ErrorText {
  let text = body;
  let fromOllama = false;
  // since 0.30 the body of llama-server stands as a string in Ollama's own
  for (let depth = 0; depth < 5; depth++) {
    const message = messageIn(text);
    if (message === undefined) break;
    fromOllama = true;
    text = message;
  }
  const isMarkup = /^\s*</u.test(text);
  return {
    text: isMarkup ? "" : withoutSecrets(oneLine(text), secrets).slice(0, mostCharacters),
    fromOllama,
    asksToSignIn: fromOllama && body.includes('"signin_url"'),
  };
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, " ").trim();
}

function messageIn(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // plain text: the sentence itself
    return undefined;
  }
  for (let depth = 0; depth < 4 && typeof value === "object" && value !== null; depth++) {
    const { error, message } = value as { error?: unknown; message?: unknown };
    value = error ?? message;
  }
  return typeof value === "string" ? value : undefined;
}
