/** Checks of an OpenAI-compatible server, of VS Code's language models and of the built-in analysis, where one of them is set. */
import { throwIfAborted } from "../../../shared/failures.ts";
import type { Engine } from "../ports.ts";
import { isLoopback } from "../tagging/hosts.ts";
import { askedOnce } from "./askedOnce.ts";
import { testFinding, type EngineParts } from "./engineChecks.ts";
import { foundOr, note, ok } from "./finding.ts";
import type { Check } from "./runChecks.ts";

/** The server as it is set. */
export interface ServedParts extends Pick<EngineParts, "isBusy"> {
  readonly base: string;
  readonly hasKey: () => Promise<boolean>;
  /** The engine that the settings and the server allow, and why; fails where there is none. */
  readonly engine: (signal: AbortSignal) => Promise<{ readonly engine: Engine; readonly reason: string }>;
}

export function servedChecks(parts: ServedParts): readonly Check[] {
  const asked = askedOnce(parts.engine);
  const action = { id: "chooseEngine" } as const;
  return [
    {
      name: "openai",
      area: "engines",
      deadlineMs: 40_000,
      ifLate: "Restart the server.",
      run: (signal) => {
        const more = { check: "model", action, facts: { loopback: isLoopback(parts.base) } };
        const look = async () => {
          const { reason } = await asked(signal);
          const hasKey = await parts.hasKey();
          const facts = { loopback: isLoopback(parts.base), key: hasKey };
          return [ok(reason, { facts, ...(hasKey && { detail: "An access key is kept for it." }) })];
        };
        return foundOr("fault", look, more);
      },
    },
    {
      name: "model",
      area: "engines",
      deadlineMs: 10 * 60_000,
      ifLate: "Choose a smaller model, or restart the server.",
      isLast: true,
      run: async (signal) => {
        throwIfAborted(signal);
        // why there is none was said by the check before
        const engine = await asked(signal).then(
          (answer) => answer.engine,
          () => undefined,
        );
        return engine ? [await testFinding(parts, () => engine, signal)] : [];
      },
    },
  ];
}

/** Where no server is asked: the engine that is set needs none, or none may be asked. */
export function unaskedCheck(engine: "builtin" | "vscode" | "untrusted"): Check {
  const builtin = ok("The built-in analysis is set as engine; no server is asked.");
  const vscode = note("A language model of VS Code is set as engine; the doctor does not test it.", {
    detail: "It runs elsewhere, and a test would use up some of its quota.",
    remedy: "Test it by Choose Engine and Model.",
    action: { id: "chooseEngine" },
  });
  const untrusted = note("No engine was asked: the workspace is in Restricted Mode.", {
    remedy: "Trust the workspace, and run the doctor again.",
    action: { id: "manageTrust" },
  });
  const found = { builtin, vscode, untrusted }[engine];
  return { name: "engine", area: "engines", deadlineMs: 1_000, ifLate: "", run: async () => [found] };
}
