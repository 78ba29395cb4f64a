/** Asks once before pictures leave this computer, and remembers the answer for each place that they go to. */
import * as vscode from "vscode";
import type { EngineDecision } from "../core/tagging/chooseEngine.ts";
import { destinationsOf, serverAt, type Destination } from "../core/tagging/destinations.ts";
import { confirm } from "./messages.ts";

const memoryKey = "imageTagger.consents";

/** What a person agreed to, kept on this machine for all workspaces. */
export class Consent {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** True where nothing sent to this host for this model leaves this computer, or where that was agreed to. */
  isGiven(host: string, model: string): boolean {
    const place = serverAt(host, model, false);
    return place === undefined || this.#given.includes(place.key);
  }

  /** As `ask`, without asking. */
  isGivenFor(decision: EngineDecision, hosts: readonly string[]): boolean {
    return this.#lacking(decision, hosts).length === 0;
  }

  /** Asks one question for all places that pictures would go to and nobody agreed to yet; false where the person says no. */
  async ask(decision: EngineDecision, hosts: readonly string[]): Promise<boolean> {
    const lacking = this.#lacking(decision, hosts);
    const [first] = lacking;
    if (!first) return true;
    const send = vscode.l10n.t("Send Images");
    const question =
      lacking.length === 1
        ? vscode.l10n.t("Send your images to {0}?", first.where)
        : vscode.l10n.t("Send your images to {0} other computers?", lacking.length);
    const detail = lacking.length === 1 ? [detailOfOne(first)] : detailOfSeveral(lacking);
    if (!(await confirm(question, detail, send))) return false;
    await this.#memory.update(memoryKey, [...new Set([...this.#given, ...lacking.map(({ key }) => key)])]);
    return true;
  }

  /** Withdraws every answer; answers how many there were. */
  async forget(): Promise<number> {
    const count = this.#given.length;
    await this.#memory.update(memoryKey, undefined);
    return count;
  }

  get #given(): readonly string[] {
    return this.#memory.get<readonly string[]>(memoryKey, []);
  }

  #lacking(decision: EngineDecision, hosts: readonly string[]): readonly Destination[] {
    return destinationsOf(decision, hosts).filter(({ key }) => !this.#given.includes(key));
  }
}

function detailOfOne({ model, where }: Destination): string {
  return vscode.l10n.t(
    "The model {0} does not run on this computer. Reduced copies of the images to tag, and the texts of their records, will be sent to {1}.",
    model,
    where,
  );
}

function detailOfSeveral(places: readonly Destination[]): readonly string[] {
  const sentence = vscode.l10n.t(
    "These do not run on this computer. Reduced copies of the images to tag, and the texts of their records, will be sent to them:",
  );
  return [sentence, "", ...places.map(({ where, model }) => `• ${where} (${model})`)];
}
