/** Tells which tesseract.js reads the words of pictures, after a look whether all its parts are there. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { checkOcrPaths, installedOcrPaths } from "./ocrPaths.ts";

/** Rejects where a part of it is missing. */
export async function tesseractVersion(): Promise<string> {
  const paths = installedOcrPaths();
  await checkOcrPaths(paths);
  const file = path.join(path.dirname(paths.workerScript), "../../../package.json");
  const manifest: unknown = JSON.parse(await readFile(file, "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}
