/** The user's own folders for this program, as each system has them. */
import os from "node:os";
import path from "node:path";

/** For what can be made again: catalogs and thumbnails of the command line. */
export function cacheFolder(): string {
  return path.join(cacheBase(), "image-tagger");
}

/** For records that could not be written beside their images: not in a cache, which may be emptied. */
export function stateFolder(): string {
  return path.join(stateBase(), "image-tagger");
}

function cacheBase(): string {
  if (process.env["XDG_CACHE_HOME"]) return process.env["XDG_CACHE_HOME"];
  if (process.platform === "darwin") return path.join(os.homedir(), "Library/Caches");
  return process.platform === "win32" ? localAppData() : path.join(os.homedir(), ".cache");
}

function stateBase(): string {
  if (process.env["XDG_STATE_HOME"]) return process.env["XDG_STATE_HOME"];
  if (process.platform === "darwin") return path.join(os.homedir(), "Library/Application Support");
  return process.platform === "win32" ? localAppData() : path.join(os.homedir(), ".local/state");
}

function localAppData(): string {
  return process.env["LOCALAPPDATA"] ?? path.join(os.homedir(), "AppData/Local");
}
