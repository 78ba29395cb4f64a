/** One HTTP request to Ollama: abortable at any moment, without undici's own time-outs, every failure by name. */
import { Ollama } from "ollama";
import { Agent, fetch as undiciFetch } from "undici";
import { ExpectedError, failureOf, throwIfAborted } from "../../../shared/failures.ts";
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { loginOf } from "../../core/tagging/login.ts";
import { failureOfNetwork, failureOfRedirect, failureOfResponse } from "./failures.ts";
import type { RequestContext } from "./knownTexts.ts";
import { type CheckedLines, checkedLines } from "./lines.ts";

/** What a request needs to know beyond its content. */
export interface RequestTarget {
  /** Normalised. */
  readonly host: string;
  /** Value of the Authorization header; it goes to this host alone. */
  readonly authorization?: string | undefined;
  /** The answer comes in lines. */
  readonly streams?: boolean;
  /** Named in failures. */
  readonly model?: string;
  /** After this long the request fails with `timedOut`. */
  readonly deadlineMs: number;
  /** The time-out that the failure names, where `deadlineMs` is only what is left of it. */
  readonly promisedMs?: number;
}

/**
 * Time-outs are off because Ollama sends its headers only with the first token, which may take minutes on a CPU; the
 * caller's deadline stands instead. An agent of our own also keeps proxies out of the way of a server on this machine.
 */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 2000 });

/**
 * Runs one request with a client of its own, so that an abort reaches it before the first token and reaches no other.
 * `work` must have read its answer to the end when it resolves.
 */
export async function withClient<T>(
  target: RequestTarget,
  work: (client: Ollama) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  throwIfAborted(signal);
  const login = loginOf(target.host, target.authorization);
  const context: RequestContext = {
    host: login.host,
    secrets: login.secrets,
    ...(target.model !== undefined && { model: target.model }),
  };
  const own = new AbortController();
  const lines: CheckedLines[] = [];
  const timer = setTimeout(
    () => own.abort(timedOut(context, target.promisedMs ?? target.deadlineMs)),
    target.deadlineMs,
  );
  try {
    const client = new Ollama({
      host: login.host,
      ...(login.authorization !== undefined && { headers: { authorization: login.authorization } }),
      fetch: fetchFor(context, AbortSignal.any([signal, own.signal]), target.streams ? lines : undefined),
    });
    return await work(client);
  } catch (thrown) {
    if (signal.aborted) throw new ExpectedError("aborted", "Stopped.", { cause: thrown });
    if (own.signal.aborted) throw own.signal.reason;
    throw lines.find(({ failure }) => failure)?.failure ?? failureOfThrown(thrown, context);
  } finally {
    clearTimeout(timer);
    // ends what is left of the connection where the work stopped reading early
    own.abort();
  }
}

/** The failure by name for anything that a request threw. */
function failureOfThrown(thrown: unknown, context: RequestContext): Error {
  if (thrown instanceof ExpectedError) return thrown;
  if (thrown instanceof Error && thrown.message.startsWith("Did not receive done")) {
    const message = `The answer of ${context.model ?? "Ollama"} ended before it was complete.`;
    return new EngineFailure("answerTruncated", message, "never", thrown);
  }
  const network = failureOfNetwork(thrown, context);
  if (network) return network;
  if (thrown instanceof TypeError && thrown.cause instanceof Error && thrown.cause.message === "bad port") {
    const message = `The port of ${context.host} is one of those that are closed to web clients. Let Ollama listen at another.`;
    return new EngineFailure("engineUnreachable", message, "never", thrown);
  }
  const message = `Ollama at ${context.host} gave an answer that cannot be read: ${failureOf(thrown).message}`;
  return new EngineFailure("engineFailed", message, "never", thrown);
}

function timedOut({ host, model }: RequestContext, promisedMs: number): ExpectedError {
  const seconds = String(Math.ceil(promisedMs / 1000));
  return new ExpectedError(
    "timedOut",
    `${model ?? "Ollama"} at ${host} gave no complete answer within ${seconds} s. Choose a smaller model or raise the time-out.`,
  );
}

/** Error statuses are translated here and not by the client library, which would print parts of them. */
function fetchFor(context: RequestContext, signal: AbortSignal, lines: CheckedLines[] | undefined): typeof fetch {
  const call = async (url: Parameters<typeof undiciFetch>[0], init: Parameters<typeof undiciFetch>[1]) => {
    const signals = init?.signal ? AbortSignal.any([signal, init.signal]) : signal;
    const response = await undiciFetch(url, { ...init, signal: signals, dispatcher: agent, redirect: "manual" });
    if (response.status >= 300 && response.status < 400)
      throw failureOfRedirect(response.headers.get("location"), context);
    if (!response.ok) throw failureOfResponse(response.status, await beginningOf(response), context);
    if (!lines || !response.body) return response;
    const checked = checkedLines(context);
    lines.push(checked);
    return new Response(response.body.pipeThrough(checked.stream) as ReadableStream, {
      status: response.status,
      headers: { "content-type": "application/x-ndjson" },
    });
  };
  // undici's types and the global ones describe the same objects
  return call as unknown as typeof fetch;
}

/** An error body is read up to 16 KiB: a proxy may answer with anything. */
async function beginningOf(response: Awaited<ReturnType<typeof undiciFetch>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > 16_384) break;
  }
  return text;
}
