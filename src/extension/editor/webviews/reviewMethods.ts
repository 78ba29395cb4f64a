/** What the library panel asks while records are reviewed: which ones, and what becomes of a decision. */
import * as vscode from "vscode";
import type { Handlers } from "../../../shared/calls.ts";
import { ExpectedError } from "../../../shared/failures.ts";
import type { RecordView, ViewMethods } from "../../../shared/protocol.ts";
import type { ImageRef } from "../../core/ports.ts";
import { reviewList } from "../../core/views/reviewList.ts";
import * as read from "../../core/views/requests.ts";
import type { ViewParts } from "./viewMethods.ts";

/** How the other methods find an image and show its record. */
export interface ReviewRecords {
  /** Throws an ExpectedError for an id that the library does not know, and in Restricted Mode. */
  readonly toEdit: (id: unknown) => ImageRef;
  readonly view: (image: ImageRef, signal: AbortSignal) => Promise<RecordView>;
}

type ReviewMethods = Pick<Handlers<ViewMethods>, "reject" | "takeBack" | "toReview">;

/** The methods for one webview. */
export function reviewMethods({ outside, lists }: ViewParts, records: ReviewRecords): ReviewMethods {
  const { editing, library } = outside.workshop;
  return {
    toReview: async (request, signal) => {
      const { ids, query } = read.fields(request);
      const areNamed = ids !== undefined;
      const asked = areNamed
        ? read.texts(ids, "ids", read.limits.actionIds)
        : (await lists.list(read.gridQuery(query), signal)).ids;
      return reviewList(asked, (id) => library.get(id), areNamed);
    },
    reject: async (request, signal) => {
      const image = records.toEdit(read.fields(request)["id"]);
      await editing.reject(image, signal);
      return records.view(image, signal);
    },
    takeBack: async (request, signal) => {
      const image = records.toEdit(read.fields(request)["id"]);
      const changes = editing.undoable?.changes ?? [];
      if (changes.length !== 1 || changes[0]?.id !== image.id)
        throw new ExpectedError(
          "fileChanged",
          vscode.l10n.t("Something else was edited since. Take that back first, or open the image to edit it."),
        );
      const outcome = await editing.undo(() => undefined, signal);
      const [failed] = outcome?.failures ?? [];
      if (failed) throw new ExpectedError(failed.failure.reason, failed.failure.message);
      return records.view(image, signal);
    },
  };
}
