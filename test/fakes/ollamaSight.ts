/** The eyes of the stand-in: decodes the picture it was sent and says what it sees, so that a wrong picture shows. */
import { createHash } from "node:crypto";
import sharp from "sharp";

/** What is seen of a picture. */
export interface Sight {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** Colour names, the largest share first, at most three. */
  readonly colours: readonly string[];
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  /** A made-up word that stands for the picture: equal for equal pictures, different for others. */
  readonly word: string;
}

export interface SeenAnswer {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt: string;
}

/** Looks at the bytes of a picture. Rejects if they do not decode to the end. */
export async function see(bytes: Uint8Array): Promise<Sight> {
  const image = sharp(bytes, { failOn: "warning" });
  const { width, height, format } = await image.metadata();
  const small = await sharp(bytes, { failOn: "warning" })
    .removeAlpha()
    .resize(24, 24, { fit: "fill" })
    .raw()
    .toBuffer();
  const colourAt = (x: number, y: number): string => colourOf(small, (y * 24 + x) * 3);
  const shares = new Map<string, number>();
  for (let y = 0; y < 24; y++) {
    for (let x = 0; x < 24; x++) shares.set(colourAt(x, y), (shares.get(colourAt(x, y)) ?? 0) + 1);
  }
  const ranked = [...shares].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const corners = [colourAt(2, 2), colourAt(21, 2), colourAt(2, 21), colourAt(21, 21)] as const;
  return {
    width,
    height,
    format,
    colours: ranked
      .filter(([, count]) => count >= 30)
      .slice(0, 3)
      .map(([name]) => name),
    topLeft: corners[0],
    topRight: corners[1],
    bottomLeft: corners[2],
    bottomRight: corners[3],
    word: wordFor(`${await differenceHash(bytes)} ${corners.join(" ")} ${String(width)}x${String(height)}`),
  };
}

/** What the stand-in answers of a picture. */
export function describeSight(sight: Sight): SeenAnswer {
  const { width, height, colours, topLeft, bottomRight, word } = sight;
  const shape = width > height ? "landscape" : width < height ? "portrait" : "square";
  const mostly = colours.join(" and ") || "of many colours";
  return {
    description:
      `A ${shape} picture, ${String(width)} by ${String(height)} pixels, mostly ${mostly}, ` +
      `${topLeft} at the top left and ${bottomRight} at the bottom right, known as ${word}.`,
    tags: [...colours, shape, `${topLeft} top left`, `${bottomRight} bottom right`, `known as ${word}`, word],
    text: `MARK ${word.toUpperCase()}`,
    alt: `A ${shape} picture, mostly ${mostly}, marked ${word}.`,
  };
}

/** The name of a picture's bytes, for counting uploads. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Which of two neighbours is lighter, in a 9 by 8 version: 64 bits. */
async function differenceHash(bytes: Uint8Array): Promise<string> {
  const grey = await sharp(bytes).removeAlpha().greyscale().resize(9, 8, { fit: "fill" }).raw().toBuffer();
  let bits = "";
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) bits += (grey[y * 9 + x] ?? 0) > (grey[y * 9 + x + 1] ?? 0) + 2 ? "1" : "0";
  }
  return bits;
}

function wordFor(seed: string): string {
  const digest = createHash("sha256").update(seed).digest();
  let word = "";
  for (const byte of digest.subarray(0, 4))
    word += "bdfgklmnprstvzhj".charAt(byte & 15) + "aeiou".charAt((byte >> 4) % 5);
  return word;
}

function colourOf(pixels: Uint8Array, at: number): string {
  const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
  const max = Math.max(red, green, blue);
  const min = Math.min(red, green, blue);
  if (max < 48) return "black";
  if (max - min < 32) return min > 208 ? "white" : "grey";
  let hue = 0;
  if (max === red) hue = ((green - blue) / (max - min)) * 60;
  else if (max === green) hue = 120 + ((blue - red) / (max - min)) * 60;
  else hue = 240 + ((red - green) / (max - min)) * 60;
  if (hue < -20) return "pink";
  if (hue < 18) return "red";
  if (hue < 45) return max < 150 ? "brown" : "orange";
  if (hue < 70) return "yellow";
  if (hue < 165) return "green";
  if (hue < 195) return "turquoise";
  return hue < 260 ? "blue" : "purple";
}
