/** Tells what kind of image it is, by measured features alone; the figures were tuned on photos, screenshots, diagrams and icons. */
import type { ImageKind } from "../../../shared/model.ts";
import type { ImageAnalysis } from "../ports.ts";

/** What the rules look at. */
type Measured = Pick<ImageAnalysis, "facts" | "features" | "colours">;

const iconSidePx = 256;
const tinySidePx = 64;

/** The kind of an image; `text` is what stands in it, `nameWords` its file name's words. */
export function imageKind(analysis: Measured, text: string, nameWords: readonly string[]): ImageKind {
  const words = text.split(/\s+/u).filter(Boolean).length;
  const named = kindByName(nameWords);
  if (isDocument(analysis, words)) return named === "screenshot" ? "screenshot" : "document";
  if (isIcon(analysis, words)) return named === "logo" ? "logo" : "icon";
  if (isPhoto(analysis)) return "photo";
  if (named) return named;
  if (isDiagram(analysis, words)) return "diagram";
  return isScreenshot(analysis, words) ? "screenshot" : "drawing";
}

/** A name that says what the image is; for graphics alone, since a photo may show a logo or an icon. */
function kindByName(words: readonly string[]): ImageKind | undefined {
  const kinds: readonly (readonly [ImageKind, RegExp])[] = [
    ["screenshot", /^(?:screenshots?|screencap|screengrab|bildschirmfoto|captura)$/u],
    ["logo", /^(?:logos?|logotype|wordmark)$/u],
    ["icon", /^(?:icons?|favicon|glyph)$/u],
    ["diagram", /^(?:diagrams?|charts?|flowcharts?|graphs?|plots?|schema|uml|gantt|histogram)$/u],
    ["drawing", /^(?:drawings?|illustrations?|sketch|cartoon|clipart)$/u],
  ];
  return kinds.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
}

/** Letters on paper: dense, nearly without colour. */
function isDocument({ facts, features, colours }: Measured, words: number): boolean {
  if (facts.camera !== undefined || features.saturation > 0.03 || features.transparent > 0.5) return false;
  const ground = shareOf(colours, ["white", "grey", "beige"]);
  return ground > 0.7 && (words >= 60 || (words >= 5 && features.edges > 0.1)) && features.distinctColours < 150;
}

function isIcon({ facts, features }: Measured, words: number): boolean {
  const [long, short] = [Math.max(facts.width, facts.height), Math.min(facts.width, facts.height)];
  if (long > iconSidePx || long > short * 2 || words > 3) return false;
  if (facts.camera !== undefined || (facts.takenAt !== undefined && long > tinySidePx)) return false;
  if (facts.format === "svg" || long <= tinySidePx || features.transparent > 0.05) return true;
  // without colour it is rather a small diagram
  return features.distinctColours < 400 && flatness(features) > 0.45 && features.saturation > 0.02;
}

/** Nature is never flat: neighbouring pixels differ, tones are many. */
function isPhoto({ facts, features }: Measured): boolean {
  if (facts.format === "svg") return false;
  const isFromCamera = facts.camera !== undefined;
  if (isFromCamera) return features.flat < 0.85;
  const isGrey = features.saturation < 0.02;
  const hasManyTones = features.distinctColours >= (isGrey ? 24 : 150);
  return features.entropy >= 4.6 && hasManyTones && flatness(features) < 0.66;
}

/** Thin dark lines and few words on a light, even ground. */
function isDiagram({ features, colours }: Measured, words: number): boolean {
  if (features.transparent > 0.5) return features.flat > 0.9 && features.distinctColours <= 16 && words >= 1;
  const white = shareOf(colours, ["white"]);
  if (features.flat < 0.7 || features.meanLightness < 0.6) return false;
  // coloured bars are those of a window; grey ones may be the lanes of a chart
  if (features.bands > 0.03 && features.saturation > 0.02) return false;
  if (features.saturation < 0.06) return white > 0.78 && features.distinctColours <= 80 && words < 60;
  return white > 0.55 && features.distinctColours <= 48 && words >= 1 && words <= 40 && features.edges < 0.06;
}

function isScreenshot({ facts, features }: Measured, words: number): boolean {
  return words >= 3 && features.flat > 0.7 && Math.max(facts.width, facts.height) >= 400;
}

/** The flat share of what is seen: transparent ground is flat in every picture. */
function flatness({ flat, transparent }: Measured["features"]): number {
  return transparent < 0.05 ? flat : Math.max(0, (flat - transparent) / Math.max(0.01, 1 - transparent));
}

function shareOf(colours: Measured["colours"], names: readonly string[]): number {
  return colours.reduce((sum, { name, share }) => (names.includes(name) ? sum + share : sum), 0);
}
