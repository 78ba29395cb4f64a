/** Walks a library folder for images and record files: eight folder reads and thirty-two stats at a time. */
import type { Dirent, Stats } from "node:fs";
import files from "node:fs/promises";
import path from "node:path";
import { ExpectedError, throwIfAborted, type FailureData } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import type { FoundImage, FoundRecords, ScanOptions, Scanner, ScanResult } from "../../core/ports.ts";
import { contentKeyOf } from "./contentKey.ts";
import { gitignoreRules, globTest, isGitignored, isLeftOutByName, type GitignoreRules } from "./exclusion.ts";
import { imageKind } from "./imageFormats.ts";
import { readFailure } from "./readFailure.ts";
import { Slots } from "./slots.ts";
import { StatPool } from "./statPool.ts";

const recordNames: Readonly<Record<string, "index" | "details" | "journal">> = {
  "image_metadata.json": "index",
  "image_metadata.details.json": "details",
  ".image_metadata.journal": "journal",
};

/** Finds images with the file system's own calls; entries that are links are followed only inside the root. */
export class FolderScanner implements Scanner {
  async scan(root: string, options: ScanOptions, signal: AbortSignal): Promise<ScanResult> {
    throwIfAborted(signal);
    return new Walk(root, await realRoot(root), options, signal).run();
  }

  async stamp(root: string, imagePath: string, signal: AbortSignal): Promise<FileStamp | undefined> {
    throwIfAborted(signal);
    try {
      const found = await files.stat(path.join(root, imagePath));
      return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
    } catch (thrown) {
      const failure = readFailure(path.join(root, imagePath), thrown);
      if (failure.reason === "notFound") return undefined;
      throw failure;
    }
  }

  contentKey(root: string, imagePath: string, signal: AbortSignal): Promise<string> {
    return contentKeyOf(path.join(root, imagePath), signal);
  }
}

async function realRoot(root: string): Promise<string> {
  try {
    const real = await files.realpath(root);
    if (!(await files.stat(real)).isDirectory()) throw new ExpectedError("notFound", `${root} is not a folder.`);
    return real;
  } catch (thrown) {
    throw readFailure(root, thrown);
  }
}

type Found = { -readonly [K in keyof FoundRecords]: FoundRecords[K] };

/** One walk over one root. Folders are read by promises, files are asked for by callbacks: there are far more of them. */
class Walk {
  readonly #root: string;
  readonly #real: string;
  readonly #options: ScanOptions;
  readonly #signal: AbortSignal;
  readonly #isExcluded: ((path: string) => boolean) | undefined;
  readonly #folderReads = new Slots(8);
  readonly #stats = new StatPool(32);
  /** Which real folders were reached through a link or hold one? A loop ends here. */
  readonly #entered = new Set<string>();
  readonly #images: FoundImage[] = [];
  readonly #records: Found[] = [];
  readonly #problems: { path: string; failure: FailureData }[] = [];

  constructor(root: string, real: string, options: ScanOptions, signal: AbortSignal) {
    this.#root = root;
    this.#real = real;
    this.#options = options;
    this.#signal = signal;
    this.#isExcluded = globTest(options.exclude);
  }

