/** Checks of Ollama servers and their models: what is installed, and whether the model sees the test picture. */
import { throwIfAborted } from "../../../shared/failures.ts";
import type { Engine } from "../ports.ts";
import type { EngineDecision, ServerFinding } from "../tagging/chooseEngine.ts";
import { chooseHosts, type ServerAnswer, type SharedDecision } from "../tagging/chooseHosts.ts";
import { isLoopback, shownHost } from "../tagging/hosts.ts";
import { cannotSee } from "../tagging/modelChoice.ts";
import { probeEngine } from "../tagging/probe.ts";
import { askedOnce } from "./askedOnce.ts";
import { SafeWord, type Facts } from "./fact.ts";
import { counted, failed, foundOr, note, ok, type Found, type Verdict } from "./finding.ts";
import type { Check } from "./runChecks.ts";

/** What may be told of a server's address beside its answers. */
export interface ServerAccess {
  readonly hasKey: boolean;
  /** Absent where nobody is asked: the command line sends where it is told to. */
  readonly isAgreed?: (model: string) => boolean;
}

/** What these checks ask. */
export interface EngineParts {
  readonly setting: { readonly engine: "auto" | "ollama"; readonly model: string };
  /** Addresses as they are used; fails with a sentence where the first is none. */
  readonly hosts: () => Promise<readonly [string, ...string[]]>;
  readonly find: (host: string, signal: AbortSignal) => Promise<ServerFinding>;
  readonly engineAt: (host: string, model: string) => Engine;
  readonly accessOf: (host: string) => Promise<ServerAccess>;
  /** Is the model at work now? A test would hold it up. */
  readonly isBusy: () => boolean;
}

interface Asked {
  readonly answers: readonly [ServerAnswer, ...ServerAnswer[]];
  readonly shared: SharedDecision;
}

/** A model may have to be loaded first, which takes minutes on some computers. */
const probeDeadlineMs = 10 * 60_000;

export function engineChecks(parts: EngineParts): readonly Check[] {
  const asked = askedOnce((signal) => ask(parts, signal));
  return [
    {
      name: "ollama",
      area: "engines",
      deadlineMs: 40_000,
      ifLate: "Restart Ollama.",
      run: (signal) =>
        foundOr("fault", async () => serverFindings(parts, await asked(signal)), {
          action: { id: "openSettings", argument: "imageTagger.ollama.host" },
        }),
    },
    {
      name: "model",
      area: "engines",
      deadlineMs: probeDeadlineMs,
      ifLate: "Choose a smaller model, or restart Ollama.",
      isLast: true,
      run: async (signal) => modelFindings(parts, await asked(signal), signal),
    },
  ];
}

async function ask({ setting, hosts, find }: EngineParts, signal: AbortSignal): Promise<Asked> {
  const [first, ...more] = await hosts();
  const answer = async (host: string): Promise<ServerAnswer> => ({ host, finding: await find(host, signal) });
  const [own, others] = await Promise.all([answer(first), Promise.all(more.map(answer))]);
  const answers = [own, ...others] as const;
  return { answers, shared: chooseHosts(setting, answers) };
}

async function serverFindings(parts: EngineParts, { answers, shared }: Asked): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { host, finding } of answers) {
    const access = await parts.accessOf(host);
    const facts = accessFacts(host, access);
    if ("failure" in finding) {
      const { verdict, meanwhile } = withoutIt(shared.decision);
      found.push(failed(verdict, finding.failure, { detail: meanwhile, action: { id: "chooseEngine" }, facts }));
      continue;
    }
    const { models, version } = finding;
    const seeing = models.filter((model) => !cannotSee(model)).length;
    found.push(
      ok(`Ollama ${version} answers at ${shownHost(host)}.`, {
        detail: accessWords(host, access, shared.decision, models.length),
        facts: { ...facts, version: SafeWord.version(version), models: models.length, mayBeSeeing: seeing },
      }),
    );
  }
  return found;
}

function withoutIt(decision: EngineDecision): { readonly verdict: Verdict; readonly meanwhile: string } {
  if (decision.engine === "ollama") return { verdict: "note", meanwhile: "Until then the others work." };
  if (decision.engine === "builtin") return { verdict: "note", meanwhile: "Until then the built-in analysis is used." };
  return { verdict: "fault", meanwhile: "Until then nothing is tagged." };
}

/** What a person wants to know of where pictures go. */
function accessWords(host: string, access: ServerAccess, decision: EngineDecision, models: number): string {
  const words = [`It has ${counted(models, "model")}.`];
  if (access.hasKey) words.push("An access key is kept for it.");
  if (!isLoopback(host)) words.push("Images leave this computer for it.");
  const isAgreed = decision.engine === "ollama" ? access.isAgreed?.(decision.model) : undefined;
  if (isAgreed === false) words.push("You will be asked before the first one is sent.");
  return words.join(" ");
}

function accessFacts(host: string, { hasKey }: ServerAccess): Facts {
  return { loopback: isLoopback(host), key: hasKey };
}

const noVisionModel = "No vision model is installed.";

async function modelFindings(parts: EngineParts, asked: Asked, signal: AbortSignal): Promise<readonly Found[]> {
  const { answers, shared } = asked;
  const found: Found[] = [];
  for (const { host, finding } of answers) {
    if ("failure" in finding) continue;
    const named = (title: string): string => (answers.length > 1 ? `${shownHost(host)}: ${title}` : title);
    const why = shared.absent.get(host);
    const { decision } = shared;
    if (why) found.push(failed("note", { ...why, message: named(why.message) }, { action: { id: "chooseEngine" } }));
    else if (decision.engine === "ollama") {
      const tested = await testFinding(parts, () => parts.engineAt(host, decision.model), signal);
      found.push({ ...tested, title: named(tested.title) });
    } else if (decision.engine === "none")
      found.push(failed("fault", decision.failure, { action: { id: "chooseEngine" } }));
    else {
      const remedy = "Get one with: ollama pull qwen3.5:4b";
      found.push(note(named(noVisionModel), { remedy, action: { id: "chooseEngine" } }));
    }
  }
  return found;
}

/** Lets the model look at the test picture: what a server says of its models is not always so. */
export async function testFinding(
  { isBusy }: Pick<EngineParts, "isBusy">,
  make: () => Engine,
  signal: AbortSignal,
): Promise<Found> {
  if (isBusy())
    return note("The model was not tested: it is at work.", {
      detail: "What it fails at is listed in the Queue view.",
      facts: { tested: false },
    });
  const { kind, message, seconds, failure } = await probeEngine(make(), signal);
  throwIfAborted(signal);
  const facts = { tested: true, seconds: Math.round(seconds * 10) / 10 };
  if (failure) return failed("fault", { ...failure, message }, { action: { id: "chooseEngine" }, facts });
  return kind === "good" ? ok(message, { facts }) : note(message, { action: { id: "chooseEngine" }, facts });
}
