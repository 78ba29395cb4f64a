/** Draws the picture that the doctor decodes and reads, and writes it as src/extension/core/doctor/testPicture.ts. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { words } from "../samples/lettering.ts";
import { root } from "./run.mjs";

const [width, height] = [900, 260];
const lines = ["IMAGE TAGGER", "READS THESE WORDS"];
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <rect width="${width}" height="${height}" fill="#ffffff"/>
  ${lines.map((line, row) => words(line, 60, 110 + row * 90, { size: 60, weight: 600, fill: "#000000" })).join("\n")}
</svg>`;

/** The picture as PNG: black letters on white need few bytes. */
function draw() {
  return sharp(Buffer.from(drawing)).png({ palette: true, colours: 4, compressionLevel: 9 }).toBuffer();
}

async function write() {
  const png = await draw();
  const rows = png.toString("base64").match(/.{1,100}/g);
  const source = `/** The picture that the doctor decodes and reads: black words on white. Drawn by scripts/drawTestPicture.mjs. */

/** A PNG in base64, its size in pixels, and the words in it. */
export const testPicture = {
  widthPx: ${width},
  heightPx: ${height},
  words: ${JSON.stringify(lines.join(" ").split(" "))},
  base64: [
${rows.map((row) => `    "${row}",`).join("\n")}
  ].join(""),
};
`;
  writeFileSync(path.join(root, "src/extension/core/doctor/testPicture.ts"), source);
  process.stdout.write(`${png.length} bytes\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
