/** Which images there are to review. */
import type { ReviewList } from "../../../shared/review.ts";
import { isDescribed, type ImageRow } from "../rows.ts";

/** So many are reviewed in one go: a day's work, and a list that a view can hold. */
const mostAtOnce = 10_000;

/** Of these images, those that have a record; without those that are reviewed, unless the person named each of them. */
export function reviewList(
  ids: readonly string[],
  rowOf: (id: string) => Pick<ImageRow, "state" | "reviewed"> | undefined,
  areNamed: boolean,
): ReviewList {
  const wanted: string[] = [];
  let reviewed = 0;
  for (const id of ids) {
    const row = rowOf(id);
    if (!row || !isDescribed(row.state)) continue;
    if (row.reviewed === "yes" && !areNamed) reviewed++;
    else wanted.push(id);
  }
  return { ids: wanted.slice(0, mostAtOnce), isCut: wanted.length > mostAtOnce, reviewed };
}
