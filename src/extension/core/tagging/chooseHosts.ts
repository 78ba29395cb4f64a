/** Decides for servers that share the work: one model for all of them, and which of them cannot take part yet. */
import type { FailureData } from "../../../shared/failures.ts";
import { chooseEngine, type EngineDecision, type EngineSetting, type ServerFinding } from "./chooseEngine.ts";
import { isLoopback, shownHost } from "./hosts.ts";

/** A server's address and what it said. */
export interface ServerAnswer {
  readonly host: string;
  readonly finding: ServerFinding;
}

/** One decision for all; `absent`: why a server cannot take part now, by address. */
export interface SharedDecision {
  readonly decision: EngineDecision;
  readonly absent: ReadonlyMap<string, FailureData>;
}

/** The first server that can work decides about the model; the others take part where they have the same one. */
export function chooseHosts(
  setting: Omit<EngineSetting, "host">,
  servers: readonly [ServerAnswer, ...ServerAnswer[]],
): SharedDecision {
  const decisions = servers.map(({ host, finding }) => chooseEngine({ ...setting, host }, finding));
  const leader = decisions.find(({ engine }) => engine === "ollama");
  if (leader?.engine !== "ollama") return { decision: withoutServer(setting, servers), absent: new Map() };
  if (servers.length === 1) return { decision: leader, absent: new Map() };
  const absent = new Map<string, FailureData>();
  let { isCloud = false } = leader;
  for (const { host, finding } of servers) {
    const own = chooseEngine({ engine: "ollama", host, model: leader.model }, finding);
    if (own.engine === "none") absent.set(host, own.failure);
    else if (own.engine === "ollama") isCloud ||= own.isCloud === true;
  }
  const leavesMachine = isCloud || servers.some(({ host }) => !isLoopback(host));
  const reason = reasonFor(leader.reason, servers, absent);
  return { decision: { ...leader, isCloud, leavesMachine, reason }, absent };
}

/** None of them can be used: each says why. */
function withoutServer(
  setting: Omit<EngineSetting, "host">,
  servers: readonly [ServerAnswer, ...ServerAnswer[]],
): EngineDecision {
  const [first, ...others] = servers;
  const decision = chooseEngine({ ...setting, host: first.host }, first.finding);
  const why = others.flatMap(({ host, finding }) => {
    const own = chooseEngine({ ...setting, engine: "ollama", host }, finding);
    return own.engine === "none" ? [`${shownHost(host)}: ${own.failure.message}`] : [];
  });
  if (decision.engine === "none") {
    const { reason, message } = decision.failure;
    return { engine: "none", failure: { reason, message: [message, ...why].join(" ") } };
  }
  if (decision.engine === "builtin") return { ...decision, reason: [decision.reason, ...why].join(" ") };
  return decision;
}

function reasonFor(reason: string, servers: readonly ServerAnswer[], absent: ReadonlyMap<string, FailureData>): string {
  const hosts = servers.map(({ host }) => host);
  const present = hosts.filter((host) => !absent.has(host));
  const remote = hosts.filter((host) => !isLoopback(host)).map(shownHost);
  return [
    reason,
    `${present.length} of ${hosts.length} servers share the work: ${present.map(shownHost).join(", ")}.`,
    ...(remote.length > 0 ? [`Images leave this machine for ${remote.join(", ")}.`] : []),
    ...[...absent].map(([host, { message }]) => `${shownHost(host)} is left out, and asked again later: ${message}`),
  ].join(" ");
}
