/** Checks of the library's folders and of the disks: what can be read and written, and how much room is left. */
import { folderOf } from "../paths.ts";
import type { RecordPlace } from "../ports.ts";
import { leftOutWords } from "../scanning.ts";
import { shortBytes } from "../views/displayText.ts";
import { counted, failed, fault, note, ok, type Found } from "./finding.ts";
import type { Access, Disk, Volume } from "./ports.ts";
import { named, type RecordsParts, type Walked } from "./recordsChecks.ts";
import type { Check } from "./runChecks.ts";

/** What these checks work with. */
export interface FoldersParts extends Pick<RecordsParts, "folders" | "placeOf" | "join"> {
  readonly disk: Disk;
  /** Where records go that cannot or shall not lie beside the images. */
  readonly stateFolder: string;
  /** Everything else that the program keeps: catalog, thumbnails. */
  readonly storageFolders: readonly string[];
}

const late = "Is a drive or network share slow or not connected? Connect it, and run the doctor again.";
const mib = 1024 ** 2;
/** A catalog that grows is rewritten in parts while it is compacted. */
const storageWantsBytes = 500 * mib;
const libraryWantsBytes = 100 * mib;
/** With less than this, not even a journal grows. */
const leastBytes = mib;

export function foldersChecks(
  parts: FoldersParts,
  walked: (signal: AbortSignal) => Promise<readonly Walked[]>,
): readonly Check[] {
  const area = "folders";
  return [
    {
      name: "folder",
      area,
      deadlineMs: 120_000,
      ifLate: late,
      run: async (signal) => readFindings(await walked(signal)),
    },
    {
      name: "writing",
      area,
      deadlineMs: 60_000,
      ifLate: late,
      run: async (signal) => writeFindings(parts, await walked(signal), signal),
    },
    { name: "disk", area, deadlineMs: 15_000, ifLate: late, run: (signal) => diskFindings(parts, signal) },
  ];
}

const mostProblems = 10;

function readFindings(walked: readonly Walked[]): readonly Found[] {
  if (walked.length === 0)
    return [
      note("The library has no folder.", {
        remedy: "Open a folder, or add one by Browse for Folder.",
        action: { id: "openFolder" },
        facts: { folders: 0 },
      }),
    ];
  return walked.flatMap((one) => {
    if ("failure" in one)
      return [failed("fault", one.failure, { remedy: "Connect its drive, and refresh.", action: { id: "refresh" } })];
    const { images, records, problems, leftOut } = one.scan;
    const omitted = leftOutWords(one.folder.root, leftOut);
    const undecodable = images.filter(({ decodable }) => !decodable).length;
    const facts = {
      images: images.length,
      undecodable,
      recordFolders: records.length,
      problems: problems.length,
      leftOut: leftOut.length,
    };
    const found = problems.slice(0, mostProblems).map(({ failure }) => failed("fault", failure));
    if (problems.length > mostProblems)
      found.push(
        fault(`${problems.length - mostProblems} more files and folders of ${one.folder.root} cannot be read.`),
      );
    if (found.length > 0) return found;
    const title = `${counted(images.length, "image")} and ${counted(records.length, "folder")} with records can be read in ${one.folder.root}.`;
    return [ok(title, { facts, ...(omitted !== undefined && { detail: omitted }) })];
  });
}

async function writeFindings(
  parts: FoldersParts,
  walked: readonly Walked[],
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const state = await parts.disk.access(parts.stateFolder, signal);
  const found: Found[] = [];
  for (const one of walked) {
    if ("failure" in one) continue;
    const place = parts.placeOf(one.folder);
    const targets = writtenFolders(one, place).map((path) => parts.join(one.folder.root, path));
    const closed: string[] = [];
    for (const target of targets) if ((await parts.disk.access(target, signal)) !== "writable") closed.push(target);
    found.push(...writeFinding(one.folder.root, place, targets, closed, state, parts.stateFolder));
  }
  if (state !== "writable" && !found.some(({ verdict }) => verdict === "fault"))
    found.push(note(`${parts.stateFolder} cannot be written.`, { detail: noOtherPlace, remedy: giveRight }));
  return found;
}

const noOtherPlace = "Records of folders that cannot be written have no other place.";
const giveRight = "Give yourself the right to write there.";

/** Folders, relative to the root, in which records of its images are written. */
function writtenFolders({ scan }: Extract<Walked, { scan: unknown }>, place: RecordPlace): readonly string[] {
  if (place === "storage") return [];
  if (place === "root") return scan.images.length > 0 ? [""] : [];
  return [...new Set(scan.images.map(({ path }) => folderOf(path)))];
}

function writeFinding(
  root: string,
  place: RecordPlace,
  targets: readonly string[],
  closed: readonly string[],
  state: Access,
  stateFolder: string,
): readonly Found[] {
  const facts = { folders: targets.length, readOnly: closed.length, stateWritable: state === "writable" };
  if (place === "storage")
    return state === "writable"
      ? [ok(`The records of ${root} go to ${stateFolder}, which can be written.`, { facts })]
      : [fault(`The records of ${root} go to ${stateFolder}, which cannot be written.`, { remedy: giveRight, facts })];
  if (closed.length === 0)
    return targets.length === 0 ? [] : [ok(`All folders with images in ${root} can be written.`, { facts })];
  const title = `${closed.length} of ${targets.length} folders with images in ${root} cannot be written.`;
  const which = named(closed);
  if (state !== "writable")
    return [
      fault(title, { detail: `${which} Nor can ${stateFolder}: their records are lost.`, remedy: giveRight, facts }),
    ];
  const detail = `${which} Their records are kept in ${stateFolder}, and written back once the folders can be written.`;
  return [note(title, { detail, remedy: giveRight, facts })];
}

async function diskFindings(parts: FoldersParts, signal: AbortSignal): Promise<readonly Found[]> {
  const wishes = [
    ...[parts.stateFolder, ...parts.storageFolders].map((folder) => ({ folder, wantsBytes: storageWantsBytes })),
    ...(await parts.folders()).map(({ root }) => ({ folder: root, wantsBytes: libraryWantsBytes })),
  ];
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const { folder, wantsBytes } of wishes) {
    const volume = await parts.disk.volume(folder, signal);
    if (seen.has(volume.device)) continue;
    seen.add(volume.device);
    found.push(spaceFinding(folder, volume, wantsBytes));
  }
  return found;
}

function spaceFinding(folder: string, { freeBytes, totalBytes, hasFreeFiles }: Volume, wantsBytes: number): Found {
  const facts = { freeMib: Math.round(freeBytes / mib), totalMib: Math.round(totalBytes / mib), hasFreeFiles };
  const title = `${shortBytes(freeBytes)} of ${shortBytes(totalBytes)} are free on the volume of ${folder}.`;
  if (!hasFreeFiles) return fault(`No more files can be made on the volume of ${folder}.`, { remedy: makeRoom, facts });
  if (freeBytes < leastBytes) return fault(title, { detail: "Nothing can be written there.", remedy: makeRoom, facts });
  if (freeBytes < wantsBytes) return note(title, { detail: "It may soon be full.", remedy: makeRoom, facts });
  return ok(title, { facts });
}

const makeRoom = "Delete what is not needed there.";
