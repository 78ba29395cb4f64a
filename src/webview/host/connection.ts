/** The one connection of a page with the extension: typed calls and events over the editor's messages, and kept state. */
import { Caller, type Client, type Port } from "../../shared/calls.ts";
import type { ViewEvents, ViewMethods } from "../../shared/protocol.ts";

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The host's methods as a view calls them. */
export type Host = Client<ViewMethods>;

/** What a page needs of the world outside it. */
export interface Connection {
  readonly host: Host;
  on<E extends keyof ViewEvents>(event: E, listener: (payload: ViewEvents[E]) => void): () => void;
  readState(): unknown;
  writeState(state: unknown): void;
}

/** Connects; the editor hands out its side of the wire once per page. */
export function connect(): Connection {
  const api = acquireVsCodeApi();
  const port: Port = {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own method, not a window's
    post: (frame) => api.postMessage(frame),
    listen: (onFrame) => {
      const receive = (message: MessageEvent<unknown>): void => onFrame(message.data);
      window.addEventListener("message", receive);
      return () => window.removeEventListener("message", receive);
    },
  };
  const caller = new Caller<ViewMethods, ViewEvents>(port);
  return {
    host: caller.client,
    on: (event, listener) => caller.on(event, listener),
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
  };
}
