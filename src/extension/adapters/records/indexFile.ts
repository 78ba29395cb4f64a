/** The index file `image_metadata.json`: reads every known dialect of it, writes exactly llm-image-tagger's layout. */

/** The four values of an entry, as llm-image-tagger keeps them. */
export interface IndexEntry {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly isProcessed: boolean;
}

/** What one key of the file held: the four values, and all else that must not be lost when the file is written again. */
export interface IndexItem {
  readonly entry: IndexEntry;
  /** Keys that do not belong to the four; absent where there are none. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

const ownKeys: ReadonlySet<string> = new Set(["description", "tags", "text_content", "is_processed"]);

/** What is nested deeper cannot be written again. */
const deepest = 64;

/** The values of an entry that says nothing. */
export const emptyEntry: IndexEntry = { description: "", tags: [], text: "", isProcessed: false };

/** True where some value says something; an entry without content yields to one further out that has some. */
export function hasContent(entry: IndexEntry): boolean {
  return entry.description !== "" || entry.tags.length > 0 || entry.text !== "" || entry.isProcessed;
}

/**
 * Reads an index file: keys as they stand, in their order. Throws a SyntaxError with a position for broken JSON, and a
 * TypeError where the whole is neither an object nor a list of entries.
 */
export function parseIndexFile(content: string): Map<string, IndexItem> {
  const whole: unknown = JSON.parse(content.replace(/^\uFEFF/, "") || "{}");
  const items = new Map<string, IndexItem>();
  if (typeof whole !== "object" || whole === null) throw new TypeError("The file holds no object of entries.");
  if (Array.isArray(whole)) {
    for (const value of whole as unknown[]) {
      const key = keyInside(value);
      if (key === undefined) throw new TypeError("The file is a list whose entries have no path.");
      items.set(key, itemOf(value));
    }
    return items;
  }
  for (const [key, value] of Object.entries(whole)) items.set(key, itemOf(value));
  return items;
}

/** Writes entries in the layout of Python's `json.dump(indent=4)`: sorted keys, ASCII only, no trailing newline. */
export function formatIndexFile(entries: Iterable<readonly [string, IndexEntry]>): string {
  const sorted = [...entries].sort(([a], [b]) => compareCodePoints(a, b));
  if (sorted.length === 0) return "{}";
  return `{\n${sorted.map(([key, entry]) => `    ${ascii(key)}: ${formatEntry(entry)}`).join(",\n")}\n}`;
}

function formatEntry(entry: IndexEntry): string {
  const tags =
    entry.tags.length === 0
      ? "[]"
      : `[\n${entry.tags.map((tag) => `            ${ascii(tag)}`).join(",\n")}\n        ]`;
  return `{
        "description": ${ascii(entry.description)},
        "tags": ${tags},
        "text_content": ${ascii(entry.text)},
        "is_processed": ${String(entry.isProcessed)}
    }`;
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Python sorts text by code points, JavaScript by UTF-16 units; they differ above U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return (isSurrogate(x) ? x + 0x10000 : x) - (isSurrogate(y) ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function keyInside(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { path, filename } = value as { path?: unknown; filename?: unknown };
  return typeof path === "string" ? path : typeof filename === "string" ? filename : undefined;
}

function itemOf(value: unknown): IndexItem {
  if (!isShallow(value, deepest)) throw new TypeError("The file is nested too deeply.");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return value === null ? { entry: emptyEntry } : { entry: emptyEntry, extra: { value } };
  const fields = value as Record<string, unknown>;
  const entry: IndexEntry = {
    description: textOf(fields["description"]),
    tags: tagsOf(fields["tags"]),
    text: textOf(fields["text_content"]),
    isProcessed: fields["is_processed"] === true,
  };
  const extra = Object.entries(fields).filter(([key]) => !ownKeys.has(key));
  return extra.length === 0 ? { entry } : { entry, extra: Object.fromEntries(extra) };
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function tagsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [];
  const tags = list.map((tag) => textOf(tag).trim()).filter((tag) => tag !== "");
  return [...new Set(tags)];
}
