/** Draws a picture for a number, so that thumbnails can be told apart by eye. */

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

/** An SVG of one of several shapes, colours and aspect ratios. */
export function drawPicture(number: number, isLarge: boolean): string {
  const hue = (number * 47) % 360;
  const shape = shapes[number % shapes.length] ?? shapes[0];
  const ratio = isLarge ? 1.6 : ([1.6, 1, 0.7, 1.33][number % 4] ?? 1);
  const width = isLarge ? 1600 : 220;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.round(width / ratio)}" viewBox="0 0 220 180" preserveAspectRatio="xMidYMid slice"><rect width="220" height="180" fill="hsl(${hue + 200} 35% 45%)"/>${shape?.(hue) ?? ""}<text x="8" y="172" font-size="16" fill="#fff" font-family="sans-serif">${number}</text></svg>`;
}
