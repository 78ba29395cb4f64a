/** Tells which sharp and libvips are loaded in this process. */
import sharp from "sharp";

/** Versions by name. */
export function sharpVersions(): { readonly sharp: string; readonly libvips: string } {
  const { sharp: own, vips } = sharp.versions;
  return { sharp: own, libvips: vips };
}
