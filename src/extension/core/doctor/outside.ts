/** Everything outside that the doctor looks at and both faces of the program have: built once by each composition root. */
import type { Images } from "../ports.ts";
import type { WithPicture } from "./picturesChecks.ts";
import type {
  CatalogPlace,
  Disk,
  FoundProgram,
  NativeLibraries,
  ProgramFacts,
  RecordInspector,
  ThumbnailSpace,
} from "./ports.ts";

/** Where the program keeps things (absolute). */
export interface KeptPlaces {
  readonly catalog: string;
  readonly thumbnails: string;
  readonly state: string;
}

/** The outside world of the doctor. */
export interface DoctorOutside {
  readonly version: string;
  readonly places: KeptPlaces;
  /** Looked up when it is asked for: it takes a moment. */
  readonly system: () => Omit<ProgramFacts, "version" | "editor" | "remote">;
  readonly libraries: NativeLibraries;
  readonly images: Pick<Images, "analyse" | "readWords" | "thumbnail">;
  readonly withPicture: WithPicture;
  readonly disk: Disk;
  readonly inspector: RecordInspector;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A thumbnail's file that is in nobody's way. */
  readonly testFile: string;
  readonly removeFile: (file: string) => Promise<void>;
  readonly join: (root: string, below: string) => string;
  readonly isAbsolute: (path: string) => boolean;
  readonly readHost: (written: string) => string;
  readonly catalogPlace: (signal: AbortSignal) => Promise<CatalogPlace>;
  /** Deletes damaged catalogs that were set aside; answers how many. */
  readonly removeSetAside: () => Promise<number>;
  readonly measureThumbnails: (signal: AbortSignal) => Promise<ThumbnailSpace>;
  readonly program: (name: string, signal: AbortSignal) => Promise<FoundProgram | undefined>;
}
