/** Draws media/icon.png, the picture of the extension in lists and on its page: a photograph with a label on it. */
import path from "node:path";
import sharp from "sharp";
import { root } from "./run.mjs";

const side = 256;
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 256 256">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#1d3557"/><stop offset="0.65" stop-color="#3f6f9f"/><stop offset="1" stop-color="#f2b279"/>
    </linearGradient>
    <clipPath id="photo"><rect x="20" y="40" width="196" height="180" rx="20"/></clipPath>
  </defs>
  <g transform="translate(4 14)">
  <g clip-path="url(#photo)">
    <rect x="20" y="40" width="196" height="180" fill="url(#sky)"/>
    <circle cx="82" cy="150" r="26" fill="#ffe3b0"/>
    <path d="M20 190l58-52 40 34 44-48 54 56v40H20z" fill="#274c4a"/>
    <path d="M20 208l70-34 52 26 74-30v50H20z" fill="#17302f"/>
  </g>
  <rect x="20" y="40" width="196" height="180" rx="20" fill="none" stroke="#f4f7fa" stroke-width="8"/>
  <path d="M150 20h68a18 18 0 0 1 18 18v60l-44 42a14 14 0 0 1-20 0l-44-44a14 14 0 0 1 0-20z" fill="#ffb703" stroke="#f4f7fa" stroke-width="8" stroke-linejoin="round"/>
  <circle cx="204" cy="52" r="12" fill="#1d3557"/>
  <path d="M156 82l22-22M172 102l26-26" stroke="#1d3557" stroke-width="9" stroke-linecap="round"/>
  </g>
</svg>`;

await sharp(Buffer.from(drawing))
  .png({ compressionLevel: 9, palette: true })
  .toFile(path.join(root, "media", "icon.png"));
