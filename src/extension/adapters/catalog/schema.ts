/**
 * The tables of the catalog: `images` (one row per image, with derived columns for search), `folders`, and one table of vectors
 * per embedder.
 *
 * Why vectors have tables of their own and are no column of `images`: another embedder has other dimensions, and its vectors must
 * never be compared with the old ones; an edit of tags would otherwise rewrite three kilobytes of vector, and storing a vector
 * would rewrite the row and take it out of the full text index until the next optimise. Filters must hold before ranking, so a
 * vector row repeats the columns that filters read: the same condition then holds in both tables, however it is built, and no
 * list of ids has to cross from one to the other. They cannot drift: the vector belongs to one record hash, and what can change
 * without it is written to the vector row first (`upsert`).
 */
import type * as Arrow from "apache-arrow";
import type { CatalogDocument, CatalogRow } from "../../core/catalogPort.ts";
import { fileNameOf, folderOf } from "../../core/paths.ts";
import { fileTexts, shownTags } from "../../core/search/fileWords.ts";
import { keyOf, nameOf, nameWordsOf, stemOf, stemsOf, wordsOf } from "../../core/search/words.ts";
import { hasValues, type HasWhat } from "../../../shared/queryFields.ts";
import type { Lance } from "./lance.ts";

/** Raised whenever a column or the way words are made changes; a catalog of another version is made anew. */
export const catalogVersion = 8;
export const imagesTable = "images";
export const foldersTable = "folders";
export const vectorsPrefix = "vectors_";

const rowText = [
  "id",
  "folderKey",
  "path",
  "contentKey",
  "state",
  "recordHash",
  "factsKey",
  "by",
  "model",
  "recipe",
  "failureReason",
  "failureMessage",
  "metadataKey",
  "sidecars",
  "reviewed",
] as const;
const rowNumbers = ["size", "mtimeMs"] as const;
/** Columns of the slim row. */
export const rowColumns: readonly (keyof CatalogRow)[] = [...rowText, ...rowNumbers];
const factsText = ["format", "kind", "dHash"] as const;
const factsNumbers = ["width", "height"] as const;
const documentLists = ["tags", "colours"] as const;
/** What conditions and counts read one by one. */
const ownColumns = [...rowColumns, ...factsText, ...factsNumbers, ...documentLists] as const;
/**
 * The fields of a whole document, which stand together in one column: to read twenty documents out of twenty-five columns took
 * three times as long.
 */
export const documentFields: readonly (keyof CatalogDocument)[] = [
  ...ownColumns,
  ...(["description", "text", "alt", "takenAt", "camera", "place", "file"] as const),
];
export const documentColumn = "document";
/** Columns of `images` that are fields of the document as they are. */
export const plainColumns: ReadonlySet<string> = new Set(ownColumns);
/** Columns of numbers; all others of the slim row are text. */
export const numberColumns: ReadonlySet<string> = new Set(rowNumbers);

/** Stands between two tags and two fields, so that no phrase reaches from one into the next; no word is ever this. */
const between = " | ";

/**
 * The one full text column: the words of all fields as stems between single spaces, so that SQL can look for " red car " in it.
 * Tags stand in it twice, which is their weight in ranking. A column for each field ranked no better on captions, the sum of
 * several columns takes three times as long, and the best of several passes over what the others hold.
 */
export const allWordsColumn = "allWords";

const derivedText = ["nameKey", "fileKey", "folderPath", "textKey", "modelKey", "day", "tagWords", allWordsColumn];
const derivedNumbers = ["rating"] as const;
const derivedLists = ["tagKeys", "shownTags", "has"] as const;

/** What a vector row repeats of its image: all that conditions read. */
const filterColumns: readonly string[] = (
  "folderKey path state reviewed by format kind size width height rating colours " +
  `nameKey fileKey folderPath textKey modelKey day ${allWordsColumn} tagKeys has`
).split(" ");

/** The columns of `images` that search reads and nobody is shown. */
interface DerivedColumns {
  readonly tagKeys: readonly string[];
  /** Tags, and keywords of the file that are none of them. */
  readonly shownTags: readonly string[];
  /** Words of the name without its extension; the name as it is; the folders in their order, each between slashes. */
  readonly nameKey: string;
  readonly fileKey: string;
  readonly folderPath: string;
  readonly textKey: string;
  readonly modelKey: string;
  /** When it was taken, else changed: ISO 8601, local. */
  readonly day: string;
  /** Stars that other programs gave it: 1 to 5, -1 for rejected, 0 where nobody rated it. */
  readonly rating: number;
  /** Which of the things it has that `has:` asks for. */
  readonly has: readonly HasWhat[];
  readonly tagWords: string;
  readonly allWords: string;
}

