/** One HTTP request to an OpenAI-compatible server: abortable at any moment, without undici's own time-outs, its key kept safe. */
import { Agent, fetch, type Response } from "undici";
import { ExpectedError, failureOf } from "../../../shared/failures.ts";
import { withinDeadline } from "../../core/tagging/deadline.ts";
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import { loginOf } from "../../core/tagging/login.ts";
import { failureOfNetwork, failureOfResponse, type RequestContext } from "./failures.ts";

/** Where a server is and what opens it. */
export interface ServerAccess {
  /** Normalised. */
  readonly base: string;
  /** Value of the Authorization header; it goes to this server alone. */
  readonly authorization?: string | undefined;
}

/** What a request needs to know beyond its content. */
export interface RequestTarget extends ServerAccess {
  /** Named in failures. */
  readonly model?: string;
  readonly deadlineMs: number;
  /** The time-out that the failure names, where `deadlineMs` is only what is left of it. */
  readonly promisedMs?: number;
}

/** `url` is the whole address; a body makes it a POST. */
export interface Request {
  readonly url: string;
  readonly body?: object;
}

/** An answer with its context, in which its failures are told. */
export interface Answered {
  readonly response: Response;
  readonly context: RequestContext;
}

/**
 * Time-outs are off because a server may send its headers only with the first token, which may take minutes on a CPU; the
 * caller's deadline stands instead. An agent of our own also keeps proxies out of the way of a server on this machine.
 */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 2000 });
const maxRedirects = 3;
const maxAnswerCharacters = 64_000_000;

/** Sends one request; `read` must have read the answer to the end when it resolves. Every failure comes by its name. */
export async function send<T>(
  target: RequestTarget,
  request: Request,
  read: (answered: Answered) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const host = shownHost(target.base);
  const late = (): ExpectedError => timedOut(host, target);
  const { authorization, secrets } = loginOf(target.base, target.authorization);
  const context = { host, secrets, ...(target.model !== undefined && { model: target.model }) };
  const work = async (ends: AbortSignal): Promise<T> => {
    try {
      const response = await follow(request, authorization, context, ends);
      if (!response.ok) throw failureOfResponse(response.status, await beginningOf(response), context);
      return await read({ response, context });
    } catch (thrown) {
      throw failureOfThrown(thrown, context);
    }
  };
  return withinDeadline({ deadlineMs: target.deadlineMs, late }, work, signal);
}

/** The JSON of an answer, as an object. */
export async function jsonOf({ response, context }: Answered): Promise<Readonly<Record<string, unknown>>> {
  const text = await beginningOf(response, maxAnswerCharacters);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // a page of something else, which is named below
  }
  const message = `What answers at ${context.host} is no OpenAI-compatible server. Correct the address; it ends in /v1.`;
  throw new EngineFailure("engineRefused", message);
}

/** Follows redirects within the server itself: pictures and key never go to another one that nobody named. */
async function follow(
  { url, body }: Request,
  authorization: string | undefined,
  context: RequestContext,
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    accept: "application/json, text/event-stream",
    ...(authorization !== undefined && { authorization }),
    ...(body && { "content-type": "application/json" }),
  };
  const content = body ? { method: "POST", body: JSON.stringify(body) } : { method: "GET" };
  const options = { ...content, headers, signal, dispatcher: agent };
  let at = shownHost(url);
  for (let hop = 0; ; hop++) {
    const response = await fetch(at, { ...options, redirect: "manual" });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
    if (next && next.origin !== new URL(at).origin) throw sendsElsewhere(context.host, next.origin);
    if (!next || hop >= maxRedirects) {
      const message = `The server at ${context.host} sends requests in circles. Correct the address; it ends in /v1.`;
      throw new EngineFailure("engineRefused", message);
    }
    at = shownHost(next.href);
  }
}

function sendsElsewhere(host: string, origin: string): EngineFailure {
  const message = `${host} sends requests on to ${origin.slice(0, 200)}. Neither images nor a key go there by themselves: set that address if it is the right one.`;
  return new EngineFailure("engineRefused", message);
}

/** The failure by name for anything that a request threw. */
function failureOfThrown(thrown: unknown, context: RequestContext): unknown {
  if (thrown instanceof ExpectedError) return thrown;
  const network = failureOfNetwork(thrown, context);
  if (network) return network;
  if (thrown instanceof TypeError && thrown.cause instanceof Error && thrown.cause.message === "bad port") {
    const message = `The port of ${context.host} is one of those that are closed to web clients. Let the server listen at another.`;
    return new EngineFailure("engineUnreachable", message, "never", thrown);
  }
  const message = `The server at ${context.host} gave an answer that cannot be read: ${failureOf(thrown).message}`;
  return new EngineFailure("engineFailed", message, "never", thrown);
}

function timedOut(host: string, { model, deadlineMs, promisedMs }: RequestTarget): ExpectedError {
  const seconds = String(Math.ceil((promisedMs ?? deadlineMs) / 1000));
  const message = `${model ?? "The server"} at ${host} gave no complete answer within ${seconds} s. Choose a smaller model or raise the time-out.`;
  return new ExpectedError("timedOut", message);
}

/** An error body is read up to 16 KiB: a proxy may answer with anything. */
async function beginningOf(response: Response, maxCharacters = 16_384): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > maxCharacters) break;
  }
  return text;
}
