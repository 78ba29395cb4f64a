/** `npm run samples -- <folder>`: draws the sample gallery, the same bytes on every run. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp, { type OverlayOptions, type Sharp } from "sharp";
import { chance } from "./drawing.ts";
import { gallery, type Metadata, type Sample } from "./gallery.ts";

/** Draws every picture of the gallery into sub-folders of this folder; answers with the files and their bytes in all. */
export async function drawSamples(
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly bytes: number }> {
  const files: string[] = [];
  let bytes = 0;
  for (const sample of gallery) {
    const file = path.join(folder, sample.path);
    const image = await encode(sample);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, image);
    files.push(file);
    bytes += image.length;
  }
  return { files, bytes };
}

async function encode(sample: Sample): Promise<Buffer> {
  const frames = sample.frames.map((drawing) => Buffer.from(drawing.svg));
  if (frames.length > 1) {
    const animation = sharp(frames, { join: { animated: true } });
    return animation.gif({ delay: frames.map(() => 70), loop: 0, effort: 7 }).toBuffer();
  }
  const first = sample.frames[0];
  if (!first) throw new Error(`${sample.path} has no picture.`);
  let image = sharp(frames[0]);
  if (sample.grain) image = image.composite([grain(first.width, first.height)]);
  if (sample.metadata) image = describe(image, sample.metadata);
  return inFormat(image, path.extname(sample.path)).toBuffer();
}

function inFormat(image: Sharp, extension: string): Sharp {
  if (extension === ".png") return image.png({ palette: true, quality: 90, effort: 7, compressionLevel: 9 });
  if (extension === ".webp") return image.webp({ quality: 80, effort: 4 });
  return image.flatten({ background: "#ffffff" }).jpeg({ quality: 82, mozjpeg: true });
}

/** A layer of fine noise, as a sensor makes it: without it a drawing looks like no photo to any analysis. */
function grain(width: number, height: number): OverlayOptions {
  const next = chance(width * 7919 + height);
  const pixels = Buffer.alloc(width * height, 128);
  for (let index = 0; index < pixels.length; index++) pixels[index] = 128 + (next() + next() + next() - 1.5) * 22;
  return { input: pixels, raw: { width, height, channels: 1 }, blend: "soft-light" };
}

/** Degrees, minutes and seconds as EXIF writes them. */
function sexagesimal(degrees: number): string {
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  return `${Math.floor(hundredths / 360_000)}/1 ${Math.floor((hundredths % 360_000) / 6000)}/1 ${hundredths % 6000}/100`;
}

const escapeXml = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function describe(image: Sharp, { camera, takenAt, place, keywords, caption }: Metadata): Sharp {
  const exif: NonNullable<Parameters<Sharp["withExif"]>[0]> = {};
  if (camera) exif.IFD0 = { Make: camera[0], Model: camera[1] };
  if (takenAt) exif.IFD2 = { DateTimeOriginal: takenAt };
  if (place)
    exif.IFD3 = {
      GPSLatitudeRef: place[0] < 0 ? "S" : "N",
      GPSLatitude: sexagesimal(place[0]),
      GPSLongitudeRef: place[1] < 0 ? "W" : "E",
      GPSLongitude: sexagesimal(place[1]),
    };
  let described = Object.keys(exif).length > 0 ? image.withExif(exif) : image;
  if (keywords || caption) described = described.withXmp(xmpPacket(keywords ?? [], caption));
  return described;
}

/** Keywords and caption in the Dublin Core fields that photo programs share. */
function xmpPacket(keywords: readonly string[], caption: string | undefined): string {
  const items = keywords.map((keyword) => `<rdf:li>${escapeXml(keyword)}</rdf:li>`).join("");
  const subject = items && `<dc:subject><rdf:Bag>${items}</rdf:Bag></dc:subject>`;
  const description = caption
    ? `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(caption)}</rdf:li></rdf:Alt></dc:description>`
    : "";
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${subject}${description}</rdf:Description>` +
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
  );
}

if (process.argv[1] === import.meta.filename) {
  const folder = path.resolve(process.env["INIT_CWD"] ?? ".", process.argv[2] ?? "sample-gallery");
  const { files, bytes } = await drawSamples(folder);
  console.log(`${files.length} pictures, ${(bytes / 1e6).toFixed(1)} MB, in ${folder}`);
}
