/** The dialog that edits many images while it is open, and the steps back and forth through edits. */
import type { BatchTarget } from "../../shared/batch.ts";
import type { Client } from "../../shared/calls.ts";
import type { ViewMethods } from "../../shared/protocol.ts";
import { BatchEditing } from "./batchEditing.ts";
import { EditSteps } from "./editSteps.ts";

export class ManyEditing {
  /** What is typed and done in the dialog; undefined while it is closed. */
  batch: BatchEditing | undefined;
  readonly steps: EditSteps;
  readonly #host: Client<ViewMethods>;
  readonly #tell: () => void;

  constructor(host: Client<ViewMethods>, tell: () => void) {
    this.#host = host;
    this.#tell = tell;
    this.steps = new EditSteps(host, tell);
  }

  /** Opens the dialog; one in which something is typed or at work stays. */
  open(target: BatchTarget): void {
    if (this.batch?.isDirty || this.batch?.phase === "working") return;
    this.batch?.close();
    this.batch = new BatchEditing(this.#host, target, this.#tell);
    this.#tell();
  }

  close(): void {
    this.batch?.close();
    this.batch = undefined;
    this.#tell();
  }
}
