/** Draws the test picture that a model is tried with, and writes it as src/extension/core/tagging/probePicture.ts. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { words } from "../samples/lettering.ts";
import { root } from "./run.mjs";

/** Above the size below which some vision models take their server down. */
const side = 256;
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
  <rect width="${side}" height="${side}" fill="#ffffff"/>
  <circle cx="128" cy="128" r="112" fill="#e00000"/>
  ${words("STOP", 128, 150, { size: 62, weight: 800, fill: "#ffffff", anchor: "middle" })}
</svg>`;

/** The picture as JPEG: flat areas and few colours make it small. */
export function drawProbe() {
  return sharp(Buffer.from(drawing)).flatten({ background: "#ffffff" }).jpeg({ quality: 25, mozjpeg: true }).toBuffer();
}

async function write() {
  const jpeg = await drawProbe();
  const lines = jpeg.toString("base64").match(/.{1,100}/g);
  const source = `/** The picture that a model is tried with: a red disc with the word STOP on white. Drawn by scripts/drawProbe.mjs. */

/** A JPEG in base64, and its side in pixels. */
export const probePicture = {
  sidePx: ${side},
  base64: [
${lines.map((line) => `    "${line}",`).join("\n")}
  ].join(""),
};
`;
  writeFileSync(path.join(root, "src/extension/core/tagging/probePicture.ts"), source);
  process.stdout.write(`${jpeg.length} bytes\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
