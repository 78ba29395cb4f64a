/** Reads how pictures look: a few columns of all rows, which costs a fraction of reading the rows. */
import type * as Lancedb from "@lancedb/lancedb";
import type { Likenesses } from "../../core/catalogPort.ts";
import { numberColumn, textColumn } from "./columns.ts";
import { isOneOf } from "./sql.ts";

/** The columns of these library folders. */
export async function readLikenesses(images: Lancedb.Table, folderKeys: readonly string[]): Promise<Likenesses> {
  const answer = await images
    .query()
    .where(isOneOf("folderKey", folderKeys))
    .select(["id", "dHash", "width", "height"])
    .toArrow();
  return {
    ids: textColumn(answer, "id"),
    dHashes: textColumn(answer, "dHash"),
    widths: numberColumn(answer, "width"),
    heights: numberColumn(answer, "height"),
  };
}
