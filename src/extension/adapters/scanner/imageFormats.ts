/** Which file names are images, by extension: those that decode here and those that are only listed. */

const decodable = new Set(["jpg", "jpeg", "png", "webp", "gif", "avif", "tif", "tiff", "svg"]);
const listedOnly = new Set([
  "heic",
  "heif",
  "bmp",
  "jxl",
  "raw",
  "dng",
  "cr2",
  "cr3",
  "nef",
  "nrw",
  "arw",
  "orf",
  "rw2",
  "raf",
  "pef",
  "srw",
]);

/** What a file name says of the file: an image that decodes, one that is only listed, or none. */
export function imageKind(name: string): "decodable" | "listedOnly" | "none" {
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return "none";
  const extension = name.slice(dot + 1).toLowerCase();
  if (decodable.has(extension)) return "decodable";
  return listedOnly.has(extension) ? "listedOnly" : "none";
}
