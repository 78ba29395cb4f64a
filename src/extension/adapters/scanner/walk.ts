/** The walk over one library folder, with calls that wait for the disk: it runs in a thread of its own, where that costs nobody. */
import { lstatSync, readFileSync, realpathSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { ExpectedError, type FailureData } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import type { FoundRecords } from "../../core/ports.ts";
import type { LeftOut, ScanOptions } from "../../core/scanning.ts";
import { gitignoreRules, globTest, isGitignored, isInside, isLeftOutByName, type GitignoreRules } from "./exclusion.ts";
import { imageKind } from "./imageFormats.ts";
import { readFailure } from "./readFailure.ts";
import { readFolder, type Entry, type Listing } from "./readFolder.ts";
import { isSidecarName, sidecarsOf } from "./sidecars.ts";
import { readStamps, stampOrder, type StampOrder } from "./stamping.ts";

const recordNames: Readonly<Record<string, "index" | "details" | "journal">> = {
  "image_metadata.json": "index",
  "image_metadata.details.json": "details",
  ".image_metadata.journal": "journal",
};

/** What was found, images in columns: 100,000 small objects would cost more to hand over than to find. */
export interface WalkResult {
  readonly paths: readonly string[];
  /** Bytes and milliseconds, two numbers an image; NaN for what turned out to be no file, or one that is told as a problem. */
  readonly stamps: Float64Array;
  /** Positions of the images that cannot be decoded. */
  readonly listedOnly: readonly number[];
  readonly records: readonly FoundRecords[];
  /** Folders with temporary files of this program. */
  readonly leftovers: readonly string[];
  readonly problems: readonly { readonly path: string; readonly failure: FailureData }[];
  readonly leftOut: readonly LeftOut[];
  /** Sidecars with their stamps, by the position of their image. */
  readonly sidecars: ReadonlyMap<number, string>;
}

/** How names of our temporary files begin; what is left of them is swept away. */
const temporaryStart = ".image-tagger-";

type Found = { -readonly [K in keyof FoundRecords]: FoundRecords[K] };

/** Called with a long list of files: another thread may take a part of it. */
export type Help = (order: StampOrder) => void;

/** From so many images on it pays to have help. */
const imagesWorthHelp = 5_000;

/** Walks `root`. Throws the failure where the start itself cannot be read. */
export function walk(root: string, options: ScanOptions, help?: Help): WalkResult {
  return new Walk(root, realRoot(root), options).run(help);
}

/** Paths of the files whose names are asked for, by the same rules as images; links are followed inside the root alone. */
export function documentPaths(
  root: string,
  options: ScanOptions,
  isAsked: (name: string) => boolean,
): readonly string[] {
  return new Walk(root, realRoot(root), options, isAsked).documents();
}

function realRoot(root: string): string {
  try {
    const real = realpathSync(root);
    if (!statSync(real).isDirectory()) throw new ExpectedError("notFound", `${root} is not a folder.`);
    return real;
  } catch (thrown) {
    throw readFailure(root, thrown);
  }
}

class Walk {
  readonly #root: string;
  readonly #real: string;
  readonly #options: ScanOptions;
  readonly #isExcluded: ((path: string) => boolean) | undefined;
  /** Which real folders were reached through a link or hold one? A loop ends here. */
  readonly #entered = new Set<string>();
  readonly #paths: string[] = [];
  readonly #listedOnly: number[] = [];
  readonly #records: Found[] = [];
  readonly #leftovers = new Set<string>();
  readonly #problems: { path: string; failure: FailureData }[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #sidecars: string[] = [];
  readonly #isDocument: ((name: string) => boolean) | undefined;
  readonly #documents: string[] = [];

  constructor(root: string, real: string, options: ScanOptions, isDocument?: (name: string) => boolean) {
    this.#isDocument = isDocument;
    this.#root = root;
    this.#real = real;
    this.#options = options;
    this.#isExcluded = globTest(options.exclude);
  }

  run(help: Help | undefined): WalkResult {
    this.#entered.add(path.join(this.#real, this.#options.under));
    this.#folder(this.#options.under, this.#outerRules());
    return {
      paths: this.#paths,
      stamps: this.#stamps(help),
      listedOnly: this.#listedOnly,
      records: this.#records,
      leftovers: [...this.#leftovers],
      problems: this.#problems,
      leftOut: this.#leftOut,
      sidecars: sidecarsOf(this.#paths, this.#sidecars, (relative) => this.#stamp(relative)),
    };
  }

  documents(): readonly string[] {
    this.#entered.add(path.join(this.#real, this.#options.under));
    this.#folder(this.#options.under, this.#outerRules());
    return this.#documents;
  }

  /** A scan that starts below the root obeys the .gitignore files above its start. */
  #outerRules(): readonly GitignoreRules[] {
    const parts = this.#options.under.split("/").slice(0, -1);
    let chain: readonly GitignoreRules[] = [];
    if (!this.#options.useGitignore || this.#options.under === "") return chain;
    for (let depth = 0; depth <= parts.length; depth++) chain = this.#withRules(parts.slice(0, depth).join("/"), chain);
    return chain;
  }

  #folder(folder: string, outer: readonly GitignoreRules[]): void {
    const absolute = folder === "" ? this.#root : `${this.#root}/${folder}`;
    let listing: Listing;
    try {
      listing = readFolder(absolute);
    } catch (thrown) {
      const failure = readFailure(absolute, thrown);
      if (folder === this.#options.under) throw failure;
      this.#problem(folder, failure);
      return;
    }
    const { entries, unnamable } = listing;
    const hasRules = this.#options.useGitignore && entries.some((entry) => entry.name === ".gitignore");
    const chain = hasRules ? this.#withRules(folder, outer) : outer;
    const records: Found = { folder };
    const prefix = folder === "" ? "" : `${folder}/`;
    for (const entry of entries) this.#entry(prefix, entry, chain, records);
    for (const entry of unnamable) this.#unnamable(prefix + entry.name, entry);
    if (records.index ?? records.details ?? records.journal) this.#records.push(records);
  }

  #withRules(folder: string, outer: readonly GitignoreRules[]): readonly GitignoreRules[] {
    const file = path.join(this.#root, folder, ".gitignore");
    try {
      // git reads no link either; a pipe would be waited for without end
      if (!lstatSync(file).isFile()) return outer;
      return [...outer, gitignoreRules(folder, readFileSync(file, "utf8"))];
    } catch {
      return outer; // no such file, or one that git could not read either: it rules nothing
    }
  }

  #entry(prefix: string, entry: Entry, chain: readonly GitignoreRules[], records: Found): void {
    const { name } = entry;
    const relative = prefix + name;
    const part = name.includes("image_metadata") && Object.hasOwn(recordNames, name) ? recordNames[name] : undefined;
    if (part) {
      const stamp = this.#stamp(relative);
      if (stamp) records[part] = stamp;
      return;
    }
    if (name.startsWith(temporaryStart)) this.#leftovers.add(records.folder);
    if (isLeftOutByName(name) || this.#isExcluded?.(relative)) return;
    if (this.#isDocument?.(name) && entry.isFile()) {
      if (!isGitignored(relative, false, chain)) this.#documents.push(relative);
    } else if (entry.isFile()) {
      const kind = imageKind(name);
      if (kind !== "none" && !isGitignored(relative, false, chain)) this.#image(relative, kind);
      else if (isSidecarName(name)) this.#sidecars.push(relative);
    } else if (entry.isDirectory()) {
      if (!isGitignored(relative, true, chain)) this.#folder(relative, chain);
    } else if (entry.isSymbolicLink()) this.#link(relative, chain);
    else if (imageKind(name) !== "none") this.#leftOut.push({ path: relative, why: "noFile" });
  }

  /** No path leads to it: it is told of where it is an image, or a folder that may hold some. */
  #unnamable(relative: string, entry: Entry): void {
    if (isLeftOutByName(entry.name) || this.#isExcluded?.(relative)) return;
    if (!entry.isDirectory() && imageKind(entry.name) === "none") return;
    const what = `${this.#root}/${relative} has a name that is not valid UTF-8; rename it to have it found.`;
    this.#problem(relative, { reason: "unreadable", message: what });
  }

  #link(relative: string, chain: readonly GitignoreRules[]): void {
    const kind = imageKind(relative);
    let real: string;
    let stats: Stats;
    try {
      real = realpathSync(path.join(this.#root, relative));
      stats = statSync(real);
    } catch {
      // a link that leads nowhere, or in a circle: its name alone says what it would be
      if (kind !== "none") this.#leftOut.push({ path: relative, why: "nowhere" });
      return;
    }
    if (isGitignored(relative, stats.isDirectory(), chain)) return;
    if (kind === "none" && !stats.isDirectory()) return;
    if (real !== this.#real && !isInside(this.#real, real)) this.#leftOut.push({ path: relative, why: "outside" });
    else if (stats.isDirectory()) this.#linkedFolder(relative, real, chain);
    else if (stats.isFile() && kind !== "none") this.#image(relative, kind);
    else this.#leftOut.push({ path: relative, why: "noFile" });
  }

  /** Its images stand under the name that was met first. */
  #linkedFolder(relative: string, real: string, chain: readonly GitignoreRules[]): void {
    if (this.#entered.has(real) || this.#isAbove(real, relative)) return;
    this.#entered.add(real);
    this.#folder(relative, chain);
  }

  /** True where the link leads to a folder that holds the link itself: entering it would never end. */
  #isAbove(real: string, relative: string): boolean {
    return (path.join(this.#real, relative) + path.sep).startsWith(real + path.sep);
  }

  #image(relative: string, kind: "decodable" | "listedOnly"): void {
    if (kind === "listedOnly") this.#listedOnly.push(this.#paths.length);
    this.#paths.push(relative);
  }

  /** The stamps of all images. What has none yet is asked for here: a helper has not finished it, or there is a reason to tell. */
  #stamps(help: Help | undefined): Float64Array {
    const order = stampOrder(this.#root, this.#paths);
    if (this.#paths.length >= imagesWorthHelp) help?.(order);
    readStamps(order);
    for (const [i, relative] of this.#paths.entries()) {
      if (!Number.isNaN(order.stamps[2 * i])) continue;
      const stamp = this.#stamp(relative);
      if (stamp) order.stamps.set([stamp.size, stamp.mtimeMs], 2 * i);
    }
    return order.stamps;
  }

  /** The stamp of a regular file; anything else is passed over, a fault is noted. */
  #stamp(relative: string): FileStamp | undefined {
    const absolute = `${this.#root}/${relative}`;
    try {
      const stats = statSync(absolute);
      return stats.isFile() ? { size: stats.size, mtimeMs: stats.mtimeMs } : undefined;
    } catch (thrown) {
      this.#problem(relative, readFailure(absolute, thrown));
      return undefined;
    }
  }

  #problem(relative: string, failure: FailureData): void {
    this.#problems.push({ path: relative, failure: { reason: failure.reason, message: failure.message } });
  }
}
