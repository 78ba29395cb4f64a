/** What facets count, of all images, as numbers: made once for each version of the table, so that counting costs no reading. */
import type * as Lancedb from "@lancedb/lancedb";
import { keyOf } from "../../core/search/words.ts";
import { numberColumn, textColumn } from "./columns.ts";
import { listCodes, textCodes, type Cut, type ListCodes, type TextCodes } from "./textCodes.ts";

/** Columns of the whole table, row by row in one order. */
export interface FacetColumns {
  readonly version: number;
  readonly rowOfId: ReadonlyMap<string, number>;
  readonly folderKeys: TextCodes;
  readonly folders: TextCodes;
  /** By key, shown in the spelling that is the most frequent. */
  readonly tags: ListCodes;
  readonly colours: ListCodes;
  readonly kinds: TextCodes;
  readonly formats: TextCodes;
  readonly years: TextCodes;
  readonly states: TextCodes;
  readonly models: TextCodes;
  readonly widths: readonly number[];
}

const columns = ["id", "folderKey", "path", "shownTags", "kind", "format", "day", "colours", "state", "model", "width"];

/** Reads them all. */
export async function readFacetColumns(images: Lancedb.Table): Promise<FacetColumns> {
  const version = await images.version();
  const answer = await images.query().select(columns).toArrow();
  return {
    version,
    rowOfId: new Map(textColumn(answer, "id").map((id, row) => [id, row])),
    folderKeys: textCodes(answer, "folderKey"),
    folders: textCodes(answer, "path", beforeLastSlash),
    tags: byKey(listCodes(answer, "shownTags")),
    colours: listCodes(answer, "colours"),
    kinds: textCodes(answer, "kind"),
    formats: textCodes(answer, "format"),
    years: textCodes(answer, "day", (_bytes, from, to) => Math.min(from + 4, to)),
    states: textCodes(answer, "state"),
    models: textCodes(answer, "model"),
    widths: numberColumn(answer, "width"),
  };
}

const slash = 47;
const beforeLastSlash: Cut = (bytes, from, to) => {
  let end = to - 1;
  while (end >= from && bytes[end] !== slash) end--;
  return Math.max(end, from);
};

/** Spellings that differ in case or accents are one tag, and one image carries it once. */
function byKey({ starts, codes, values }: ListCodes): ListCodes {
  const uses = new Int32Array(values.length);
  for (const code of codes) uses[code] = (uses[code] ?? 0) + 1;
  const codeOfKey = new Map<string, number>();
  const shown: string[] = [];
  const most: number[] = [];
  const merged = values.map((value, spelling) => {
    const key = keyOf(value);
    const code = codeOfKey.get(key) ?? shown.length;
    codeOfKey.set(key, code);
    if ((uses[spelling] ?? 0) > (most[code] ?? 0)) [most[code], shown[code]] = [uses[spelling] ?? 0, value];
    else shown[code] ??= value;
    return code;
  });
  return { starts, codes: codes.map((spelling) => merged[spelling] ?? 0), values: shown };
}
