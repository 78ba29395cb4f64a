/** The OpenAI-compatible server of a run: its key from the environment, the engine and the embedder at it. */
import type { ServerAccess } from "../extension/adapters/openai/http.ts";
import { normaliseBase } from "../extension/adapters/openai/address.ts";
import { openAiEmbedder } from "../extension/adapters/openai/openaiEmbedder.ts";
import { openAiEngine, type OpenAiEngineOptions } from "../extension/adapters/openai/openaiEngine.ts";
import { OpenAiModels } from "../extension/adapters/openai/openaiModels.ts";
import type { Embedder, Engine } from "../extension/core/ports.ts";
import { authorizationOf, isLoopback } from "../extension/core/tagging/hosts.ts";
import { chooseServed } from "../extension/core/tagging/servedModels.ts";
import { ExpectedError } from "../shared/failures.ts";
import type { Arguments } from "./arguments.ts";

/** What the arguments say of the server. */
export type ServedArguments = Pick<Arguments, "baseUrl" | "keys" | "model" | "embedModel">;

/** The engine that the arguments and the server allow, and why it; fails where there is none. */
export async function servedEngine(
  args: ServedArguments,
  wish: Omit<OpenAiEngineOptions, "base" | "authorization" | "model">,
  signal: AbortSignal,
): Promise<{ readonly engine: Engine; readonly reason: string }> {
  const access = accessOf(args);
  const finding = await new OpenAiModels(access).find(signal);
  const decision = chooseServed({ base: access.base, model: args.model }, finding);
  if (decision.engine === "none") throw new ExpectedError(decision.failure.reason, decision.failure.message);
  const { model, reason } = decision;
  return { engine: openAiEngine({ ...wish, ...access, model }), reason };
}

/** The embedder that the arguments name; undefined where they name none: such servers do not say which would suit. */
export function servedEmbedder(args: ServedArguments): Embedder | undefined {
  return args.embedModel === "" ? undefined : openAiEmbedder({ ...accessOf(args), model: args.embedModel });
}

/** A key that was made for OpenAI itself goes over no open line to another computer. */
export function accessOf({ baseUrl, keys }: ServedArguments): ServerAccess {
  const base = normaliseBase(baseUrl);
  const isGuarded = base.startsWith("https:") || isLoopback(base);
  return { base, authorization: authorizationOf(keys.own || (isGuarded ? keys.openAi : "")) };
}
