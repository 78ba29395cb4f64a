/** Names and answers as one line for trees, quick picks and the status bar: nothing in them acts as anything but text. */
import { fileNameOf } from "../paths.ts";
import { clampAtWord, cleanLine } from "../tagging/cleanText.ts";

/** One harmless line; `$(name)` would be drawn as an icon there. */
export function displayText(raw: string, maxCharacters = 300): string {
  return clampAtWord(cleanLine(raw).replaceAll("$(", "$ ("), maxCharacters);
}

/** One harmless line for a message, a dialog or a title of progress: `[text](command:name)` would be a link there that runs it. */
export function messageText(raw: string, maxCharacters = 1_000): string {
  return clampAtWord(cleanLine(raw).replaceAll("](", "] ("), maxCharacters);
}

/** The last part of a path, for a label. */
export function displayName(path: string): string {
  return displayText(fileNameOf(path));
}

/** "45 s", "9 min", "2.5 h". */
export function shortDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** "640 KB", "3.3 GB". */
export function shortBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} KB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
