/** Checks of the search catalog: its version, whether it opens and answers, and whether it agrees with the library. */
import type { Catalog } from "../catalogPort.ts";
import { shortBytes } from "../views/displayText.ts";
import { SafeWord, type Facts } from "./fact.ts";
import { counted, foundOr, note, ok, type Found, type RemedyAction } from "./finding.ts";
import type { CatalogPlace } from "./ports.ts";
import type { Check } from "./runChecks.ts";

/** What the library holds: the hash of each image's record by id; undefined where it is not known. */
export type LibraryHashes = ReadonlyMap<string, string | undefined>;

/** What these checks work with. */
export interface CatalogParts {
  readonly catalog: Pick<Catalog, "open" | "rows">;
  /** Searches for a word; what it finds does not matter. */
  readonly search: (signal: AbortSignal) => Promise<unknown>;
  readonly place: (signal: AbortSignal) => Promise<CatalogPlace>;
  readonly folderKeys: () => readonly string[];
  /** The images of the library, once everything that waits for the catalog has been put into it. */
  readonly library: (signal: AbortSignal) => Promise<LibraryHashes>;
  /** How a catalog is made anew here. */
  readonly howToRebuild: string;
}

const rebuild: RemedyAction = { id: "rebuildCatalog" };

export function catalogChecks(parts: CatalogParts): readonly Check[] {
  return [
    {
      name: "catalog",
      area: "catalog",
      deadlineMs: 150_000,
      ifLate: "Restart the program; if it stays so, make the catalog anew.",
      run: (signal) => catalogFindings(parts, signal),
    },
  ];
}

async function catalogFindings(parts: CatalogParts, signal: AbortSignal): Promise<readonly Found[]> {
  const { directory, stamp } = await parts.place(signal);
  const facts: Facts = { stamp: SafeWord.of(stamp, ["current", "other", "unfinished", "none"]) };
  if (stamp === "none") {
    const title = "There is no search catalog yet: the first tagging or search makes it.";
    return [ok(title, { facts })];
  }
  const told: Found[] = [];
  if (stamp === "other")
    told.push(note(`The catalog in ${directory} is of another version: it is made anew.`, { facts }));
  if (stamp === "unfinished")
    told.push(note(`The making of the catalog in ${directory} was cut off: it is made anew.`, { facts }));
  const more = { remedy: parts.howToRebuild, action: rebuild, facts };
  told.push(...(await foundOr("fault", () => opened(parts, facts, signal), more)));
  return [...told, ...setAsideFindings(await parts.place(signal))];
}

async function opened(parts: CatalogParts, facts: Facts, signal: AbortSignal): Promise<readonly Found[]> {
  const { catalog, library, howToRebuild } = parts;
  const { fresh } = await catalog.open(signal);
  const images = await library(signal);
  const folderKeys = parts.folderKeys();
  if (folderKeys.length === 0) return [ok("The catalog opens; the library has no folder.", { facts })];
  const rows = await catalog.rows(folderKeys, signal);
  await parts.search(signal);
  const ids = new Set(rows.map(({ id }) => id));
  const lacking = [...images.keys()].filter((id) => !ids.has(id)).length;
  const surplus = rows.filter(({ id }) => !images.has(id)).length;
  const older = rows.filter(({ id, recordHash }) => (images.get(id) ?? recordHash) !== recordHash).length;
  const counts = { ...facts, fresh, rows: rows.length, images: images.size, lacking, surplus, older };
  const title = `The catalog opens and answers; it has ${counted(rows.length, "image")} of this library.`;
  if (lacking + surplus + older === 0) return [ok(title, { facts: counts })];
  const detail = `Not in it: ${lacking}. No longer in the library: ${surplus}. Older than their records: ${older}.`;
  return [note(title, { detail, remedy: howToRebuild, action: rebuild, facts: counts })];
}

/** A catalog that was damaged is kept for a look at it, until the next one takes its place. */
function setAsideFindings({ setAside }: CatalogPlace): readonly Found[] {
  return setAside.map(({ folder, bytes, reason }) => {
    const facts = { setAside: true, damaged: reason === "corrupt", mib: Math.round(bytes / 1024 ** 2) };
    if (reason === "replaced") {
      const title = `The catalog before the last rebuilding is kept as ${folder} (${shortBytes(bytes)}).`;
      return ok(title, { detail: "It is deleted after a week.", facts });
    }
    return note(`A damaged catalog was set aside as ${folder} (${shortBytes(bytes)}).`, {
      detail: "It was made anew from the record files, and nothing reads the old one.",
      remedy: "Delete that folder.",
      action: { id: "removeSetAside" },
      facts,
    });
  });
}
