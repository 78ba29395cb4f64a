/** What a scan is asked for, and what it leaves out on purpose, said so that no image is missing without a word. */

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
