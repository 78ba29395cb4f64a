/** Traits of a picture that are said in words: its main colours, its ground, its tone, its form. */
import type { Facts, ImageKind } from "../../../shared/model.ts";
import type { ImageAnalysis } from "../ports.ts";

const neutral: ReadonlySet<string> = new Set(["black", "grey", "white", "beige"]);

/** Seen at once even where they are few: a red ship on the sea. */
const striking: ReadonlySet<string> = new Set(["red", "orange", "yellow", "pink", "purple"]);

/** The colours worth naming, strongest first, three at most. On graphics the ground does not count where there is a colour on it. */
export function mainColours({ colours, features }: ImageAnalysis, kind: ImageKind): readonly string[] {
  const isPhoto = kind === "photo";
  const least = (name: string): number => (isPhoto ? (striking.has(name) ? 0.08 : 0.15) : 0.06);
  const chromatic = colours.filter(({ name, share }) => !neutral.has(name) && share >= least(name));
  const neutrals = colours.filter(({ name }) => neutral.has(name));
  const strongest = (chosen: ImageAnalysis["colours"]): readonly string[] =>
    [...chosen].sort((a, b) => b.share - a.share).map(({ name }) => name);
  if (isPhoto) {
    const strong = [...chromatic.slice(0, 2), ...neutrals.filter(({ share }) => share >= 0.25)].slice(0, 3);
    return strongest(strong.length > 0 ? strong : colours.slice(0, 1));
  }
  if (chromatic.length > 0) return strongest(chromatic.slice(0, 2));
  // a diagram is dark lines on white, which "black and white" says better
  if (kind === "diagram" || kind === "document") return [];
  const [first, second] = neutrals;
  const isFigureOnGround = features.transparent <= 0.05 && second !== undefined && second.share >= 0.1;
  return first ? [isFigureOnGround && kind !== "screenshot" ? second.name : first.name] : [];
}

/** " on a white background", where the picture is a figure on a ground. */
export function groundOf({ colours, features }: ImageAnalysis, named: readonly string[]): string {
  if (features.transparent > 0.05) return " on a transparent background";
  const ground = colours[0];
  if (!ground || ground.share < 0.4 || named.includes(ground.name)) return "";
  return ` on a ${ground.name} background`;
}

/** The overall tone where it stands out; "" else. */
export function toneOf({ features, colours }: ImageAnalysis): string {
  if (features.transparent > 0.5) return "";
  const chromaticShare = colours.reduce((sum, { name, share }) => (neutral.has(name) ? sum : sum + share), 0);
  if (features.saturation < 0.015 && chromaticShare < 0.02) return "black and white";
  if (features.meanLightness < 0.25) return "dark";
  if (features.saturation > 0.35 && colours.filter(({ share }) => share > 0.08).length >= 4) return "colourful";
  return features.meanLightness > 0.75 ? "bright" : "";
}

/** How contrast and colours strike the eye; weak words, for pictures of which little else is known. */
export function moodsOf({ features }: ImageAnalysis): readonly string[] {
  return [
    features.saturation > 0.3 ? "vivid colours" : features.saturation < 0.12 ? "muted colours" : "natural colours",
    features.lightnessSpread > 0.55 ? "high contrast" : features.lightnessSpread < 0.3 ? "low contrast" : "",
  ];
}

/** Orientation and shape. "landscape" alone would be taken for scenery. */
export function formOf({ width, height }: Facts, kind: ImageKind): string {
  const ratio = width / Math.max(1, height);
  if (kind === "photo" && ratio >= 2 && width >= 1000) return "panorama";
  if (ratio > 1.05) return "landscape format";
  return ratio < 0.95 ? "portrait format" : "square";
}
