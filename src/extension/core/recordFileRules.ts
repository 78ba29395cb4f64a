/** The names of the record files, and the lines that keep them out of git and out of the Explorer. */

/** Globs of the files that tagging leaves in image folders. */
export const recordFileGlobs: readonly string[] = ["**/image_metadata.json", "**/image_metadata.details.json"];

const ignoreLines: readonly string[] = [
  "image_metadata.json",
  "image_metadata.details.json",
  ".image_metadata.journal*",
];

/** A .gitignore with the record files named at its end; undefined where they all stand in it. Nothing of it is changed. */
export function withIgnoredRecords(content: string, comment: string): string | undefined {
  const present = new Set(content.split(/\r?\n/).map((line) => line.trim()));
  const missing = ignoreLines.filter((line) => !present.has(line));
  if (missing.length === 0) return undefined;
  const newLine = content.includes("\r\n") ? "\r\n" : "\n";
  const separator = content === "" ? "" : content.endsWith("\n") ? newLine : newLine + newLine;
  return content + separator + [`# ${comment}`, ...missing, ""].join(newLine);
}
