/** Turns words into SVG paths with the font that comes as a package: a bare machine has no fonts to draw text with. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The part of opentype.js that is used here; the package has no types of its own. */
interface Glyph {
  readonly advanceWidth?: number;
  getPath(x: number, y: number, size: number): { toPathData(decimals: number): string };
}
interface Font {
  readonly unitsPerEm: number;
  charToGlyph(character: string): Glyph;
  getKerningValue(left: Glyph, right: Glyph): number;
}

type Weight = 400 | 600 | 800;

/** How a line of words is set: size in pixels, where `x` means its start, its middle or its end. */
interface Lettering {
  readonly size: number;
  readonly weight?: Weight;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Extra pixels between letters. */
  readonly spacing?: number;
}

const require = createRequire(import.meta.url);
// required, not imported: the package's module build is of another shape than its types of export say
const { parse } = require("opentype.js") as { parse: (bytes: ArrayBuffer) => Font };
const fonts = new Map<Weight, Font>();

function fontOf(weight: Weight): Font {
  let font = fonts.get(weight);
  if (!font) {
    const file = require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff`);
    font = parse(new Uint8Array(readFileSync(file)).buffer);
    fonts.set(weight, font);
  }
  return font;
}

/** A line of words as an SVG path with its baseline at `y`. */
export function words(text: string, x: number, y: number, style: Lettering): string {
  const { size, weight = 400, fill = "#1f2430", anchor = "start", spacing = 0 } = style;
  const font = fontOf(weight);
  const scale = size / font.unitsPerEm;
  const glyphs = Array.from(text, (character) => font.charToGlyph(character));
  const offsets: number[] = [];
  let width = 0;
  for (const [index, glyph] of glyphs.entries()) {
    offsets.push(width);
    const next = glyphs[index + 1];
    width += (glyph.advanceWidth ?? 0) * scale;
    if (next) width += font.getKerningValue(glyph, next) * scale + spacing;
  }
  const start = anchor === "start" ? x : anchor === "middle" ? x - width / 2 : x - width;
  const path = glyphs.map((glyph, index) => glyph.getPath(start + (offsets[index] ?? 0), y, size).toPathData(2));
  return `<path d="${path.join("")}" fill="${fill}"/>`;
}
