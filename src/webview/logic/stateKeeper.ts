/** Keeps a view's state a moment after it changed, so that scrolling does not write at every frame. */
import { writeViewState, type ViewState } from "./viewState.ts";

const keepMs = 250;

export class StateKeeper {
  readonly #read: () => ViewState;
  readonly #write: (state: ViewState) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `read` tells the state as it is when it is written, not when the writing was asked for. */
  constructor(read: () => ViewState, write: (state: ViewState) => void) {
    this.#read = read;
    this.#write = write;
  }

  /** Writes within a quarter of a second. */
  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), keepMs);
  }

  /** Writes at once: a page that is hidden or reloaded has no later. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write(writeViewState(this.#read()));
  }
}
