/** Checks the lines of a streamed answer before the client library sees them, which would print or trip over bad ones. */
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { failureOfResponse } from "./failures.ts";
import type { RequestContext } from "./knownTexts.ts";

const maxLineCharacters = 4_000_000;

/** A checked stream, and what was wrong with it once it has ended early. */
export interface CheckedLines {
  readonly stream: TransformStream<Uint8Array, Uint8Array>;
  failure?: EngineFailure;
}

/**
 * Passes whole lines that are JSON objects. At an `error` line or anything else the stream ends, and the failure stands
 * beside it: failing the stream itself would throw away the good lines before that are not read yet.
 */
export function checkedLines(context: RequestContext): CheckedLines {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  const pass = (line: string, controller: TransformStreamDefaultController<Uint8Array>): void => {
    if (checked.failure || line.trim() === "") return;
    const failure = failureOfLine(line, context);
    if (failure) {
      checked.failure = failure;
      controller.terminate();
    } else controller.enqueue(encoder.encode(`${line}\n`));
  };
  const checked: CheckedLines = {
    stream: new TransformStream({
      transform(chunk, controller) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        // no line of Ollama is that long: it would only fill the memory
        if (rest.length > maxLineCharacters) lines.push(rest);
        for (const line of lines) pass(line, controller);
      },
      flush(controller) {
        const last = rest + decoder.decode();
        // a part of an object: the answer was cut off, which shows by its missing end
        const isPart = last.trimStart().startsWith("{") && !last.trimEnd().endsWith("}");
        if (!isPart) pass(last, controller);
      },
    }),
  };
  return checked;
}

function failureOfLine(line: string, context: RequestContext): EngineFailure | undefined {
  const message = `Ollama at ${context.host} sent a line that is no JSON. Check that no proxy changes its answers.`;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return new EngineFailure("engineFailed", message);
    // under status 200, because the headers were out already: what it means stands in its text alone
    return "error" in value ? failureOfResponse(500, line, context) : undefined;
  } catch (cause) {
    return new EngineFailure("engineFailed", message, "never", cause);
  }
}
