/** Sidecars of an image with their stamps as one text, by which a row tells whether any came, changed or went. */
import type { FileStamp } from "../../shared/model.ts";

/** A sidecar: its name in the image's folder, and its stamp. */
export interface FoundSidecar {
  readonly name: string;
  readonly stamp: FileStamp;
}

/** No name holds a line break or a slash that could be taken for another part. */
export function sidecarText(sidecars: readonly FoundSidecar[]): string {
  return sidecars.map(({ name, stamp }) => `${stamp.size}:${stamp.mtimeMs}/${name}`).join("\n");
}

/** The names in such a text. */
export function sidecarNamesIn(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n").map((line) => line.slice(line.indexOf("/") + 1));
}
