/** The grid of near duplicates: copies of one picture beside each other, and what is told of each. */
import type { CopyTrait, CopyView } from "../../../shared/copies.ts";
import type { GridSection, SearchNotes } from "../../../shared/protocol.ts";
import type { CatalogDocument, Likenesses } from "../catalogPort.ts";
import { folderOf } from "../paths.ts";
import type { ImageRow } from "../rows.ts";
import { keyOf } from "../search/words.ts";
import { findNearDuplicates, type DuplicateGroup } from "../search/nearDuplicates.ts";

/** Nobody goes through more; each costs room in every page of the grid. */
const mostGroups = 5_000;

/** How all pictures of the library look. */
export type ReadLikenesses = (signal: AbortSignal) => Promise<Likenesses>;

/** Documents of these images; those that are not there are left out. */
export type ReadDocuments = (ids: readonly string[], signal: AbortSignal) => Promise<readonly CatalogDocument[]>;

/** A group, and what is told of its members once it was shown. */
export interface CopyGroup extends DuplicateGroup {
  views?: ReadonlyMap<string, CopyView>;
}

/** A list of groups; a group is shown whole as soon as one of its members is wanted. */
export interface DuplicateList {
  readonly ids: readonly string[];
  readonly sections: readonly GridSection[];
  readonly groups: ReadonlyMap<string, CopyGroup>;
  readonly notes: SearchNotes;
}

/** Compares these images with each other. */
export async function duplicateList(
  rows: readonly ImageRow[],
  { ids, dHashes, widths, heights }: Likenesses,
  isWanted: (row: ImageRow) => boolean,
  signal: AbortSignal,
): Promise<DuplicateList> {
  const placeOfId = new Map(ids.map((id, place) => [id, place]));
  const rowOfId = new Map(rows.map((row) => [row.id, row]));
  const pictures = rows.map(({ id, contentKey, size, state }) => {
    const place = placeOfId.get(id) ?? -1;
    // the hash of an untagged image, if it has one, is of the content that it had before
    const dHash = state === "untagged" ? "" : (dHashes[place] ?? "");
    return { id, contentKey, dHash, width: widths[place] ?? 0, height: heights[place] ?? 0, bytes: size };
  });
  const { groups, unseen, plain, cut } = await findNearDuplicates(pictures, signal);
  const shown = groups.filter((group) =>
    group.ids.some((id) => {
      const row = rowOfId.get(id);
      return row !== undefined && isWanted(row);
    }),
  );
  const told = shown.slice(0, mostGroups);
  const moreGroups = shown.length - told.length;
  return {
    ids: told.flatMap((group) => group.ids),
    sections: told.map((group) => ({ folder: "", count: group.ids.length })),
    groups: new Map(told.flatMap((group) => group.ids.map((id) => [id, group]))),
    notes: { meaning: "used", problems: [], copies: { unseen, plain, cut, moreGroups } },
  };
}

/** Sees to it that what copies differ in is known of every group that a page shows a part of. */
export async function fillCopies(
  { ids, groups }: { readonly ids: readonly string[]; readonly groups?: ReadonlyMap<string, CopyGroup> },
  page: { readonly offset: number; readonly limit: number },
  rowOf: (id: string) => ImageRow | undefined,
  read: ReadDocuments,
  signal: AbortSignal,
): Promise<void> {
  if (!groups) return;
  const onPage = ids.slice(page.offset, page.offset + page.limit).flatMap((id) => groups.get(id) ?? []);
  const unknown = [...new Set(onPage)].filter(({ views }) => !views);
  if (unknown.length === 0) return;
  const documents = await read(
    unknown.flatMap((group) => group.ids),
    signal,
  );
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const group of unknown) {
    const members = group.ids.flatMap((id) => {
      const row = rowOf(id);
      return row ? [{ row, document: byId.get(id) }] : [];
    });
    group.views = copyViews(members, group.spareBytes);
  }
}

interface Member {
  readonly row: ImageRow;
  /** Absent where the catalog lacks it at the moment. */
  readonly document: CatalogDocument | undefined;
}

/** For each trait what stands for its value; copies differ in it where not all values are the same. */
const traits: Readonly<Record<CopyTrait, (member: Member) => string>> = {
  pixels: ({ document }) => `${document?.width ?? 0} ${document?.height ?? 0}`,
  bytes: ({ row }) => `${row.size}`,
  format: ({ document }) => document?.format ?? "",
  folder: ({ row }) => `${row.folderKey} ${folderOf(row.path)}`,
  day: (member) => dayOf(member).slice(0, 10),
  tags: ({ document }) => JSON.stringify((document?.tags ?? []).map(keyOf).toSorted()),
  description: ({ document }) => document?.description ?? "",
};

/** What is told of each copy of one picture, the best first. */
function copyViews(members: readonly Member[], spareBytes: number): ReadonlyMap<string, CopyView> {
  const differs = (Object.keys(traits) as CopyTrait[]).filter(
    (trait) => new Set(members.map((member) => traits[trait](member))).size > 1,
  );
  const bestKey = members[0]?.row.contentKey ?? "";
  const isSame = ({ row }: Member): boolean => bestKey !== "" && row.contentKey === bestKey;
  const tagKeys = members.map(({ document }) => new Set((document?.tags ?? []).map(keyOf)));
  const isShared = (key: string): boolean => tagKeys.every((keys) => keys.has(key));
  const areIdentical = members.every(isSame);
  return new Map(
    members.map((member, place) => {
      const { row, document } = member;
      const view: CopyView = {
        ...(place === 0 && !areIdentical && { isBest: true }),
        ...(place > 0 && isSame(member) && { isIdentical: true }),
        ...(areIdentical && { areIdentical }),
        differs,
        width: document?.width ?? 0,
        height: document?.height ?? 0,
        bytes: row.size,
        format: document?.format ?? "",
        day: dayOf(member),
        ownTags: (document?.tags ?? []).filter((tag) => !isShared(keyOf(tag))),
        spareBytes,
      };
      return [row.id, view];
    }),
  );
}

function dayOf({ row, document }: Member): string {
  return document?.takenAt || new Date(row.mtimeMs).toISOString();
}
