/** What a scan is asked for and finds, and what it leaves out on purpose, said so that no image is missing without a word. */
import type { FailureData } from "../../shared/failures.ts";
import type { FileStamp } from "../../shared/model.ts";

export interface ScanOptions {
  /** Glob patterns relative to the root (files.exclude and the extension's own). */
  readonly exclude: readonly string[];
  readonly useGitignore: boolean;
  /** Only this sub-folder (relative, with `/`); "" for all. */
  readonly under: string;
}

/** What looks like an image or a folder of images and is none: a link out of the library folder or to nothing, a pipe, a device. */
export interface LeftOut {
  readonly path: string;
  readonly why: "outside" | "nowhere" | "noFile";
}

/** An image file. */
export interface FoundImage {
  readonly path: string;
  readonly stamp: FileStamp;
  /** False for formats that are listed but cannot be decoded (heic, raw, bmp). */
  readonly decodable: boolean;
  /** Sidecars beside it with their stamps, as `sidecarText` writes them; absent where there is none. */
  readonly sidecars?: string;
}

/** Stamps of the files in which a folder's records are kept; absent where the file is. `folder` is "" for the root. */
export interface FoundRecords {
  readonly folder: string;
  readonly index?: FileStamp;
  readonly details?: FileStamp;
  readonly journal?: FileStamp;
}

/** Everything of one library folder. */
export interface ScanResult {
  readonly images: readonly FoundImage[];
  readonly records: readonly FoundRecords[];
  /** Folders in which temporary files of this program lie, perhaps of dead runs. */
  readonly leftovers?: readonly string[];
  /** Folders and files that could not be read, each with its reason; `path` relative to the root. */
  readonly problems: readonly { readonly path: string; readonly failure: FailureData }[];
  readonly leftOut: readonly LeftOut[];
}

/** Finds images. */
export interface Scanner {
  /** Walks a library folder. Rejects with `notFound` or `volumeMissing` where the root cannot be read at all. */
  scan(root: string, options: ScanOptions, signal: AbortSignal): Promise<ScanResult>;
  /** The stamp of one file now; undefined where there is none. Rejects with `volumeMissing` where its drive is away. */
  stamp(root: string, path: string, signal: AbortSignal): Promise<FileStamp | undefined>;
  /** The content key of one file: it stands for the picture, and does not change with words about it that are written into the file. */
  contentKey(root: string, path: string, signal: AbortSignal): Promise<string>;
  /** The key that earlier versions gave: size, and a hash of the first and last 64 KiB. Records may hold it still. */
  formerContentKey(root: string, path: string, signal: AbortSignal): Promise<string>;
}

const words: Readonly<Record<LeftOut["why"], readonly [one: string, many: string]>> = {
  outside: ["link that leads out of it", "links that lead out of it"],
  nowhere: ["link that leads nowhere or in a circle", "links that lead nowhere or in a circle"],
  noFile: ["pipe, socket or device", "pipes, sockets or devices"],
};
const mostNamed = 3;

/** One sentence about a library folder; undefined where nothing was left out. */
export function leftOutWords(root: string, leftOut: readonly LeftOut[]): string | undefined {
  if (leftOut.length === 0) return undefined;
  const parts = (Object.keys(words) as LeftOut["why"][]).flatMap((why) => {
    const paths = leftOut.filter((one) => one.why === why).map((one) => one.path);
    if (paths.length === 0) return [];
    const named = paths.slice(0, mostNamed).map((path) => JSON.stringify(path));
    const more = paths.length > mostNamed ? ", …" : "";
    return [`${paths.length} ${words[why][paths.length === 1 ? 0 : 1]} (${named.join(", ")}${more})`];
  });
  return `Left out of ${root}: ${parts.join("; ")}.`;
}
