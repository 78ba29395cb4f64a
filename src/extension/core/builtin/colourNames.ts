/** Names colours as people do, in OKLab: a dozen basic colour words with borders between them. */
import type { ColourName } from "../../../shared/model.ts";

/** Lightness 0 to 1, chroma 0 to about 0.32, hue in degrees. */
interface Lch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** The word for an sRGB colour; channels 0 to 255. */
export function colourName(red: number, green: number, blue: number): ColourName {
  const colour = toLch(red, green, blue);
  return neutralName(colour) ?? hueName(colour);
}

function neutralName({ lightness, chroma }: Lch): ColourName | undefined {
  // the eye sees less colour in the dark and in the very light
  if (lightness < 0.18 || (lightness < 0.3 && chroma < 0.05)) return chroma > 0.09 ? undefined : "black";
  if (lightness > 0.94 && chroma < 0.025) return "white";
  if (chroma < (lightness < 0.5 ? 0.04 : 0.03)) return lightness > 0.92 ? "white" : "grey";
  return undefined;
}

function hueName(colour: Lch): ColourName {
  const { lightness, chroma, hue } = colour;
  if (hue >= 315 && hue < 345) return lightness > 0.62 ? "pink" : "purple";
  if (hue >= 345 || hue < 42) return redName(colour);
  if (hue < 75) return orangeName(colour);
  if (hue < 118) return yellowName(colour);
  if (hue < 165) return "green";
  if (hue < 215) return lightness > 0.78 && chroma > 0.06 ? "cyan" : "teal";
  return hue < 288 ? "blue" : "purple";
}

function redName({ lightness, chroma, hue }: Lch): ColourName {
  if (lightness >= 0.7 && hue > 35 && hue < 42 && chroma > 0.13) return "orange";
  if (lightness >= 0.7) return hue > 25 && chroma < 0.09 ? "beige" : "pink";
  if (chroma < 0.09) return hue > 20 && hue < 60 ? "brown" : lightness > 0.55 ? "pink" : "brown";
  return hue >= 345 && lightness > 0.6 ? "pink" : "red";
}

function orangeName({ lightness, chroma }: Lch): ColourName {
  if (lightness < 0.6) return "brown";
  if (chroma > 0.12) return "orange";
  return lightness > 0.7 ? "beige" : "brown";
}

function yellowName({ lightness, chroma, hue }: Lch): ColourName {
  if (lightness > 0.7) return chroma > (hue > 88 ? 0.08 : 0.1) ? (hue < 80 ? "orange" : "yellow") : "beige";
  return hue > 98 ? "green" : "brown";
}

function toLch(red: number, green: number, blue: number): Lch {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  // the matrices of OKLab, Björn Ottosson 2020
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const greenRed = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const blueYellow = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const hue = (Math.atan2(blueYellow, greenRed) * 180) / Math.PI;
  return { lightness, chroma: Math.hypot(greenRed, blueYellow), hue: (hue + 360) % 360 };
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
