/** Facts that are measured and not read: the kind of picture, its colours, and a hash by which copies of it are found. */
import type { ColourName, Facts } from "../../../shared/model.ts";
import type { ImageAnalysis, Prepared } from "../ports.ts";
import { imageKind } from "./imageKind.ts";
import { nameWords } from "./nameWords.ts";

const neutral: ReadonlySet<string> = new Set(["black", "grey", "white", "beige"]);
/** Shares of the picture from which a colour is seen in it; neutral ones are in every picture. */
const seenShare = { colour: 0.05, neutral: 0.15 } as const;
const mostColours = 5;

/** All facts of a picture that was made ready; `text` is what stands in it, as far as it is known. */
export function factsOf(prepared: Prepared, path: string, text: string): Facts {
  const measured = prepared.kind === "jpeg" ? prepared.image : prepared.analysis;
  const { facts, dHash } = measured;
  if (!measured.features || !measured.colours) return { ...facts, dHash };
  const { features, colours } = measured;
  const kind = imageKind({ facts, features, colours }, text, nameWords(path).file);
  return { ...facts, kind, colours: seenColours(colours), dHash };
}

function seenColours(colours: ImageAnalysis["colours"]): readonly ColourName[] {
  return colours
    .filter(({ name, share }) => share >= (neutral.has(name) ? seenShare.neutral : seenShare.colour))
    .slice(0, mostColours)
    .map(({ name }) => name);
}
