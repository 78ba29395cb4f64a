/** Checks the lines of a streamed answer before the client library sees them, which would print or trip over bad ones. */
import { failureOfResponse, OllamaFailure, type RequestContext } from "./failures.ts";

const maxLineCharacters = 4_000_000;

/** Passes whole lines that are JSON objects; an `error` line or anything else fails the stream by name. */
export function checkedLines(context: RequestContext): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  const pass = (line: string, controller: TransformStreamDefaultController<Uint8Array>): void => {
    if (line.trim() === "") return;
    check(line, context);
    controller.enqueue(encoder.encode(`${line}\n`));
  };
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > maxLineCharacters) throw unreadable(context);
      for (const line of lines) pass(line, controller);
    },
    flush(controller) {
      const last = rest + decoder.decode();
      // a part of a line: the answer was cut off, which shows by its missing end
      if (last.trimEnd().endsWith("}")) pass(last, controller);
    },
  });
}

function check(line: string, context: RequestContext): void {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw unreadable(context, cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable(context);
  // under status 200, because the headers were out already: what it means stands in its text alone
  if ("error" in value) throw failureOfResponse(500, line, context);
}

function unreadable(context: RequestContext, cause?: unknown): OllamaFailure {
  const message = `Ollama at ${context.host} sent a line that is no JSON. Check that no proxy changes its answers.`;
  return new OllamaFailure("engineFailed", message, "never", cause);
}
