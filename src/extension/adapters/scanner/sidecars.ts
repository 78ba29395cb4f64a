/** Finds which sidecars belong to which images: `a.jpg.xmp` to that image alone, `a.xmp` to every image `a`. */
import type { FileStamp } from "../../../shared/model.ts";
import { sidecarText, type FoundSidecar } from "../../core/sidecarText.ts";

/** True for the name of a file that may be one. A line break in it would make it look like two. */
export function isSidecarName(name: string): boolean {
  return name.length > 4 && name.slice(-4).toLowerCase() === ".xmp" && !name.includes("\n");
}

/** Sidecars as texts by the position of their image; each image's own one first. Costs nothing where there are none. */
export function sidecarsOf(
  paths: readonly string[],
  sidecars: readonly string[],
  stampOf: (relative: string) => FileStamp | undefined,
): ReadonlyMap<number, string> {
  if (sidecars.length === 0) return new Map();
  const byStem = new Map<string, string>();
  for (const sidecar of sidecars) byStem.set(sidecar.slice(0, -4).toLowerCase(), sidecar);
  const found = new Map<number, string>();
  for (const [index, path] of paths.entries()) {
    const whole = path.toLowerCase();
    const own = [whole, whole.slice(0, whole.lastIndexOf("."))].flatMap((stem) => byStem.get(stem) ?? []);
    const stamped = own.flatMap((sidecar): FoundSidecar[] => {
      const stamp = stampOf(sidecar);
      return stamp ? [{ name: sidecar.slice(sidecar.lastIndexOf("/") + 1), stamp }] : [];
    });
    if (stamped.length > 0) found.set(index, sidecarText(stamped));
  }
  return found;
}
