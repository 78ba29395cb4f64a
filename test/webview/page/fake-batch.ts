/** The fake host's part in editing many images: the library of arithmetic, changed by the function that the host uses. */
import { editFor } from "../../../src/extension/core/editing/batchEdit.ts";
import type { BatchEdit, BatchOutcome, BatchRow, BatchTarget } from "../../../src/shared/batch.ts";
import type { Handlers } from "../../../src/shared/calls.ts";
import type { ViewMethods } from "../../../src/shared/protocol.ts";
import type { FakeLibrary } from "./fake-library.ts";

type Answer = <T>(method: string, request: unknown, signal: AbortSignal, value: () => T) => Promise<T>;
type BatchHandlers = Pick<
  Handlers<ViewMethods>,
  "batchTags" | "batchPreview" | "batchApply" | "batchProgress" | "batchStop" | "stepEdit"
>;

interface Changed {
  readonly id: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** What the page asks while many images are edited. */
export function batchHandlers(library: FakeLibrary, answer: Answer, change: () => void): BatchHandlers {
  const done: (readonly Changed[])[] = [];
  const undone: (readonly Changed[])[] = [];
  const idsOf = (target: BatchTarget): readonly string[] => {
    if ("ids" in target) return target.ids;
    const { count, at } = library.found(target.query);
    return Array.from({ length: count }, (_, n) => `id${at(n)}`);
  };
  const changes = (target: BatchTarget, edit: BatchEdit): BatchRow[] =>
    idsOf(target).flatMap((id) => {
      const image = library.byId(id);
      const made = image && editFor(image, edit);
      if (!image || !made) return [];
      const before = { description: image.description, tags: image.tags };
      return [{ id, name: image.name, before, after: { ...before, ...made } as Changed }];
    });
  const put = (rows: readonly Changed[]): readonly Changed[] =>
    rows.flatMap(({ id, description, tags }) => {
      const image = library.byId(id);
      if (!image) return [];
      const before = { id, description: image.description, tags: image.tags };
      library.edit(id, { description, tags });
      return [before];
    });
  const outcome = (changed: number): BatchOutcome => ({ changed, failed: 0, wasStopped: false });
  return {
    batchTags: (request, signal) =>
      answer("batchTags", request, signal, () => {
        const counts = new Map<string, number>();
        const ids = idsOf(request.target);
        for (const id of ids)
          for (const tag of library.byId(id)?.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
        const tags = [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count);
        return { total: ids.length, tags };
      }),
    batchPreview: (request, signal) =>
      answer("batchPreview", request, signal, () => {
        const { target, edit, offset, limit } = request;
        const rows = changes(target, edit);
        return { total: idsOf(target).length, changing: rows.length, rows: rows.slice(offset, offset + limit) };
      }),
    batchApply: (request, signal) =>
      answer("batchApply", request, signal, () => {
        const rows = changes(request.target, request.edit);
        done.push(put(rows.map(({ id, after }) => ({ id, ...after }))));
        change();
        return outcome(rows.length);
      }),
    batchProgress: (request, signal) => answer("batchProgress", request, signal, () => ({ done: 3, total: 12 })),
    batchStop: (request, signal) => answer("batchStop", request, signal, () => undefined),
    stepEdit: (request, signal) =>
      answer("stepEdit", request, signal, () => {
        const [from, to] = request.way === "undo" ? [done, undone] : [undone, done];
        const rows = from.pop();
        if (!rows) return null;
        to.push(put(rows));
        change();
        return outcome(rows.length);
      }),
  };
}
