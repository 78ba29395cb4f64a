/** One worker thread with tesseract in it, spoken to in the messages of tesseract.js' own worker script. */
import { Worker } from "node:worker_threads";
import type { OcrPaths } from "./ocrPaths.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Reading takes all that a processor has left, and nothing from an engine or from the decoding of its next picture. */
const niceness = 5;

/** The thread's own priority can be lowered on Linux alone; elsewhere the same call would slow the whole room down. */
function threadSource(workerScript: string): string {
  const start = `require(${JSON.stringify(workerScript)});`;
  if (process.platform !== "linux") return start;
  // a process that is slower already stays so, and where it is forbidden the thread reads all the same
  return `const os = require("node:os"); try { if (os.getPriority() < ${niceness}) os.setPriority(${niceness}); } catch {} ${start}`;
}

/** LSTM_ONLY: the packaged data holds no other engine. */
const lstmOnly = 1;

/**
 * Why not tesseract.js' `createWorker`: it throws into the event loop on a failed job, never answers when language data
 * or the thread fail at the start, and hides the thread until then.
 */
export class OcrThread {
  readonly #worker: Worker;
  /** Which jobs has the thread not answered? */
  readonly #waiting = new Map<string, Waiting>();
  #nextJob = 1;
  #hasEnded = false;

  private constructor(workerScript: string) {
    this.#worker = new Worker(threadSource(workerScript), { eval: true, stdout: true, stderr: true, env: {} });
    this.#worker.on("message", (message: unknown) => this.#receive(message));
    this.#worker.on("error", (error: Error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("the thread ended")));
  }

  /** Starts the thread and loads core and language; rejects where either cannot be loaded. */
  static async start(paths: OcrPaths): Promise<OcrThread> {
    const thread = new OcrThread(paths.workerScript);
    try {
      // in Node this option takes the engine's number: `true` would load the large core for both engines
      await thread.#ask("load", { options: { lstmOnly, logging: false } });
      const options = { langPath: paths.dataFolder, cacheMethod: "none", gzip: true, lstmOnly: true };
      await thread.#ask("loadLanguage", { langs: "eng", options });
      await thread.#ask("initialize", { langs: "eng", oem: lstmOnly, config: {} });
      await thread.#ask("setParameters", { params: { user_defined_dpi: "150" } });
      return thread;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  /** True when no job will be answered any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Reads one encoded picture and answers tesseract's table (TSV): one row per word, with confidence and box. */
  async recognise(image: Uint8Array, pageMode: string): Promise<string> {
    const answer = await this.#ask("recognize", {
      image,
      options: { tessedit_pageseg_mode: pageMode },
      output: { text: false, tsv: true },
    });
    const table = (answer as { readonly tsv?: unknown } | undefined)?.tsv;
    return typeof table === "string" ? table : "";
  }

  /** Ends the thread, also in the middle of a picture; jobs that wait are rejected. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(action: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return reject(new Error("the thread has ended"));
      const jobId = `${action}-${this.#nextJob++}`;
      this.#waiting.set(jobId, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      this.#worker.postMessage({ workerId: "ocr", jobId, action, payload });
    });
  }

  #receive(message: unknown): void {
    const { jobId, status, data } = message as {
      readonly jobId?: string;
      readonly status?: string;
      readonly data?: unknown;
    };
    if (status !== "resolve" && status !== "reject") return;
    const waiting = this.#waiting.get(jobId ?? "");
    this.#waiting.delete(jobId ?? "");
    if (status === "resolve") waiting?.resolve(data);
    else waiting?.reject(new Error(String(data)));
  }

  #fail(error: Error): void {
    this.#hasEnded = true;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
