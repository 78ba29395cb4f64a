/** Undo and redo from the keyboard of a view, and the line that says what came of it. */
import type { BatchOutcome } from "../../shared/batch.ts";
import type { Client } from "../../shared/calls.ts";
import { failureOf } from "../../shared/failures.ts";
import type { ViewMethods } from "../../shared/protocol.ts";
import { describeOutcome } from "./batchWords.ts";
import { safeText } from "./safeText.ts";
import { t } from "./texts.ts";

/** Which way a key goes; undefined where it means neither, or a text field that has an undo of its own. */
export function wayOf(event: KeyboardEvent): "undo" | "redo" | undefined {
  const [target] = event.composedPath();
  const isText = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && isTyped(target.type));
  if (isText || event.altKey || !(event.ctrlKey || event.metaKey)) return undefined;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : undefined;
}

/** Takes edits back and does them again, one step after the other. */
export class EditSteps {
  /** What came of the last step, until it is dismissed. */
  said = "";
  readonly #host: Pick<Client<ViewMethods>, "stepEdit">;
  readonly #tell: () => void;
  #last: Promise<void> = Promise.resolve();

  constructor(host: Pick<Client<ViewMethods>, "stepEdit">, tell: () => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** Takes the last edit back, or does it again; says what became of it. */
  step(way: "undo" | "redo"): Promise<void> {
    this.#last = this.#last.then(() => this.#step(way));
    return this.#last;
  }

  /** Takes the line away. */
  dismiss(): void {
    this.said = "";
    this.#tell();
  }

  async #step(way: "undo" | "redo"): Promise<void> {
    try {
      this.said = said(way, await this.#host.stepEdit({ way }));
    } catch (thrown) {
      this.said = safeText(failureOf(thrown).message);
    }
    this.#tell();
  }
}

function said(way: "undo" | "redo", outcome: BatchOutcome | null): string {
  if (!outcome) return t(way === "undo" ? "editNothingToUndo" : "editNothingToRedo");
  return describeOutcome(outcome, way === "undo");
}

function isTyped(type: string): boolean {
  return !["range", "checkbox", "radio", "button"].includes(type);
}
