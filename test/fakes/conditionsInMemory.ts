/** Conditions and counts by looking at one document after the other: what the real catalog's SQL has to agree with. */
import type { CatalogDocument, FacetCount, Facets } from "../../src/extension/core/catalogPort.ts";
import type { Condition, Leaf, Range } from "../../src/extension/core/search/condition.ts";
import { shownTags } from "../../src/extension/core/search/fileWords.ts";
import { fileNameOf, folderOf } from "../../src/extension/core/paths.ts";
import { keyOf, nameOf, nameWordsOf, stemOf, stemsOf, wordsOf } from "../../src/extension/core/search/words.ts";

/** True where the document fulfils the condition. */
export function holds(document: CatalogDocument, condition: Condition): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(document, one));
  if ("any" in condition) return condition.any.some((one) => holds(document, one));
  if ("not" in condition) return !holds(document, condition.not);
  return fulfilsLeaf(document, condition.leaf);
}

function fulfilsLeaf(document: CatalogDocument, leaf: Leaf): boolean {
  switch (leaf.field) {
    case "words":
      return holdsRun(document, stemsOf(leaf.text));
    case "tag":
      return shownTags(document)
        .map(keyOf)
        .some((tag) => (leaf.isBeginning ? tag.startsWith(keyOf(leaf.name)) : tag === keyOf(leaf.name)));
    case "folder":
      return isInFolder(document, leaf);
    case "under":
      return leaf.path === "" || document.path.startsWith(`${leaf.path}/`);
    case "name":
      return isNamed(document.path, leaf.text);
    case "format":
    case "kind":
      return document[leaf.field] === leaf.name;
    case "colour":
      return document.colours.includes(leaf.name);
    case "text":
      return keyOf(document.text).includes(keyOf(leaf.part));
    case "state":
      return leaf.states.includes(document.state);
    case "reviewed":
      return document.reviewed === "yes";
    case "has":
      return has(document, leaf.what);
    case "date":
      return isWithin(dayOf(document), leaf);
    case "size":
      return isWithin(document.size, leaf);
    case "rating":
      return isWithin(document.file?.rating ?? 0, leaf);
    case "width":
    case "height":
      return document[leaf.field] > 0 && isWithin(document[leaf.field], leaf);
    case "model":
      return keyOf(document.model).includes(keyOf(leaf.part)) || document.by === keyOf(leaf.part);
  }
}

function holdsRun(document: CatalogDocument, stems: readonly string[]): boolean {
  const { tags, path, description, alt, text } = document;
  const fields = [...tags.map(stemsOf), nameWordsOf(path).map(stemOf), ...[description, alt, text].map(stemsOf)];
  return fields.some((field) => ` ${field.join(" ")} `.includes(` ${stems.join(" ")} `));
}

function isInFolder(document: CatalogDocument, leaf: Extract<Leaf, { field: "folder" }>): boolean {
  if (leaf.folderKey !== undefined && document.folderKey !== leaf.folderKey) return false;
  const folder = `/${keyOf(folderOf(document.path))}/`;
  const sought = leaf.path === "" ? "/" : `/${keyOf(leaf.path)}/`;
  return leaf.isFromTop ? folder.startsWith(sought) : folder.includes(sought);
}

function isNamed(path: string, text: string): boolean {
  const [name, sought] = [keyOf(fileNameOf(path)), keyOf(text)];
  if (/[*?]/.test(sought)) {
    const pattern = sought
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]");
    return new RegExp(`^${pattern}$`, "u").test(name);
  }
  const words = wordsOf(text);
  return name.includes(sought) || (words.length > 1 && wordsOf(nameOf(path)).join(" ").includes(words.join(" ")));
}

function has(document: CatalogDocument, what: string): boolean {
  const { alt, place, text, description, camera, file } = document;
  const values: Readonly<Record<string, string>> = {
    alt: alt || (file?.altText ?? ""),
    gps: place || (file?.place ? "some" : ""),
    text,
    description: description || (file?.caption ?? ""),
    tags: shownTags(document).join(),
    camera: camera || (file?.camera ?? ""),
  };
  return (values[what] ?? "").trim() !== "";
}

function isWithin<Value extends string | number>(value: Value, { from, below }: Range<Value>): boolean {
  return (from === undefined || value >= from) && (below === undefined || value < below);
}

function dayOf({ takenAt, mtimeMs, file }: CatalogDocument): string {
  if (file?.takenAt || takenAt) return file?.takenAt ?? takenAt;
  const time = new Date(mtimeMs);
  return new Date(mtimeMs - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The counts of these documents. */
export function countedFacets(documents: readonly CatalogDocument[], most: number): Facets {
  const counted = (valuesOf: (document: CatalogDocument) => readonly string[]): FacetCount[] => {
    const counts = new Map<string, number>();
    for (const document of documents)
      for (const value of valuesOf(document)) if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, most);
  };
  const folders = counted(({ folderKey, path }) => [`${folderKey}\n${folderOf(path)}`]);
  return {
    total: documents.length,
    unmeasured: documents.filter(({ width }) => width === 0).length,
    folders: folders.map(({ value, count }) => {
      const [folderKey = "", path = ""] = value.split("\n");
      return { folderKey, value: path, count };
    }),
    tags: counted((document) => [...new Set(shownTags(document).map(keyOf))]),
    kinds: counted(({ kind }) => [kind]),
    formats: counted(({ format }) => [format]),
    years: counted((document) => [dayOf(document).slice(0, 4)]),
    colours: counted(({ colours }) => colours),
    states: counted(({ state }) => [state]),
    models: counted(({ model }) => [model]),
  };
}
