/** Joins one webview with the core: serves its calls, sends it events, and remembers what it was asked to show. */
import * as vscode from "vscode";
import { eventSender, serve, type Port } from "../../../shared/calls.ts";
import type { ShowRequest, ViewEvents, ViewMethods, ViewName } from "../../../shared/protocol.ts";
import { pageHtml, webviewOptions } from "./page.ts";
import { viewMethods, type ViewParts } from "./viewMethods.ts";

/** While the queue runs, the library changes all the time; the views look this often. */
const changedEveryMs = 500;
const changedAtRestMs = 50;

/** One webview with its page. */
export class ViewHost implements vscode.Disposable {
  readonly #parts: ViewParts;
  readonly #stops: (() => void)[];
  readonly #send: ReturnType<typeof eventSender<ViewEvents>>;
  /** Does a page listen that said hello? A hidden webview has none. */
  #isAlive = false;
  #toShow: ShowRequest | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ViewParts, extension: vscode.Uri, webview: vscode.Webview, view: ViewName, title: string) {
    this.#parts = parts;
    const { workshop, log, thumbnailFolder } = parts.outside;
    const port = webviewPort(webview);
    this.#send = eventSender<ViewEvents>(port);
    const methods = viewMethods(parts, webview, view, () => this.#takeShow());
    const engines = parts.engines.onChanged((status) => this.#send("engine", status));
    const library = parts.library.onChanged(() => this.#changed());
    this.#stops = [
      serve<ViewMethods>(port, methods, (error, method) => log.error(`${view} view, ${method}:`, error)),
      workshop.queue.onStatus((status) => this.#send("queue", status)),
      parts.vectors.onStatus((status) => this.#send("vectors", status)),
      workshop.library.onChanged(() => this.#changed()),
      () => engines.dispose(),
      () => library.dispose(),
    ];
    webview.options = webviewOptions(extension, thumbnailFolder);
    webview.html = pageHtml(webview, extension, view, title);
  }

  /** Shows something now, or as soon as the page stands. */
  show(request: ShowRequest): void {
    if (this.#isAlive) this.#send("show", request);
    else this.#toShow = request;
  }

  /** The page is gone until the view is seen again. */
  hidden(): void {
    this.#isAlive = false;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #takeShow(): ShowRequest | undefined {
    this.#isAlive = true;
    const request = this.#toShow;
    this.#toShow = undefined;
    return request;
  }

  #changed(): void {
    const { library, outside } = this.#parts;
    const { workshop } = outside;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#send("changed", {
          revision: workshop.library.revision,
          total: workshop.library.size,
          scanning: library.isScanning,
          hasFolders: library.hasFolders,
          trusted: vscode.workspace.isTrusted,
        });
      },
      workshop.queue.isRunning ? changedEveryMs : changedAtRestMs,
    );
  }
}

function webviewPort(webview: vscode.Webview): Port {
  return {
    // a webview that is hidden or gone takes no messages; what it missed it asks for when it is back
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is the editor's method, not the window's
    post: (frame) => void webview.postMessage(frame),
    listen: (onFrame) => {
      const subscription = webview.onDidReceiveMessage(onFrame);
      return () => subscription.dispose();
    },
  };
}
