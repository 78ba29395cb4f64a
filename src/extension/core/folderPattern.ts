/** Turns a folder into the pattern of the exclude setting that means it alone, whatever signs its name has. */

/** The pattern for a folder, relative to its library folder. */
export function patternOfFolder(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|,^$"']/gu, "\\$&");
}

/** What a pattern shows to a person: without the backslashes where it means one folder. */
export function wordsOfPattern(pattern: string): string {
  const path = pattern.replace(/\\(.)/gu, "$1");
  return patternOfFolder(path) === pattern ? path : pattern;
}
