/** What the views ask about editing many images, and about taking edits back. */
import type { BatchOutcome } from "../../../shared/batch.ts";
import type { Handlers } from "../../../shared/calls.ts";
import type { ViewMethods } from "../../../shared/protocol.ts";
import { batchPreview, batchTags } from "../../core/editing/batchPreview.ts";
import type { EditOutcome } from "../../core/editing/recordEditing.ts";
import type { ImageRef } from "../../core/ports.ts";
import { batchEdit } from "../../core/views/batchRequests.ts";
import * as read from "../../core/views/requests.ts";
import { ViewWork } from "./leftWork.ts";
import type { ViewParts } from "./viewMethods.ts";

/** Rows of one page, and tags that are offered, at most. */
const mostRows = 200;
const mostTags = 5000;

type BatchMethods = Pick<
  Handlers<ViewMethods>,
  "batchTags" | "batchPreview" | "batchApply" | "batchProgress" | "batchStop" | "stepEdit"
>;

/** The methods for one webview; `requireTrust` refuses in Restricted Mode. */
export function batchMethods({ outside, lists, library: keeper }: ViewParts, requireTrust: () => void): BatchMethods {
  const { workshop, log } = outside;
  const { editing, library } = workshop;
  const parts = {
    read: (image: ImageRef, signal: AbortSignal) => workshop.record(image, signal),
    rest: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const work = new ViewWork();

  const imagesOf = async (target: unknown, signal: AbortSignal): Promise<readonly ImageRef[]> => {
    const { ids, query } = read.fields(target);
    const asked = ids === undefined ? (await lists.list(read.gridQuery(query), signal)).ids : idsOf(ids);
    // what went away meanwhile, or whose file is missing, is not edited
    return asked.flatMap((id) => library.image(id) ?? []);
  };
  const said = (outcome: EditOutcome): BatchOutcome => {
    for (const { failure } of outcome.failures) log.warn(failure.message);
    return outcomeOf(outcome);
  };

  return {
    batchTags: async (request, signal) =>
      batchTags(await imagesOf(read.fields(request)["target"], signal), mostTags, parts, signal),
    batchPreview: async (request, signal) => {
      const { target, edit, offset, limit } = read.fields(request);
      const shown = {
        offset: read.count(offset, "offset", read.limits.actionIds),
        limit: read.count(limit, "limit", mostRows),
      };
      return batchPreview(await imagesOf(target, signal), batchEdit(edit), shown, parts, signal);
    },
    // the call's own signal ends the call alone: what was begun goes on until a person stops it
    batchApply: async (request, signal) => {
      requireTrust();
      const { target, edit } = read.fields(request);
      const wanted = batchEdit(edit);
      const images = await imagesOf(target, signal);
      return said(
        await work.run(images.length, "says", (onProgress, stop) => editing.editMany(images, wanted, onProgress, stop)),
      );
    },
    batchProgress: () => work.progress(),
    batchStop: () => work.stop(),
    stepEdit: async (request) => {
      requireTrust();
      await keeper.start();
      const way = read.oneOf(read.fields(request)["way"], "way", ["undo", "redo"]);
      const total = (way === "undo" ? editing.undoable : editing.redoable)?.changes.length ?? 0;
      const outcome = await work.run(total, "quiet", (onProgress, stop) => editing[way](onProgress, stop));
      return outcome ? said(outcome) : null;
    },
  };
}

function idsOf(ids: unknown): readonly string[] {
  return read.texts(ids, "ids", read.limits.actionIds);
}

function outcomeOf({ changed, failures, wasStopped }: EditOutcome): BatchOutcome {
  const [first] = failures;
  return {
    changed: changed.length,
    failed: failures.length,
    ...(first ? { failure: first.failure } : {}),
    wasStopped,
  };
}
