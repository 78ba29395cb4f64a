/** Small pieces that the pictures are drawn with: canvas, gradients, repeated shapes and seeded chance. */

/** A picture before it is drawn: its size and its SVG. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** Puts shapes on a canvas; `width` and `height` are also the units of the shapes. */
export function canvas(width: number, height: number, ...shapes: readonly string[]): Drawing {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return { width, height, svg: `${open}${shapes.join("")}</svg>` };
}

/** Gradients and filters, by whose names the shapes after them are filled. */
export function defs(...parts: readonly string[]): string {
  return `<defs>${parts.join("")}</defs>`;
}

type Stop = readonly [offset: number, color: string, opacity?: number];
const stopsOf = (stops: readonly Stop[]): string =>
  stops
    .map(([at, color, opacity = 1]) => `<stop offset="${at}" stop-color="${color}" stop-opacity="${opacity}"/>`)
    .join("");

/** A gradient from top to bottom, or along `across` given as x1 y1 x2 y2. */
export function linear(id: string, stops: readonly Stop[], across: readonly number[] = [0, 0, 0, 1]): string {
  const [x1, y1, x2, y2] = across;
  return `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stopsOf(stops)}</linearGradient>`;
}

/** A gradient around a centre, in parts of the shape's box. */
export function radial(id: string, stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): string {
  return `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stopsOf(stops)}</radialGradient>`;
}

/** From one colour to the other, from top to bottom or along `across`. */
export function fade(id: string, from: string, to: string, across?: readonly number[]): string {
  return linear(
    id,
    [
      [0, from],
      [1, to],
    ],
    across,
  );
}

/** Light of one colour that is lost from top to bottom or along `across`. */
export function beam(id: string, color: string, opacity: number, across?: readonly number[]): string {
  return linear(
    id,
    [
      [0, color, opacity],
      [1, color, 0],
    ],
    across,
  );
}

/** Light of one colour that is lost all around. */
export function glow(id: string, color: string, opacity: number): string {
  return radial(id, [
    [0, color, opacity],
    [1, color, 0],
  ]);
}

/** A filter that softens what it is put on. */
export function blur(id: string, radius: number): string {
  return `<filter id="${id}" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${radius}"/></filter>`;
}

export function rect(x: number, y: number, width: number, height: number, fill: string, more = ""): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`;
}

export function circle(cx: number, cy: number, r: number, fill: string, more = ""): string {
  return `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}" ${more}/>`;
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, more = ""): string {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;
}

export function path(d: string, fill: string, more = ""): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

/** A stroked path with round ends. */
export function line(d: string, stroke: string, width: number, more = ""): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

export function group(attributes: string, ...shapes: readonly string[]): string {
  return `<g ${attributes}>${shapes.join("")}</g>`;
}

/** The same shape `count` times, by its number. */
export function times(count: number, shape: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => shape(index)).join("");
}

/** Chance that is the same on every run: a number from 0 to 1 at each call. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number of a drawing with one decimal: keeps the SVG short. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** A ragged line from left to right as path commands, for hills, waves and tree lines. */
function ridge(seed: number, width: number, base: number, height: number, steps: number, isSmooth: boolean): string {
  const next = chance(seed);
  const points = Array.from({ length: steps + 1 }, (_, index) => {
    const side = index % 2 === 0 ? 0.15 : 0.75;
    return [round((index * width) / steps), round(base - height * (side + next() * 0.25))] as const;
  });
  if (!isSmooth) return points.map(([x, y]) => `L${x} ${y}`).join("");
  return points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (!before) return `L${x} ${y}`;
      const middle = round((before[0] + x) / 2);
      return `C${middle} ${before[1]} ${middle} ${y} ${x} ${y}`;
    })
    .join("");
}

type Area = (seed: number, width: number, bottom: number, base: number, height: number, steps: number) => string;

const belowRidge =
  (isSmooth: boolean): Area =>
  (seed, width, bottom, base, height, steps) =>
    `M0 ${bottom}${ridge(seed, width, base, height, steps, isSmooth)}L${width} ${bottom}Z`;

/** The area below a ridge, down to the bottom of the canvas. */
export const hills = belowRidge(true);

/** The area below a ridge with pointed tops. */
export const peaks = belowRidge(false);
