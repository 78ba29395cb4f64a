/** The record of one image as the image view shows it. */
import { emptyRecord, type FileMetadata, type FormerWords, type ImageRecord } from "../../../shared/model.ts";
import type { RecordView } from "../../../shared/protocol.ts";
import { saysNothing } from "../imageFile/fileMetadata.ts";
import { folderOf, fileNameOf } from "../paths.ts";
import type { ImageRow } from "../rows.ts";
import type { FolderLabels } from "./folderLabels.ts";
import { failureOfRow } from "./gridPage.ts";

/** Row, record and preview joined; a record that nobody wrote yet is an empty one. */
export function recordView(
  row: ImageRow,
  record: ImageRecord | undefined,
  labels: FolderLabels,
  previewUri: string | undefined,
  stale: boolean,
  file: FileMetadata | undefined,
): RecordView {
  const { description, tags, text, alt, sources, textFrom, facts, engine, model, taggedAt, doubt, reviewedAt, former } =
    record ?? emptyRecord;
  const failure = record?.failure ?? (row.state === "failed" ? failureOfRow(row) : undefined);
  return {
    id: row.id,
    path: row.path,
    name: fileNameOf(row.path),
    folder: labels.label(row.folderKey, folderOf(row.path)),
    state: row.state,
    description,
    tags,
    text,
    alt,
    sources,
    size: row.size,
    modifiedAt: new Date(row.mtimeMs).toISOString(),
    ...(textFrom ? { textFrom } : {}),
    ...(facts ? { facts } : {}),
    ...(file && !saysNothing(file) ? { file } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(model === undefined ? {} : { model }),
    ...(taggedAt === undefined ? {} : { taggedAt }),
    ...(failure ? { failure: { reason: failure.reason, message: failure.message } } : {}),
    ...(stale ? { stale } : {}),
    ...(doubt ? { doubt } : {}),
    ...(reviewedAt === undefined ? {} : { reviewedAt }),
    ...(former ? { former: wordsOf(former) } : {}),
    ...(previewUri === undefined ? {} : { previewUri }),
  };
}

function wordsOf({ description, tags, text, alt }: FormerWords): NonNullable<RecordView["former"]> {
  return { description, tags, text, alt };
}

/** The best alt text that a record has: its own, else its description. */
export function altOf(record: ImageRecord | undefined): string {
  if (!record) return "";
  return record.alt !== "" ? record.alt : record.description;
}
