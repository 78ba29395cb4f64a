/** One child process of a native room, from fork to end, with the typed calls over its IPC channel. */
import { fork, type ChildProcess } from "node:child_process";
import { Caller, type Client, type Methods, type Port } from "../../shared/calls.ts";
import type { Log } from "../core/ports.ts";
import type { Closing, RoomEvents, RoomKind } from "./roomProtocols.ts";

/** What is needed to start a room. */
export interface RoomStart {
  /** The script that the child runs: dist/room.js in a bundle, room.ts beside this file in tests. */
  readonly entry: string;
  readonly kind: RoomKind;
  readonly log: Log;
}

/** How long an orderly end may take before the process is killed. */
const closeLimitMs = 5_000;

/** A running room. It keeps the parent alive only between `hold` and `release`, that is while calls are in flight. */
export class RoomProcess<M extends Methods<M> & Closing> {
  readonly #child: ChildProcess;
  readonly #caller: Caller<M, RoomEvents>;
  /** Settles when the process is gone and every answer that it sent has been delivered. */
  readonly ended: Promise<void>;
  #hasEnded = false;
  #isExpectedToEnd = false;

  constructor(start: RoomStart) {
    this.#child = fork(start.entry, [start.kind], {
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: roomEnvironment(),
    });
    this.#child.unref();
    this.#child.channel?.unref();
    this.#caller = new Caller<M, RoomEvents>(childPort(this.#child));
    this.#caller.on("log", ({ level, message }) => start.log[level](message));
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (this.#hasEnded) return;
        this.#hasEnded = true;
        if (!this.#isExpectedToEnd) start.log.warn(`The ${start.kind} room ended unexpectedly (${how}).`);
        this.#caller.close({ reason: "nativeCrashed", message: `The ${start.kind} room ended (${how}).` });
        resolve();
      };
      this.#child.on("error", (error) => end(error.message));
      // "close", not "exit": answers that were sent before the end are still delivered by then
      this.#child.on("close", (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  get client(): Client<M> {
    return this.#caller.client;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** True once no call can be answered any more: the process died or was killed. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Keeps the parent alive until `release`, so that a command line waits for its answers. */
  hold(): void {
    this.#child.channel?.ref();
  }

  release(): void {
    this.#child.channel?.unref();
  }

  /** Ends the process at once; calls in flight fail as after a crash. */
  kill(): void {
    this.#isExpectedToEnd = true;
    this.#child.kill("SIGKILL");
  }

  /** Ends the process in order: asks it to let go, then kills it. Answers when it is gone. */
  async close(): Promise<void> {
    this.#isExpectedToEnd = true;
    this.#child.ref();
    this.hold();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), closeLimitMs);
    try {
      const client = this.#caller.client as Client<Closing>;
      await client.close(undefined, limit.signal);
    } catch {
      // it hangs, or is gone already: either way the kill below is what ends it
    } finally {
      clearTimeout(timer);
    }
    this.kill();
    await this.ended;
  }
}

/** The parent's environment without what would make the child another program or a debuggee. */
function roomEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  return { ...inherited, ELECTRON_RUN_AS_NODE: "1", LANCEDB_LOG: "error" };
}

function childPort(child: ChildProcess): Port {
  return {
    post: (frame) => {
      child.send(frame, () => {
        // a frame that could not be sent needs no answer of its own: the end of the process fails all calls by name
      });
    },
    listen: (onFrame) => {
      child.on("message", onFrame);
      return () => child.off("message", onFrame);
    },
  };
}
