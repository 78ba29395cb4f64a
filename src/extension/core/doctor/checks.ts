/** All checks of the doctor, put together from what they need; a face of the program leaves out what it does not have. */
import type { LibraryFolder, RecordPlace, Scanner } from "../ports.ts";
import type { ScanOptions } from "../scanning.ts";
import { catalogChecks, type CatalogParts } from "./catalogChecks.ts";
import { foldersChecks } from "./foldersChecks.ts";
import type { DoctorOutside } from "./outside.ts";
import { picturesChecks } from "./picturesChecks.ts";
import { programChecks, type ProgramParts } from "./programChecks.ts";
import { recordsChecks, walkOnce, type RecordsParts } from "./recordsChecks.ts";
import { rootsCheck, type RootsParts } from "./rootsCheck.ts";
import type { Check } from "./runChecks.ts";
import { settingsCheck, type SettingValue } from "./settingsCheck.ts";
import { surroundingsChecks, type SurroundingsParts } from "./surroundingsChecks.ts";

/** What a face of the program adds to the outside world. */
export interface DoctorParts {
  readonly outside: DoctorOutside;
  /** The editor around the program, and whether it trusts the workspace. */
  readonly editor?: {
    readonly program: Pick<ProgramParts["program"], "editor" | "remote">;
    readonly isTrusted: boolean;
    readonly settings: readonly SettingValue[];
    readonly roots: RootsParts;
  };
  /** Checks of the engine that is set, and of meaning search. */
  readonly engines: readonly Check[];
  /** The folders of the library. */
  readonly folders: () => Promise<readonly LibraryFolder[]>;
  readonly placeOf: (folder: LibraryFolder) => RecordPlace;
  readonly scanner: Pick<Scanner, "scan">;
  readonly scanOptions: (folder: LibraryFolder) => ScanOptions;
  readonly missing: RecordsParts["missing"];
  readonly isWriting: () => boolean;
  readonly catalog: Omit<CatalogParts, "place">;
  readonly servers: Pick<SurroundingsParts, "hosts" | "usesVariable">;
}

/** The checks, in the order of the report. */
export function allChecks(parts: DoctorParts): readonly Check[] {
  const { outside, editor, engines, catalog, servers } = parts;
  const { join, readHost, isAbsolute, disk, inspector, environment, program, places } = outside;
  const facts = { version: outside.version, ...outside.system(), ...editor?.program };
  const records = { ...parts, join, inspector };
  const walked = walkOnce(records);
  return [
    ...programChecks({
      program: facts,
      libraries: outside.libraries,
      ...(editor && { isTrusted: editor.isTrusted }),
    }),
    ...(editor ? [settingsCheck({ settings: editor.settings, readHost, isAbsolute })] : []),
    ...engines,
    ...picturesChecks(picturesOf(outside)),
    ...catalogChecks({ ...catalog, place: outside.catalogPlace }),
    ...recordsChecks(records, walked),
    ...(editor ? [rootsCheck(editor.roots)] : []),
    ...foldersChecks(
      { ...parts, join, disk, stateFolder: places.state, storageFolders: [places.catalog, places.thumbnails] },
      walked,
    ),
    ...surroundingsChecks({ ...servers, environment, platform: facts.platform, program }),
  ];
}

function picturesOf({ images, withPicture, places, disk, testFile, ...rest }: DoctorOutside) {
  return {
    images,
    withPicture,
    thumbnails: {
      folder: places.thumbnails,
      testFile,
      access: (signal: AbortSignal) => disk.access(places.thumbnails, signal),
      measure: rest.measureThumbnails,
      remove: rest.removeFile,
    },
  };
}
