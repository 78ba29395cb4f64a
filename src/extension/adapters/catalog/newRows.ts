/**
 * Near spellings in rows that no index holds yet, compared by ourselves: LanceDB looks for them in its index alone. Such rows are
 * the last ones of a table, since what was written is compacted and indexed in one go.
 */
import type * as Lancedb from "@lancedb/lancedb";
import type { TextHit } from "../../core/catalogPort.ts";
import { allowedEdits, isWithinEdits, swapsOf } from "../../core/search/spelling.ts";
import { stemOf } from "../../core/search/words.ts";
import { textColumn } from "./columns.ts";
import { allWordsColumn } from "./schema.ts";
import { allOf, isOneOf } from "./sql.ts";

/** More rows than this are not read for one search: they are indexed soon. */
const mostRead = 2_000;
/** Few are asked for by name, whatever the conditions. */
const mostFound = 200;

/** Rows with words that differ from these by a slip; the score is how many of the words have one. */
export async function newNearSpellings(
  images: Lancedb.Table,
  conditions: readonly string[],
  words: readonly string[],
): Promise<readonly TextHit[]> {
  const sought = words.filter((word) => allowedEdits(stemOf(word)) > 0).map(nearTo);
  const unindexed =
    sought.length === 0 ? 0 : ((await images.indexStats(`${allWordsColumn}_idx`))?.numUnindexedRows ?? 0);
  if (unindexed === 0) return [];
  const count = Math.min(unindexed, mostRead);
  const total = await images.countRows();
  const query = images.query().select(["id", allWordsColumn]);
  const answer = await query
    .offset(Math.max(0, total - count))
    .limit(count)
    .toArrow();
  const texts = textColumn(answer, allWordsColumn);
  const found = textColumn(answer, "id").flatMap((id, row): TextHit[] => {
    const held = texts[row]?.split(" ") ?? [];
    const score = sought.filter((isNear) => held.some(isNear)).length;
    return score > 0 ? [{ id, score }] : [];
  });
  const best = found.sort((a, b) => b.score - a.score).slice(0, mostFound);
  return conditions.length === 0 ? best : admitted(images, conditions, best);
}

/** Does a stem lie near this word? By the same rules as in the index: the first letter is right. */
function nearTo(word: string): (stem: string) => boolean {
  const stem = stemOf(word);
  const edits = allowedEdits(stem);
  const first = String.fromCodePoint(stem.codePointAt(0) ?? 0);
  const swapped = new Set(swapsOf(word).map(stemOf));
  return (held) => held.startsWith(first) && (isWithinEdits(stem, held, edits) || swapped.has(held));
}

async function admitted(
  images: Lancedb.Table,
  conditions: readonly string[],
  hits: readonly TextHit[],
): Promise<readonly TextHit[]> {
  if (hits.length === 0) return [];
  const named = isOneOf(
    "id",
    hits.map(({ id }) => id),
  );
  const where = allOf([...conditions, named]) ?? "true";
  const ids = new Set(textColumn(await images.query().where(where).select(["id"]).toArrow(), "id"));
  return hits.filter(({ id }) => ids.has(id));
}
