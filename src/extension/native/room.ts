/** The entry of a native room's process: loads one room's adapters and answers calls over the IPC channel until that closes. */
import { eventSender, serve, type Frame, type Port } from "../../shared/calls.ts";
import { failureOf } from "../../shared/failures.ts";
import type { Log } from "../core/ports.ts";
import type { CatalogRoom, ImagesRoom, RoomEvents } from "./roomProtocols.ts";

/** SIGKILL, not exit: an orderly exit would wait for a decode that is under way on another thread. */
function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** The IPC channel as a port with one listener; calls that arrive while the libraries load are kept for it. */
function channelPort(): Port {
  const early: unknown[] = [];
  const keep = (frame: unknown): void => void early.push(frame);
  let hear = keep;
  process.on("message", (frame) => hear(frame));
  return {
    post: (frame) => {
      process.send?.(frame, undefined, undefined, () => {
        // an answer that cannot be sent: the parent is gone, and "disconnect" ends this process
      });
    },
    listen: (onFrame) => {
      hear = onFrame;
      early.splice(0).forEach(onFrame);
      return () => (hear = keep);
    },
  };
}

function portLog(port: Port): Log {
  const send = eventSender<RoomEvents>(port);
  const trace = (error: unknown): string => {
    if (error === undefined) return "";
    return ` ${error instanceof Error ? (error.stack ?? error.message) : failureOf(error).message}`;
  };
  return {
    debug: (message) => send("log", { level: "debug", message }),
    info: (message) => send("log", { level: "info", message }),
    warn: (message) => send("log", { level: "warn", message }),
    error: (message, error) => send("log", { level: "error", message: message + trace(error) }),
  };
}

/** Serves the room of that name. The imports are lazy, so that neither room loads the other's native library. */
async function open(kind: string | undefined, port: Port, log: Log): Promise<void> {
  const onUnexpected = (error: unknown, method: string): void => log.error(`Unexpected failure in "${method}".`, error);
  if (kind === "images") {
    const { imagesHandlers } = await import("./imagesHandlers.ts");
    serve<ImagesRoom>(port, imagesHandlers(log), onUnexpected);
  } else if (kind === "catalog") {
    const { catalogHandlers } = await import("./catalogHandlers.ts");
    serve<CatalogRoom>(port, catalogHandlers(log), onUnexpected);
  } else {
    throw new Error(`there is no room "${kind}"`);
  }
}

/** Answers every call with one failure: the room's native library does not load on this computer. */
function refuse(kind: string | undefined, error: unknown, port: Port, log: Log): void {
  const reason = kind === "catalog" ? "catalogUnavailable" : "nativeCrashed";
  const platform = `${process.platform}-${process.arch}`;
  const message = `The ${kind} library does not load on ${platform}: ${failureOf(error).message}`;
  log.error(message, error);
  port.listen((frame) => {
    const { kind: sort, call } = frame as Frame & { readonly call: number };
    if (sort === "call") port.post({ kind: "failure", call, failure: { reason, message } });
  });
}

/** Opens the room that the first argument names; nothing of it outlives the parent. */
async function main(): Promise<void> {
  process.on("disconnect", die);
  if (!process.connected) die();
  const kind = process.argv[2];
  const port = channelPort();
  const log = portLog(port);
  try {
    await open(kind, port, log);
  } catch (error) {
    refuse(kind, error, port, log);
  }
}

void main();
