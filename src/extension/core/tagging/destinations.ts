/** Where pictures go when an engine looks at them, as far as that is not this computer: what a person is asked about. */
import type { EngineDecision } from "./chooseEngine.ts";
import { isLoopback, shownHost } from "./hosts.ts";
import { isCloudName } from "./modelChoice.ts";

/** One place beyond this computer. */
export interface Destination {
  /** Under which an answer is remembered: never with the secret parts of an address. */
  readonly key: string;
  /** As it is named to a person. */
  readonly where: string;
  readonly model: string;
}

/** Everywhere that pictures go; empty where they stay. `hosts`: the servers that take part in the engine's work. */
export function destinationsOf(decision: EngineDecision, hosts: readonly string[]): readonly Destination[] {
  if (decision.engine === "none" || decision.engine === "builtin") return [];
  const { model } = decision;
  if (decision.engine === "vscode") return [{ key: `vscode ${model}`, where: `VS Code (${model})`, model }];
  const isCloud = decision.engine === "ollama" && decision.isCloud === true;
  const found = hosts.flatMap((host) => serverAt(host, model, isCloud) ?? []);
  return found.filter(({ key }, index) => found.findIndex((other) => other.key === key) === index);
}

/** The place that a server with this model is; undefined where the work is done on this computer. */
export function serverAt(host: string, model: string, isCloud: boolean): Destination | undefined {
  const shown = shownHost(host);
  const isElsewhere = !isLoopback(host);
  // a server that hands its work on is asked about for each such model: another may stay where the server is
  if (isCloud || isCloudName(model))
    return { key: `${shown} ${model}`, where: isElsewhere ? `${shown} → ollama.com` : "ollama.com", model };
  return isElsewhere ? { key: shown, where: shown, model } : undefined;
}
