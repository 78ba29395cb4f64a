/** Sends every error that nobody caught to the extension's log, so that nothing fails in silence. */
import type { ViewName } from "../../shared/protocol.ts";
import type { Host } from "./connection.ts";

const maxReports = 50;

/** Listens for errors and rejections of the whole page. */
export function reportErrors(host: Host, view: ViewName): void {
  let reports = 0;
  const report = (level: "error" | "warn", thrown: unknown): void => {
    // a loop of errors must not flood the log
    if (++reports > maxReports) return;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    host.report({ level, message: error.message, stack: error.stack ?? "", view }).catch(() => {
      // the host is gone, and with it the log: there is nobody left to tell
    });
  };
  window.addEventListener("error", (event) => {
    // Chromium says this where an observer's work took longer than a frame; the rest is delivered in the next
    if (event.message.startsWith("ResizeObserver loop")) return;
    report("error", event.error ?? `${event.message} (${event.filename}:${event.lineno})`);
  });
  window.addEventListener("unhandledrejection", (event) => report("error", event.reason));
  document.addEventListener("securitypolicyviolation", (event) => {
    report("warn", `The content policy refused ${event.violatedDirective}: ${event.blockedURI}`);
  });
}
