/** The entry of the walking thread: walks a folder for each order and answers with what was found or with the failure. */
import { parentPort } from "node:worker_threads";
import { failureOf, type FailureData } from "../../../shared/failures.ts";
import type { ScanOptions } from "../../core/ports.ts";
import { walk, type WalkResult } from "./walk.ts";

/** What to walk. */
export interface WalkOrder {
  readonly root: string;
  readonly options: ScanOptions;
}

/** What came of it. */
export type WalkAnswer = { readonly result: WalkResult } | { readonly failure: FailureData };

function answer({ root, options }: WalkOrder): WalkAnswer {
  try {
    return { result: walk(root, options) };
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

parentPort?.on("message", (order: WalkOrder) => {
  const found = answer(order);
  parentPort?.postMessage(found, "result" in found ? [found.result.stamps.buffer as ArrayBuffer] : []);
});
