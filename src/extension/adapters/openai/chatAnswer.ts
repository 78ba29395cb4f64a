/** Gathers a chat answer from the pieces in which it comes, and notices how it ends. */
import type { ChatEnd, ChatWatch } from "../../core/tagging/chat.ts";
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { LoopWatch } from "../../core/tagging/repetition.ts";

const maxAnswerCharacters = 64_000;

/** What stands in a piece, and in a whole answer under `message`. */
interface Said {
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
}

interface Choice {
  readonly delta?: Said | null;
  readonly message?: Said | null;
  readonly finish_reason?: unknown;
}

/** One answer as it grows. */
export class ChatAnswer {
  readonly #model: string;
  readonly #watch: ChatWatch;
  readonly #loops = new LoopWatch();
  readonly #thoughtLoops = new LoopWatch();
  #content = "";
  #thinking = "";

  constructor(model: string, watch: ChatWatch) {
    this.#model = model;
    this.#watch = watch;
  }

  /** True once anything was said. */
  get hasBegun(): boolean {
    return this.#content !== "" || this.#thinking !== "";
  }

  /** Takes a piece or a whole answer; answers how it ended once it has. */
  take(chunk: Readonly<Record<string, unknown>>): ChatEnd | undefined {
    const choices = chunk["choices"];
    const choice = (Array.isArray(choices) ? choices[0] : undefined) as Choice | null | undefined;
    const said = choice?.delta ?? choice?.message ?? {};
    const piece = textOf(said.content);
    const thought = textOf(said.reasoning_content) || textOf(said.reasoning);
    this.#thinking = (this.#thinking + thought).slice(-maxAnswerCharacters);
    if (this.#content.length < maxAnswerCharacters) this.#content += piece;
    if (piece !== "") this.#watch.piece(piece);
    const reason = choice?.finish_reason;
    if (typeof reason === "string" && reason !== "") return this.end(this.#endFor(reason));
    // a whole answer is no loop for its length alone, and there is nothing left to cut off
    if (choice?.message) return undefined;
    const isLooping = this.#loops.push(piece) || this.#thoughtLoops.push(thought);
    return isLooping ? this.end("looping") : undefined;
  }

  /** The answer so far, ended like this. */
  end(end: ChatEnd["end"]): ChatEnd {
    return { content: this.#content, thinking: this.#thinking, end };
  }

  #endFor(reason: string): ChatEnd["end"] {
    if (reason === "length" || reason === "max_tokens") return "tooLong";
    if (reason === "content_filter") {
      const message = `The server's content filter held back what ${this.#model} says of this picture.`;
      throw new EngineFailure("engineRefused", message);
    }
    return reason === "abort" || reason === "error" || reason === "cancelled" ? "broken" : "complete";
  }
}

/** A text, or the text parts of a list. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value.map((part: { text?: unknown } | null) => (typeof part?.text === "string" ? part.text : "")).join("");
}
