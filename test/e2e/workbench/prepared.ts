/** What all workbenches of the tests have in common and begin with: the drawn samples and the installed extension, made once and then copied. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, cp, link, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { drawSamples } from "../../../samples/drawSamples.ts";
import { makeProfile, type Profile } from "./profile.ts";
import { installExtension } from "./server.ts";
import type { Workbench } from "./setup.ts";
import { projectFolder } from "./suiteBundle.ts";

const place = path.join(projectFolder, "out", "e2e", "prepared");
const oldMs = 60 * 60_000;

/** A folder that `make` has filled, now or in an earlier run that had the same key. */
async function prepared(name: string, key: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = path.join(place, `${name}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await mkdir(place, { recursive: true });
  await forgetOld(name);
  // made beside and moved into place: two runs at once, or one that is ended half-way, leave nothing broken
  const fresh = await mkdtemp(path.join(place, `${name}-`));
  try {
    await make(fresh);
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // another run may have been quicker: its folder is as good
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What earlier states of the project left; a younger one may be in use. */
async function forgetOld(name: string): Promise<void> {
  for (const other of (await readdir(place)).filter((each) => each.startsWith(`${name}-`))) {
    const folder = path.join(place, other);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() })); // another run was quicker
    if (Date.now() - mtimeMs > oldMs) await rm(folder, { recursive: true, force: true });
  }
}

/** Copies the sample gallery, or these folders of it. */
export async function copySamples(to: string, folders?: readonly string[]): Promise<void> {
  const samples = path.join(projectFolder, "samples");
  const sources = (await readdir(samples, { recursive: true })).filter((file) => file.endsWith(".ts")).sort();
  const texts = await Promise.all(sources.map((file) => readFile(path.join(samples, file), "utf8")));
  const drawnBy = await readFile(path.join(projectFolder, "node_modules", "sharp", "package.json"), "utf8");
  const from = await prepared("samples", [...texts, drawnBy].join("\0"), drawSamples);
  for (const name of folders ?? (await readdir(from)))
    await cp(path.join(from, name), path.join(to, name), { recursive: true });
}

/** Puts a packaged extension into the profile, as the workbench itself has installed it once. */
export async function placeExtension(workbench: Workbench, profile: Profile, vsix: string): Promise<void> {
  const { size, mtimeMs } = await stat(vsix);
  const from = await prepared("extensions", JSON.stringify([vsix, size, mtimeMs, workbench]), async (folder) => {
    const first = makeProfile();
    await installExtension(workbench, { ...first, extensions: folder }, vsix);
    first.remove();
  });
  await linkTree(from, profile.extensions);
  // the list of the installed is written by the workbench, and names them by their places
  const list = "extensions.json";
  const known = JSON.parse(await readFile(path.join(from, list), "utf8")) as readonly Installed[];
  const moved = known.map((entry) => ({
    ...entry,
    location: { $mid: 1, scheme: "file", path: path.join(profile.extensions, entry.relativeLocation) },
  }));
  await rm(path.join(profile.extensions, list));
  await writeFile(path.join(profile.extensions, list), JSON.stringify(moved));
}

interface Installed {
  readonly relativeLocation: string;
}

/** The same files under a second name: nobody writes into an installed extension. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [file, other] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(file, other);
    // on another file system it has to be a copy
    else await link(file, other).catch(() => copyFile(file, other));
  }
}
