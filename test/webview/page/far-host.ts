/** Puts a host that lives in a worker behind the page's API, so that its messages come from elsewhere as in the editor. */
const total = new URL(location.href).searchParams.get("total") ?? "1000";
const worker = new Worker(`/far-worker.js?total=${total}`, { type: "module" });
let kept: unknown;
worker.addEventListener("message", ({ data }: MessageEvent) => window.postMessage(data, "*"));
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (frame: unknown) => worker.postMessage(frame),
    getState: () => kept,
    setState: (state: unknown) => {
      kept = state;
    },
  }),
});
