/** The arithmetic of looking closer: a scale and the place of the image in its frame. */

/** `fit` follows the frame; else a scale in screen pixels per image pixel and the image's shift from the middle. */
export interface Zoom {
  readonly scale: number | "fit";
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The whole image in the frame. */
export const fitZoom: Zoom = { scale: "fit", x: 0, y: 0 };
const maxScale = 16;
const zoomStep = 1.25;

/** The scale at which the image fits; small images are not blown up. */
export function fitScale(image: Size, frame: Size): number {
  if (image.width <= 0 || image.height <= 0) return 1;
  return Math.min(1, frame.width / image.width, frame.height / image.height) || 1;
}

export function scaleOf(zoom: Zoom, image: Size, frame: Size): number {
  return zoom.scale === "fit" ? fitScale(image, frame) : zoom.scale;
}

/** Zooms to a scale; the image point under `at` (from the frame's middle) stays where it is. */
export function zoomTo(zoom: Zoom, scale: number, image: Size, frame: Size, at: Point = { x: 0, y: 0 }): Zoom {
  const fit = fitScale(image, frame);
  const before = scaleOf(zoom, image, frame);
  const after = Math.min(maxScale, Math.max(Math.min(fit, 1), scale));
  if (after <= fit * 1.001 && scale <= before) return fitZoom;
  const ratio = after / before;
  return clamp({ scale: after, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }, image, frame);
}

/** One step closer (1) or further (-1). */
export function zoomBy(zoom: Zoom, steps: number, image: Size, frame: Size, at?: Point): Zoom {
  return zoomTo(zoom, scaleOf(zoom, image, frame) * zoomStep ** steps, image, frame, at);
}

/** Moves the image; it never leaves the frame. */
export function panBy(zoom: Zoom, dx: number, dy: number, image: Size, frame: Size): Zoom {
  return clamp({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, image, frame);
}

/** True where there is more of the image than the frame shows. */
export function canPan(zoom: Zoom, image: Size, frame: Size): boolean {
  const scale = scaleOf(zoom, image, frame);
  return image.width * scale > frame.width + 1 || image.height * scale > frame.height + 1;
}

function clamp(zoom: Zoom, image: Size, frame: Size): Zoom {
  const scale = scaleOf(zoom, image, frame);
  const slackX = Math.max(0, (image.width * scale - frame.width) / 2);
  const slackY = Math.max(0, (image.height * scale - frame.height) / 2);
  // adding zero turns a negative zero into a plain one
  const within = (value: number, slack: number): number => Math.min(slack, Math.max(-slack, value)) + 0;
  return { scale: zoom.scale, x: within(zoom.x, slackX), y: within(zoom.y, slackY) };
}
