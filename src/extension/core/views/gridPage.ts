/** One page of the grid as it crosses to a webview: cards with state, progress and the reasons of a search. */
import type { FailureData, Reason } from "../../../shared/failures.ts";
import type { Step } from "../../../shared/model.ts";
import type { GridCard, GridPage } from "../../../shared/protocol.ts";
import type { Library } from "../library.ts";
import { folderOf, fileNameOf } from "../paths.ts";
import type { ImageRow } from "../rows.ts";
import type { FolderLabels } from "./folderLabels.ts";
import type { GridList } from "./gridList.ts";

/** How far the image is that the queue works on; undefined for all others. */
export type ProgressOf = (id: string) => { readonly step: Step; readonly progress: number } | undefined;

/** What cards are made of. */
export interface CardParts {
  readonly library: Library;
  readonly labels: FolderLabels;
  readonly progressOf: ProgressOf;
  readonly isStale: (id: string) => boolean;
  /** Rows of records whose images are gone. */
  readonly missing?: (id: string) => ImageRow | undefined;
}

/** The cards from `offset` on. An image that left the library since the list was made is shown as failed, never left out. */
export function gridPage(list: GridList, offset: number, limit: number, parts: CardParts): GridPage {
  const items = list.ids.slice(offset, offset + limit).map((id) => cardOf(id, list, parts));
  return {
    revision: list.revision,
    total: list.ids.length,
    offset,
    items,
    sections: list.sections,
    ...(list.notes ? { notes: list.notes } : {}),
    ...(list.weakHits === undefined ? {} : { weakHits: list.weakHits }),
    ...(list.hasMoreWeak && { hasMoreWeak: list.hasMoreWeak }),
    ...(list.withinCount === undefined ? {} : { withinCount: list.withinCount }),
    ...(list.likeName === undefined ? {} : { likeName: list.likeName }),
  };
}

/** Changes with the file's content, as far as its size and time tell. */
export function versionOf(row: Pick<ImageRow, "size" | "mtimeMs">): string {
  return `${row.size.toString(36)}-${Math.round(row.mtimeMs).toString(36)}`;
}

/** The failure of a row as data; undefined where there is none. */
export function failureOfRow(row: ImageRow): FailureData | undefined {
  if (row.failureReason === "") return undefined;
  return { reason: row.failureReason as Reason, message: row.failureMessage };
}

function cardOf(id: string, list: GridList, parts: CardParts): GridCard {
  const { library, labels, progressOf, isStale } = parts;
  const hit = list.hits?.get(id);
  const copy = list.groups?.get(id)?.views?.get(id);
  const there = library.get(id);
  const row = there ?? parts.missing?.(id);
  if (!row) return goneCard(id);
  const failure = row.state === "failed" ? failureOfRow(row) : undefined;
  const progress = progressOf(id);
  return {
    id,
    name: fileNameOf(row.path),
    path: row.path,
    folder: labels.label(row.folderKey, folderOf(row.path)),
    state: row.state,
    version: versionOf(row),
    ...(failure ? { failure } : {}),
    ...(isStale(id) ? { stale: true } : {}),
    ...(there ? {} : { missing: true }),
    ...progress,
    ...(copy ? { copy } : {}),
    ...(hit ? { why: hit.why, description: hit.description, tags: hit.tags } : {}),
  };
}

function goneCard(id: string): GridCard {
  const failure: FailureData = { reason: "notFound", message: "This image is no longer in the library." };
  return { id, name: "", path: "", folder: "", state: "failed", failure };
}