  async run(): Promise<ScanResult> {
    this.#entered.add(path.join(this.#real, this.#options.under));
    await this.#folder(this.#options.under, await this.#outerRules());
    if (this.#signal.aborted) this.#stats.clear();
    await this.#stats.idle();
    throwIfAborted(this.#signal);
    const records = this.#records.filter(({ index, details, journal }) => index ?? details ?? journal);
    return { images: this.#images, records, problems: this.#problems };
  }

  /** A scan that starts below the root obeys the .gitignore files above its start. */
  async #outerRules(): Promise<readonly GitignoreRules[]> {
    const parts = this.#options.under.split("/").slice(0, -1);
    let chain: readonly GitignoreRules[] = [];
    if (!this.#options.useGitignore || this.#options.under === "") return chain;
    for (let depth = 0; depth <= parts.length; depth++)
      chain = await this.#withRules(parts.slice(0, depth).join("/"), chain);
    return chain;
  }

  async #folder(folder: string, outer: readonly GitignoreRules[]): Promise<void> {
    if (this.#signal.aborted) return;
    const absolute = folder === "" ? this.#root : `${this.#root}/${folder}`;
    let entries: Dirent[];
    try {
      entries = await this.#folderReads.run(() => files.readdir(absolute, { withFileTypes: true }));
    } catch (thrown) {
      const failure = readFailure(absolute, thrown);
      if (folder === this.#options.under) throw failure;
      this.#problem(folder, failure);
      return;
    }
    const hasRules = this.#options.useGitignore && entries.some((entry) => entry.name === ".gitignore");
    const chain = hasRules ? await this.#withRules(folder, outer) : outer;
    const records: Found = { folder };
    this.#records.push(records);
    const deeper: Promise<void>[] = [];
    for (const entry of entries) {
      const more = this.#entry(folder === "" ? "" : `${folder}/`, entry, chain, records);
      if (more) deeper.push(more);
    }
    await Promise.all(deeper);
  }

  async #withRules(folder: string, outer: readonly GitignoreRules[]): Promise<readonly GitignoreRules[]> {
    try {
      const content = await files.readFile(path.join(this.#root, folder, ".gitignore"), "utf8");
      return [...outer, gitignoreRules(folder, content)];
    } catch {
      return outer; // no such file, or one that git could not read either: it rules nothing
    }
  }

  /** Answers a promise only where more is to be walked. */
  #entry(prefix: string, entry: Dirent, chain: readonly GitignoreRules[], records: Found): Promise<void> | undefined {
    const { name } = entry;
    const relative = prefix + name;
    const part = name.includes("image_metadata") && Object.hasOwn(recordNames, name) ? recordNames[name] : undefined;
    if (part) {
      this.#ask(relative, (stats) => {
        records[part] = stats;
      });
      return undefined;
    }
    if (isLeftOutByName(name) || this.#isExcluded?.(relative)) return undefined;
    if (entry.isFile()) {
      const kind = imageKind(name);
      if (kind !== "none" && !isGitignored(relative, false, chain)) this.#image(relative, kind === "decodable");
      return undefined;
    }
    if (entry.isSymbolicLink()) return this.#link(relative, imageKind(name), chain);
    return entry.isDirectory() && !isGitignored(relative, true, chain) ? this.#folder(relative, chain) : undefined;
  }

  async #link(
    relative: string,
    kind: "decodable" | "listedOnly" | "none",
    chain: readonly GitignoreRules[],
  ): Promise<void> {
    let real: string;
    let stats: Stats;
    try {
      real = await files.realpath(path.join(this.#root, relative));
      stats = await files.stat(real);
    } catch {
      return; // a link that leads nowhere, or in a circle, names no image
    }
    if (!real.startsWith(this.#real + path.sep) || isGitignored(relative, stats.isDirectory(), chain)) return;
    if (stats.isFile() && kind !== "none") this.#image(relative, kind === "decodable");
    if (!stats.isDirectory() || this.#entered.has(real) || this.#isAbove(real, relative)) return;
    this.#entered.add(real);
    await this.#folder(relative, chain);
  }

  /** True where the link leads to a folder that holds the link itself: entering it would never end. */
  #isAbove(real: string, relative: string): boolean {
    return (path.join(this.#real, relative) + path.sep).startsWith(real + path.sep);
  }

  #image(relative: string, decodable: boolean): void {
    this.#ask(relative, (stamp) => this.#images.push({ path: relative, stamp, decodable }));
  }

  /** Tells the stamp of a regular file; anything else is passed over, a fault is noted. */
  #ask(relative: string, tell: (stamp: FileStamp) => void): void {
    const absolute = `${this.#root}/${relative}`;
    this.#stats.ask(absolute, (error, stats) => {
      if (stats?.isFile()) tell({ size: stats.size, mtimeMs: stats.mtimeMs });
      else if (error) this.#problem(relative, nameFailure(relative, absolute) ?? readFailure(absolute, error));
    });
  }

  #problem(relative: string, failure: FailureData): void {
    this.#problems.push({ path: relative, failure: { reason: failure.reason, message: failure.message } });
  }
}

/** A name that is not valid UTF-8 comes with U+FFFD in it and cannot be opened by that name. */
function nameFailure(relative: string, absolute: string): ExpectedError | undefined {
  if (!relative.includes("\uFFFD")) return undefined;
  return new ExpectedError("unreadable", `${absolute} has a name that is not valid UTF-8; rename it to have it found.`);
}
