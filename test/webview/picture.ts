/** Draws a picture for a number, so that thumbnails can be told apart by eye. */
import sharp from "sharp";

const shapes = [
  (hue: number) =>
    `<circle cx="110" cy="60" r="34" fill="hsl(${hue} 80% 65%)"/><path d="M0 150 70 70l50 50 40-30 60 60v50H0z" fill="hsl(${hue + 140} 30% 30%)"/>`,
  (hue: number) =>
    `<rect x="70" y="30" width="80" height="120" rx="6" fill="hsl(${hue} 70% 60%)"/><rect x="84" y="48" width="52" height="8" fill="#fff"/><rect x="84" y="66" width="40" height="8" fill="#fff"/>`,
  (hue: number) =>
    `<path d="M110 20 200 160H20z" fill="hsl(${hue} 70% 55%)"/><circle cx="110" cy="110" r="24" fill="#fff" opacity=".8"/>`,
  (hue: number) =>
    `<g stroke="hsl(${hue} 60% 70%)" stroke-width="10">${[30, 70, 110, 150, 190].map((x) => `<path d="M${x} 20v140"/>`).join("")}</g>`,
];

/** How many pictures differ; each is drawn once. */
const distinct = 48;
const drawn = new Map<string, Promise<Buffer>>();

/** A webp of one of several shapes, colours and aspect ratios. */
export function drawPicture(number: number, isLarge: boolean): Promise<Buffer> {
  const key = `${number % distinct} ${isLarge}`;
  const picture = drawn.get(key) ?? draw(number % distinct, isLarge);
  drawn.set(key, picture);
  return picture;
}

function draw(number: number, isLarge: boolean): Promise<Buffer> {
  const hue = (number * 47) % 360;
  const shape = shapes[number % shapes.length];
  const ratio = isLarge ? 1.6 : ([1.6, 1, 0.7, 1.33][number % 4] ?? 1);
  const width = isLarge ? 1600 : 320;
  const height = Math.round(width / ratio);
  const ground = `<rect width="220" height="180" fill="hsl(${hue + 200} 35% 45%)"/>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 220 180" preserveAspectRatio="xMidYMid slice">`;
  return sharp(Buffer.from(`${open}${ground}${shape?.(hue) ?? ""}</svg>`))
    .webp()
    .toBuffer();
}
