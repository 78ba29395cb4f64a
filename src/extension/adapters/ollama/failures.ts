/** Translates what Ollama and the network say into failures by name, each with a remedy and whether to try again. */
import type { Reason } from "../../../shared/failures.ts";
import { EngineFailure, type Retry } from "../../core/tagging/engineFailure.ts";
import { isCloudName } from "../../core/tagging/modelChoice.ts";
import { networkCodeOf } from "../../core/tagging/networkCode.ts";
import { type ErrorText, readErrorText } from "./errorText.ts";
import { knownText, type RequestContext } from "./knownTexts.ts";

/** The failure that an answer with an error status, or an `error` line in a stream, stands for. */
export function failureOfResponse(status: number, body: string, context: RequestContext): EngineFailure {
  const said = readErrorText(body, context.secrets ?? []);
  const { text, fromOllama } = said;
  const cause = new Error(`HTTP ${String(status)}: ${text}`);
  const build = (reason: Reason, message: string, retry?: Retry): EngineFailure =>
    new EngineFailure(reason, message, retry, cause);
  const says = text === "" ? "" : ` It says: ${text}`;
  if (status === 404 && fromOllama && context.model !== undefined && /model/iu.test(text)) {
    return build(
      "modelMissing",
      `The model ${context.model} is not installed at ${context.host}. Get it with \`ollama pull ${context.model}\`.`,
    );
  }
  if (status === 503 || status === 429) {
    return build("engineBusy", `Ollama at ${context.host} is busy. It is tried again later.${says}`, "often");
  }
  if (status === 502 || status === 504) return build("engineUnreachable", unreached(said, context) + says, "often");
  const known = knownText(text);
  if (known) return build(known.reason, known.say(context, text), known.retry);
  return build(...failureOfStatus(status, context, said, says));
}

/** Ollama itself answers 502 where ollama.com is away; a gateway before it where Ollama is. */
function unreached({ fromOllama }: ErrorText, { host, model }: RequestContext): string {
  return fromOllama && model !== undefined && isCloudName(model)
    ? `Ollama at ${host} does not reach ollama.com, where this model runs. Check the network there.`
    : `The gateway at ${host} does not reach Ollama. Check that Ollama runs behind it.`;
}

function failureOfStatus(
  status: number,
  { host }: RequestContext,
  { text, fromOllama, asksToSignIn }: ErrorText,
  says: string,
): [Reason, string] {
  if (status === 401) {
    const isCloud = asksToSignIn || (fromOllama && /unauthori[sz]ed/iu.test(text));
    return [
      "engineForbidden",
      isCloud
        ? `Ollama at ${host} asks to sign in. Run \`ollama signin\` there.${says}`
        : `The server at ${host} asks for a name and password or a key. Give the right ones for this host.${says}`,
    ];
  }
  if (status === 403) return ["engineForbidden", forbidden(host, text) + says];
  if (status === 404) {
    return ["engineRefused", `What answers at ${host} is no Ollama server, or an old one. Check the address.${says}`];
  }
  if (status === 413) {
    return [
      "engineRefused",
      `The proxy at ${host} takes no request of this size. Raise its limit, or make the image size smaller.${says}`,
    ];
  }
  if (status === 499) {
    return [
      "engineFailed",
      `Ollama at ${host} gave the request up as cancelled, though nobody here did so. Check the time-outs of a proxy before it.${says}`,
    ];
  }
  if (status >= 400 && status < 500) {
    return ["engineRefused", `Ollama at ${host} refused the request (status ${String(status)}).${says}`];
  }
  return ["engineFailed", `Ollama at ${host} failed (status ${String(status)}). See Ollama's log.${says}`];
}

function forbidden(host: string, text: string): string {
  if (/disabled/iu.test(text)) {
    return `Ollama at ${host} runs no cloud models: they are switched off there. Choose a model that runs on that machine.`;
  }
  return `Ollama at ${host} does not allow this. Check OLLAMA_ORIGINS there, and that a proxy before it sends \`Host: localhost:11434\`.`;
}

/**
 * The failure for an answer that sends on to another address: it is not followed, because a picture or a key must not go to a
 * host that nobody named.
 */
export function failureOfRedirect(location: string | null, { host }: RequestContext): EngineFailure {
  const to = location !== null && URL.canParse(location, `${host}/`) ? new URL(location, `${host}/`).origin : "";
  const where = to === "" ? "another address" : to;
  return new EngineFailure(
    "engineRefused",
    `The server at ${host} sends requests on to ${where}, which is not followed. If that is your Ollama, set that address as the host.`,
  );
}

/** The failure that a thrown network error stands for; undefined for anything that is no network error. */
export function failureOfNetwork(thrown: unknown, { host }: RequestContext): EngineFailure | undefined {
  const code = networkCodeOf(thrown);
  if (code === undefined) return undefined;
  const build = (message: string, retry: Retry): EngineFailure =>
    new EngineFailure("engineUnreachable", message, retry, thrown);
  const start = "Start it with `ollama serve` or open the Ollama app, or correct the host in the settings.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return build(`The host of ${host} is not known on this network. Correct the host in the settings.`, "never");
  }
  if (code === "ECONNREFUSED") return build(`Ollama does not answer at ${host}. ${start}`, "often");
  if (/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)$/u.test(code)) {
    return build(`The connection to Ollama at ${host} broke off. ${start}`, "often");
  }
  if (/^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT)$/u.test(code)) {
    return build(`Ollama cannot be reached at ${host}. Check the network, the firewall and the host.`, "often");
  }
  return build(`The connection to Ollama at ${host} failed (${code}). Check the host in the settings.`, "never");
}
