/** Reads server-sent events as they come: any line ends, events in pieces, comments, and an end without its empty line. */

/** No line and no event of an answer is that long: it would only fill the memory. */
const maxEventCharacters = 4_000_000;

/** One event: its name ("" for none) and its data, lines joined. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** The events of a body, one after the other; an event that was cut off in the middle is left out. */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const pending = new PendingEvent();
  let rest = "";
  for await (const chunk of body) {
    // a carriage return at the end may be the first half of a line end
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop() ?? "";
    if (rest.length > maxEventCharacters) return;
    for (const line of lines) {
      const event = pending.take(line);
      if (event) yield event;
    }
  }
  for (const line of [...(rest + decoder.decode()).split("\r"), ""]) {
    const event = pending.take(line);
    if (event && /^\[DONE\]$|\}$/u.test(event.data.trim())) yield event;
  }
}

/** Gathers the lines of one event. */
class PendingEvent {
  #name = "";
  #data: string[] = [];
  #characters = 0;

  /** An empty line ends the event. */
  take(line: string): ServerEvent | undefined {
    if (line === "") return this.#end();
    const [, field = "", value = ""] = /^([^:]*)(?:: ?([\s\S]*))?$/u.exec(line.replace(/^\uFEFF/u, "")) ?? [];
    if (field === "event") this.#name = value;
    // older llama.cpp servers write a failure as a field of its own
    if (field === "error") this.#name = "error";
    if ((field === "data" || field === "error") && this.#characters < maxEventCharacters) {
      this.#characters += value.length;
      this.#data.push(value);
    }
    return undefined;
  }

  #end(): ServerEvent | undefined {
    const event = { name: this.#name, data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#characters = 0;
    this.#name = "";
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
