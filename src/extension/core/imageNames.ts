/** Which names are those of images, by their extension: those that decode here, and those that are only listed. */

const decodable: ReadonlySet<string> = new Set("jpg jpeg png webp gif avif tif tiff svg".split(" "));
const listedOnly: ReadonlySet<string> = new Set(
  "heic heif bmp jxl raw dng cr2 cr3 nef nrw arw orf rw2 raf pef srw".split(" "),
);

/** True for a file that can be shown and tagged. */
export function isDecodableName(path: string): boolean {
  return decodable.has(extensionOf(path));
}

/** True for a file that stands in the library, whether it can be shown or not. */
export function isImageName(path: string): boolean {
  return isDecodableName(path) || listedOnly.has(extensionOf(path));
}

/** Lower case; "" for a name without one and for a name that begins with its only dot. */
function extensionOf(path: string): string {
  return /[^/]\.([^./]+)$/u.exec(path)?.[1]?.toLowerCase() ?? "";
}
