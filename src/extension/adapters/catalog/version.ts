/** Tells which LanceDB is loaded in this process. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { loadLance } from "./lance.ts";

/** Loads LanceDB where that was not done yet; rejects where it cannot be loaded. */
export async function lanceVersion(): Promise<string> {
  await loadLance();
  // the native part itself tells nothing: its package lies beside it
  const loaded = Object.keys(createRequire(process.argv[1] ?? import.meta.filename).cache);
  const binary = loaded.find((file) => /lancedb[^\\/]*\.node$/u.test(file));
  if (binary === undefined) return "";
  const manifest: unknown = JSON.parse(await readFile(path.join(path.dirname(binary), "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}
