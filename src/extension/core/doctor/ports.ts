/** What the doctor asks of the outside world, beyond the ports that the program works with. */
import type { LibraryFolder } from "../ports.ts";

/** The program, what it runs in, and the computer. */
export interface ProgramFacts {
  readonly version: string;
  /** The editor around it, with its version; absent on the command line. */
  readonly editor?: { readonly name: string; readonly version: string };
  /** How the editor reaches this computer ("ssh-remote", "wsl" …); absent where it runs here. */
  readonly remote?: string;
  readonly node: string;
  readonly electron?: string;
  readonly platform: string;
  readonly release: string;
  readonly arch: string;
  /** The C library of Linux. */
  readonly libc?: { readonly name: string; readonly version: string };
  readonly cores: number;
  readonly memoryBytes: number;
}

/** Versions of libraries by name, as a native room has loaded them. */
export type LibraryVersions = Readonly<Record<string, string>>;

/** The native libraries; each call loads one room. */
export interface NativeLibraries {
  images(signal: AbortSignal): Promise<LibraryVersions>;
  catalog(signal: AbortSignal): Promise<LibraryVersions>;
}

/** Room on the volume of a folder; of a folder that is not there yet, of the nearest one above it. */
export interface Volume {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Tells whether two folders lie on one volume. */
  readonly device: string;
  /** False where no more files can be made, whatever room there is. */
  readonly hasFreeFiles: boolean;
}

/** A folder as far as a person's rights go. */
export type Access = "writable" | "readOnly" | "unreadable";

/** Looks at folders without changing them. */
export interface Disk {
  volume(folder: string, signal: AbortSignal): Promise<Volume>;
  /** Of a folder that is not there: whether it could be made. */
  access(folder: string, signal: AbortSignal): Promise<Access>;
}

/** A file that cannot be understood, or that the system refused; the line counts from 1. */
export interface BrokenFile {
  readonly file: string;
  readonly kind: "conflict" | "invalid" | "refused";
  readonly problem: string;
  readonly line?: number;
  /** Entries that could be read all the same. */
  readonly saved: number;
}

/** Who holds a journal: a program that runs here, one of another computer, or none any more. */
export type JournalOwner =
  | { readonly kind: "running"; readonly pid: number }
  | { readonly kind: "elsewhere"; readonly host: string; readonly pid: number }
  | { readonly kind: "gone" };

/** What lies in a folder of record files. */
export interface RecordFolderState {
  readonly entries: number;
  readonly broken: readonly BrokenFile[];
  /** Copies that were made of files that could not be read. */
  readonly backups: readonly string[];
  /** Temporary files that a run left behind, or is just writing. */
  readonly temporary: number;
  readonly journal?: { readonly owner: JournalOwner; readonly records: number };
}

/** Records that wait in the program's storage for a folder that could not be written. */
export interface WaitingRecords {
  /** Absolute path of the folder that they belong to. */
  readonly folder: string;
  readonly records: number;
}

/** Looks at record files without claiming or changing them. */
export interface RecordInspector {
  look(recordFolder: string, boundary: string, signal: AbortSignal): Promise<RecordFolderState>;
  waiting(folder: LibraryFolder, signal: AbortSignal): Promise<readonly WaitingRecords[]>;
}

/** A catalog's folder on the disk. */
export interface CatalogPlace {
  readonly directory: string;
  /** `none`: there is no catalog yet. */
  readonly stamp: "current" | "other" | "unfinished" | "none";
  readonly bytes: number;
  /** Catalogs that were put out of the way: they were damaged, or a person wanted another one. */
  readonly setAside: readonly {
    readonly folder: string;
    readonly bytes: number;
    readonly reason: "corrupt" | "replaced";
  }[];
}

/** The thumbnails on the disk. */
export interface ThumbnailSpace {
  readonly files: number;
  readonly bytes: number;
  readonly limitBytes: number;
}

/** A program that others wrote, as it was found. */
export interface FoundProgram {
  readonly path: string;
  /** "" where it does not tell. */
  readonly version: string;
}
