/** Makes the words of a catalog anew, from its own rows: nothing is read from files, decoded or embedded. */
import { imagesBatch } from "./batches.ts";
import { checker } from "./checks.ts";
import { textColumn } from "./columns.ts";
import { guardedWrite } from "./failures.ts";
import { readDocuments } from "./reading.ts";
import type { OpenTables } from "./tables.ts";
import { carryVectors } from "./vectors.ts";

/** Few enough that another write waits no longer than a moment. */
export const rowsAtOnce = 500;

/** Ids of all rows. */
export async function allIds({ images }: OpenTables): Promise<string[]> {
  return textColumn(await images.query().select(["id"]).toArrow(), "id");
}

/** Writes these rows again with the words of the present language; vectors stay as they are. */
export async function reword(tables: OpenTables, ids: readonly string[]): Promise<void> {
  const { documents } = await readDocuments(tables.images, ids);
  if (documents.length === 0) return;
  await carryVectors(tables, documents);
  const batch = imagesBatch(tables.lance, documents, await checker());
  await guardedWrite("making words anew", () => tables.images.mergeInsert("id").whenMatchedUpdateAll().execute(batch));
}
