/** Starts Ollama on this computer when a person asks for it: in a terminal that is seen and ends with the window. */
import * as vscode from "vscode";
import { ExpectedError, isAbort, throwIfAborted } from "../../shared/failures.ts";
import { isLoopback, shownHost } from "../core/tagging/hosts.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import { progressMessage } from "./messages.ts";
import type { ModelServer, Outside } from "./outside.ts";
import { engineSettings } from "./settings.ts";

const waitMs = 30_000;
const askMs = 5_000;
const pauseMs = 500;

/** Knows whether it could be started, and starts it. */
export class OllamaStarter {
  readonly #outside: Outside;
  readonly #engines: EngineKeeper;

  constructor(outside: Outside, engines: EngineKeeper) {
    this.#outside = outside;
    this.#engines = engines;
  }

  /** True where the settings mean a server on this computer and the program is there. */
  async canStart(): Promise<boolean> {
    const { engine } = engineSettings();
    if ((engine !== "auto" && engine !== "ollama") || !vscode.workspace.isTrusted) return false;
    return (await this.#server()) !== undefined && (await this.#outside.findProgram("ollama")) !== undefined;
  }

  /** Answers when the server answers; rejects with `engineUnreachable` where it does not within half a minute. */
  async start(): Promise<void> {
    const server = await this.#server();
    const program = await this.#outside.findProgram("ollama");
    if (!server || program === undefined)
      throw new ExpectedError("engineUnreachable", vscode.l10n.t("The program ollama is not on PATH."));
    await vscode.window.withProgress(
      progressMessage(vscode.l10n.t("Starting Ollama at {0}", shownHost(server.host))),
      async (_progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        if (await answers(server, stop.signal)) return;
        const terminal = openTerminal(program, server.host);
        const closing = vscode.window.onDidCloseTerminal((closed) => {
          if (closed === terminal) stop.abort(endedEarly());
        });
        try {
          await waitFor(server, stop.signal);
        } finally {
          closing.dispose();
        }
      },
    );
  }

  /** The first server of the settings that would run on this computer, and without TLS, which Ollama does not speak. */
  async #server(): Promise<ModelServer | undefined> {
    try {
      const servers = await this.#engines.servers();
      return servers.find(({ host }) => isLoopback(host) && new URL(host).protocol === "http:");
    } catch {
      // the settings name no address: there is nothing to start
      return undefined;
    }
  }
}

async function waitFor(server: ModelServer, signal: AbortSignal): Promise<void> {
  for (const endAt = Date.now() + waitMs; Date.now() < endAt;) {
    if (await answers(server, signal)) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new ExpectedError(
    "engineUnreachable",
    vscode.l10n.t("Ollama was started, but does not answer at {0}. Its terminal says why.", shownHost(server.host)),
  );
}

async function answers(server: ModelServer, signal: AbortSignal): Promise<boolean> {
  let isThere = false;
  try {
    const found = await server.find(AbortSignal.any([signal, AbortSignal.timeout(askMs)]));
    isThere = !("failure" in found);
  } catch (thrown) {
    // a question that took too long is as one without an answer; a stop is seen below
    if (!isAbort(thrown)) throw thrown;
  }
  if (signal.reason instanceof ExpectedError) throw signal.reason;
  throwIfAborted(signal);
  return isThere;
}

/** Seen at once, so that nobody wonders what runs; the program is run by its path, without a shell. */
function openTerminal(program: string, host: string): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t("Ollama"),
    shellPath: program,
    shellArgs: ["serve"],
    env: { OLLAMA_HOST: new URL(host).host },
    iconPath: new vscode.ThemeIcon("server-process"),
    isTransient: true,
  });
  terminal.show(true);
  return terminal;
}

function endedEarly(): ExpectedError {
  return new ExpectedError(
    "engineUnreachable",
    vscode.l10n.t("Ollama ended before it answered. Start it with `ollama serve` to see why."),
  );
}