/** The search columns of a document. */
export function deriveColumns(document: CatalogDocument): DerivedColumns {
  const { file } = document;
  const tagWords = document.tags.map((tag) => stemsOf(tag).join(" ")).join(between);
  const nameWords = nameWordsOf(document.path).map(stemOf).join(" ");
  const ownTexts = [document.description, document.alt, document.text];
  const texts = [...ownTexts, ...fileTexts(document)].map((text) => stemsOf(text).join(" "));
  return {
    tagKeys: [
      ...new Set(
        shownTags(document)
          .map(keyOf)
          .filter((key) => key !== ""),
      ),
    ],
    shownTags: shownTags(document),
    nameKey: wordsOf(nameOf(document.path)).join(" "),
    fileKey: keyOf(fileNameOf(document.path)),
    folderPath: folderPathOf(folderOf(document.path)),
    textKey: keyOf(document.text),
    modelKey: keyOf(document.model),
    day: file?.takenAt || document.takenAt || localDay(document.mtimeMs),
    rating: file?.rating ?? 0,
    has: hasOf(document),
    tagWords: spaced(tagWords),
    allWords: spaced([tagWords, tagWords, nameWords, ...texts].join(between)),
  };
}

/** A folder as conditions compare it: without case, between slashes. */
export function folderPathOf(folder: string): string {
  return folder === "" ? "/" : `/${keyOf(folder)}/`;
}

/** A time as the clock on the wall shows it: what cameras write too. */
function localDay(timeMs: number): string {
  const time = new Date(timeMs);
  if (!Number.isFinite(time.getTime())) return "";
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${String(time.getFullYear()).padStart(4, "0")}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function hasOf(document: CatalogDocument): HasWhat[] {
  const { alt, place, text, description, camera, file } = document;
  const has = {
    alt: alt || (file?.altText ?? ""),
    gps: place || (file?.place ? "some" : ""),
    text,
    description: description || (file?.caption ?? ""),
    tags: shownTags(document).length > 0 ? "some" : "",
    camera: camera || (file?.camera ?? ""),
  };
  return hasValues.filter((what) => has[what].trim() !== "");
}

function spaced(words: string): string {
  return ` ${words} `;
}

/** Arrow schema of `images`. */
export function imagesSchema({ arrow }: Pick<Lance, "arrow">): Arrow.Schema {
  const text = (name: string): Arrow.Field => new arrow.Field(name, new arrow.Utf8(), name !== "id");
  const number = (name: string): Arrow.Field => new arrow.Field(name, new arrow.Float64(), true);
  return new arrow.Schema([
    ...[...rowText, ...factsText].map(text),
    ...[...rowNumbers, ...factsNumbers, ...derivedNumbers].map(number),
    ...derivedText.map(text),
    ...[documentColumn, "rowCheck", "documentCheck"].map(text),
    ...[...documentLists, ...derivedLists].map((name) => textList(arrow, name)),
  ]);
}

/** Arrow schema of `folders`. */
export function foldersSchema({ arrow }: Lance): Arrow.Schema {
  return new arrow.Schema(
    ["key", "folderKey", "folder", "stamps"].map((name) => new arrow.Field(name, new arrow.Utf8(), name !== "key")),
  );
}

/** The index takes vectors whose length is a multiple of this; zeros at the end change no distance. */
const lengthUnit = 8;

/** The length at which vectors of so many dimensions are stored. */
export function storedLength(dimensions: number): number {
  return Math.ceil(dimensions / lengthUnit) * lengthUnit;
}

/** Arrow schema of a table of vectors. */
export function vectorsSchema({ arrow }: Pick<Lance, "arrow">, dimensions: number): Arrow.Schema {
  const item = new arrow.Field("item", new arrow.Float32(), true);
  const own = new Set(["id", "recordHash", ...filterColumns]);
  return new arrow.Schema([
    ...imagesSchema({ arrow }).fields.filter(({ name }) => own.has(name)),
    new arrow.Field("vector", new arrow.FixedSizeList(storedLength(dimensions), item), true),
  ]);
}

function textList(arrow: Lance["arrow"], name: string): Arrow.Field {
  return new arrow.Field(name, new arrow.List(new arrow.Field("item", new arrow.Utf8(), true)), true);
}
