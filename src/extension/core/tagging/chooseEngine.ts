/** Decides which engine looks at the images, from the settings and from what the Ollama server says, with the reason. */
import type { FailureData } from "../../../shared/failures.ts";
import { isLoopback, shownHost } from "./hosts.ts";
import { bestVisionModel, cannotSee, findModel, isCloudName, type ModelInfo, runsNoLonger } from "./modelChoice.ts";

/** What the user set. `model` is "" for the best installed one. */
export interface EngineSetting {
  readonly engine: "auto" | "ollama" | "builtin";
  readonly host: string;
  readonly model: string;
}

/** What the server said when it was asked: its models, or why it did not answer. */
export type ServerFinding =
  { readonly models: readonly ModelInfo[]; readonly version: string } | { readonly failure: FailureData };

/** The engine to use and why; `none` where the setting asks for one that cannot work, with the remedy in the failure. */
export type EngineDecision =
  | { readonly engine: "ollama"; readonly model: string; readonly reason: string; readonly leavesMachine: boolean }
  | { readonly engine: "builtin"; readonly reason: string }
  | { readonly engine: "none"; readonly failure: FailureData };

/** What stands for a finding where no server need be asked, since the built-in analysis is set. */
export const noServerAsked: ServerFinding = {
  failure: { reason: "engineUnreachable", message: "No server was asked." },
};

/** `server` is not looked at where the setting says `builtin`; `noServerAsked` will do then. */
export function chooseEngine(setting: EngineSetting, server: ServerFinding): EngineDecision {
  if (setting.engine === "builtin") return { engine: "builtin", reason: "The built-in analysis is set as engine." };
  const choice =
    "failure" in server ? server.failure : chooseModel(setting.model.trim(), server.models, server.version);
  if ("model" in choice) {
    const leavesMachine = choice.isCloud || !isLoopback(setting.host);
    return { engine: "ollama", model: choice.model, reason: reasonFor(choice, setting.host), leavesMachine };
  }
  if (setting.engine === "ollama") return { engine: "none", failure: choice };
  return { engine: "builtin", reason: `The built-in analysis is at work. ${choice.message}` };
}

interface ModelChoice {
  readonly model: string;
  readonly isCloud: boolean;
  readonly why: string;
}

function chooseModel(wanted: string, models: readonly ModelInfo[], version: string): ModelChoice | FailureData {
  if (wanted === "") return bestInstalled(models);
  const model = findModel(models, wanted);
  if (!model) {
    return {
      reason: "modelMissing",
      message: `The model ${wanted} is not installed. Get it with \`ollama pull ${wanted}\`, or choose another model.`,
    };
  }
  if (cannotSee(model)) {
    return {
      reason: "modelWithoutVision",
      message: `The model ${wanted} takes no pictures. Choose a vision model such as qwen3.5:4b or gemma3:4b.`,
    };
  }
  if (runsNoLonger(model) && isAtLeast(version, 0, 30)) {
    return {
      reason: "modelUnloadable",
      message: `Ollama ${version} can no longer load ${wanted}. Choose another vision model such as qwen3.5:4b or gemma3:4b.`,
    };
  }
  return { model: model.name, isCloud: model.isCloud || isCloudName(model.name), why: "it is set as model" };
}

function bestInstalled(models: readonly ModelInfo[]): ModelChoice | FailureData {
  const best = bestVisionModel(models);
  if (best) return { model: best.name, isCloud: false, why: "it is the best vision model that is installed" };
  return {
    reason: "modelMissing",
    message: "Ollama holds no vision model that runs on this machine. Get one with `ollama pull qwen3.5:4b`.",
  };
}

function reasonFor(choice: ModelChoice, host: string): string {
  const sentence = `Ollama looks at the images with ${choice.model}: ${choice.why}.`;
  if (choice.isCloud) return `${sentence} This model runs on ollama.com: the images leave this machine.`;
  return isLoopback(host) ? sentence : `${sentence} The server is ${shownHost(host)}: the images leave this machine.`;
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}
