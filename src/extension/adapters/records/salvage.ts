/** Saves what can be read of a broken record file: both sides of a merge conflict, or entry by entry. */

/** How a kind of record file is read as a whole, and how one entry is made a file of its own. */
export interface FileKind<T> {
  readonly parse: (content: string) => Map<string, T>;
  readonly alone: (key: string, value: string) => string;
  /** False for what was read but says nothing. */
  readonly isEntry: (value: T) => boolean;
}

const markers = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/m;
const entryStart = /"((?:[^"\\\n]|\\.){1,2000})"\s*:\s*\{/g;
/** A longer entry is none of ours; and a hostile file must not be gone over again for each of its brackets. */
const longestEntry = 256 * 1024;
const mostCharacters = 64 * 1024 * 1024;

/** Position of the first conflict marker of a merge; -1 where there is none. */
export function conflictAt(content: string): number {
  return content.search(markers);
}

/** All entries that can be read; of the two sides of a conflict ours first, and theirs where ours has nothing. */
export function salvage<T>(content: string, kind: FileKind<T>): Map<string, T> {
  if (conflictAt(content) < 0) return entryByEntry(content, kind);
  const saved = new Map<string, T>();
  for (const side of ["ours", "theirs"] as const)
    for (const [key, value] of wholeOrParts(sideOf(content, side), kind)) if (!saved.has(key)) saved.set(key, value);
  return saved;
}

function wholeOrParts<T>(content: string, kind: FileKind<T>): Map<string, T> {
  try {
    return kind.parse(content);
  } catch {
    return entryByEntry(content, kind); // the conflict runs through the middle of an entry
  }
}

/** The text as it was before the merge, on one side. */
function sideOf(content: string, wanted: "ours" | "theirs"): string {
  let side: "both" | "ours" | "base" | "theirs" = "both";
  const lines: string[] = [];
  for (const line of content.split("\n")) {
    if (/^<{7}(?: |\r?$)/.test(line)) side = "ours";
    else if (/^\|{7}(?: |\r?$)/.test(line) && side === "ours") side = "base";
    else if (/^={7}\r?$/.test(line) && side !== "both") side = "theirs";
    else if (/^>{7}(?: |\r?$)/.test(line)) side = "both";
    else if (side === "both" || side === wanted) lines.push(line);
  }
  return lines.join("\n");
}

function entryByEntry<T>(content: string, kind: FileKind<T>): Map<string, T> {
  const saved = new Map<string, T>();
  let left = mostCharacters;
  entryStart.lastIndex = 0;
  for (let match = entryStart.exec(content); match && left > 0; match = entryStart.exec(content)) {
    const start = entryStart.lastIndex - 1;
    const end = endOfObject(content, start);
    left -= Math.abs(end - start);
    const found = end > 0 ? read(match[1] ?? "", content.slice(start, end), kind) : undefined;
    if (!found) continue; // what is inside may be whole
    saved.set(...found);
    entryStart.lastIndex = end;
  }
  return saved;
}

function read<T>(key: string, value: string, kind: FileKind<T>): readonly [string, T] | undefined {
  try {
    const [entry] = kind.parse(kind.alone(key, value));
    return entry && kind.isEntry(entry[1]) && !value.includes("\uFFFD") ? entry : undefined;
  } catch {
    return undefined; // broken inside: it is in the backup
  }
}

/** Where the object ends that begins at `start`; a negative number, of the length gone over, where it does not. */
function endOfObject(content: string, start: number): number {
  let depth = 0;
  let isText = false;
  const last = Math.min(content.length, start + longestEntry);
  for (let i = start; i < last; i++) {
    const character = content[i];
    if (isText && character === "\n") return start - i; // a text that is never closed
    if (isText && character === "\\") i++;
    else if (character === '"') isText = !isText;
    else if (!isText && character === "{") depth++;
    else if (!isText && character === "}" && --depth === 0) return i + 1;
  }
  return start - last;
}
