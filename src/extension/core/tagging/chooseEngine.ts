/** Decides which engine looks at the images, from the settings and from what the Ollama server says, with the reason. */
import type { FailureData } from "../../../shared/failures.ts";
import { isLoopback, shownHost } from "./hosts.ts";
import { bestVisionModel, canLoad, cannotSee, findModel, isCloudName, type ModelInfo } from "./modelChoice.ts";

/** What the user set. `model` is "" for the best installed one. */
export interface EngineSetting {
  readonly engine: "auto" | "ollama" | "vscode" | "builtin";
  readonly host: string;
  readonly model: string;
  /** Id of a language model of VS Code; "" for none. */
  readonly vscodeModel?: string;
}

/** What the server said when it was asked: its models, or why it did not answer. */
export type ServerFinding =
  { readonly models: readonly ModelInfo[]; readonly version: string } | { readonly failure: FailureData };

/** The engine to use and why; `none` where the setting asks for one that cannot work, with the remedy in the failure. */
export type EngineDecision =
  | {
      readonly engine: "ollama";
      readonly model: string;
      readonly reason: string;
      readonly leavesMachine: boolean;
      /** The server hands the work on to ollama.com. */
      readonly isCloud?: boolean;
    }
  | {
      readonly engine: "openai";
      readonly model: string;
      /** Address of the server, with the login that it may hold. */
      readonly host: string;
      readonly reason: string;
      readonly leavesMachine: boolean;
    }
  | { readonly engine: "vscode"; readonly model: string; readonly reason: string; readonly leavesMachine: true }
  | { readonly engine: "builtin"; readonly reason: string }
  | { readonly engine: "none"; readonly failure: FailureData };

/** What stands for a finding where no server need be asked, since an engine without one is set. */
export const noServerAsked: ServerFinding = {
  failure: { reason: "engineUnreachable", message: "No server was asked." },
};

/** `server` is not looked at where the setting says `builtin` or `vscode`; `noServerAsked` will do then. */
export function chooseEngine(setting: EngineSetting, server: ServerFinding): EngineDecision {
  if (setting.engine === "builtin") return { engine: "builtin", reason: "The built-in analysis is set as engine." };
  if (setting.engine === "vscode") return chooseLanguageModel(setting.vscodeModel?.trim() ?? "");
  const choice =
    "failure" in server ? server.failure : chooseModel(setting.model.trim(), server.models, server.version);
  if ("model" in choice) {
    const leavesMachine = choice.isCloud || !isLoopback(setting.host);
    const { model, isCloud } = choice;
    return { engine: "ollama", model, reason: reasonFor(choice, setting.host), leavesMachine, isCloud };
  }
  if (setting.engine === "ollama") return { engine: "none", failure: choice };
  return { engine: "builtin", reason: `The built-in analysis is at work. ${choice.message}` };
}

/** Whether VS Code has it shows at the first picture: it may be asked for its models only when a person does something. */
function chooseLanguageModel(model: string): EngineDecision {
  if (model === "") {
    const message =
      "No language model of VS Code is chosen. Choose one by Choose Engine and Model, or name it in imageTagger.vscode.model.";
    return { engine: "none", failure: { reason: "modelUnloadable", message } };
  }
  const reason = `VS Code's language model ${model} looks at the images: it is set as engine. It runs elsewhere: the images leave this machine.`;
  return { engine: "vscode", model, reason, leavesMachine: true };
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
  if (!canLoad(model, version)) {
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
