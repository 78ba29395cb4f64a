/** The entry of the walking thread, which answers each order with what was found, and of its helper, which reads stamps with it. */
import { parentPort, Worker, workerData } from "node:worker_threads";
import { failureOf, type FailureData } from "../../../shared/failures.ts";
import type { ScanOptions } from "../../core/scanning.ts";
import type { FoundDocument } from "../../core/references/imageUses.ts";
import { walkDocuments } from "./documentWalk.ts";
import { readStamps, type StampOrder } from "./stamping.ts";
import { walk, type WalkResult } from "./walk.ts";

/** What to walk. */
export interface WalkOrder {
  readonly root: string;
  readonly options: ScanOptions;
}

/** Which documents to read; those whose stamps are known are left as they are. */
export interface DocumentOrder extends WalkOrder {
  readonly known: ReadonlyMap<string, string>;
}

/** What came of an order. */
export type Answer<Result> = { readonly result: Result } | { readonly failure: FailureData };

const helperRole = "helper";
let helper: Worker | undefined;

/** Started at the first long list. It ends with the walking thread: a thread's end ends the threads that it started. */
function startHelper(): Worker {
  const started = new Worker(import.meta.filename, { execArgv: [], workerData: helperRole });
  // a helper that cannot start is no fault: the walking thread reads what is left
  return started.on("error", () => (helper = undefined));
}

function help(order: StampOrder): void {
  helper ??= startHelper();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  helper.postMessage(order);
}

function answer(order: WalkOrder | DocumentOrder): Answer<WalkResult | readonly FoundDocument[]> {
  const { root, options } = order;
  try {
    return { result: "known" in order ? walkDocuments(root, options, order.known) : walk(root, options, help) };
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

if (workerData === helperRole) parentPort?.on("message", readStamps);
else parentPort?.on("message", (order: WalkOrder | DocumentOrder) => parentPort?.postMessage(answer(order)));
