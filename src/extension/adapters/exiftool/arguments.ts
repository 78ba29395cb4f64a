/** The words of ExifTool's command line for the fields: how they are asked for, set, added and taken away. */
import { listFields, textFields, type ListField, type TextField } from "../../core/metadata/fields.ts";
import type { MetadataChange } from "../../core/metadata/plan.ts";
import type { FoundMetadata } from "../../core/metadataPort.ts";

/** Group and name of each field as ExifTool prints them. */
export const listTags: Readonly<Record<ListField, string>> = {
  subject: "XMP-dc:Subject",
  tagsList: "XMP-digiKam:TagsList",
  hierarchy: "XMP-lr:HierarchicalSubject",
  iptcKeywords: "IPTC:Keywords",
};
export const textTags: Readonly<Record<TextField, string>> = {
  description: "XMP-dc:Description",
  altText: "XMP-iptcCore:AltTextAccessibility",
  iptcCaption: "IPTC:Caption-Abstract",
  exifDescription: "IFD0:ImageDescription",
};

/** Alternatives by language: only the default one is ours, never those in a language of its own. */
const withLanguages: ReadonlySet<TextField> = new Set<TextField>(["description", "altText"]);

/** Asks an image for the fields, and for what tells whether IPTC may be written. */
export const readImageArgs: readonly string[] = [
  "-j",
  "-G1",
  ...[...Object.values(listTags), ...Object.values(textTags)].filter((tag) => !tag.startsWith("IPTC")).map(ask),
  "-IPTC:all",
  "-Photoshop:IPTCDigest",
  "-CurrentIPTCDigest",
  "-Warning",
];

/** Versions in the frame of IPTC. */
export const iptcVersions: readonly string[] = ["IPTC:EnvelopeRecordVersion", "IPTC:ApplicationRecordVersion"];

/** Asks a sidecar for everything: what remains decides whether it may go. */
export const readSidecarArgs: readonly string[] = ["-j", "-G1", "-a", "-XMP:all", "-EXIF:all", "-IPTC:all", "-PDF:all"];

function ask(tag: string): string {
  return `-${tag}`;
}

/** The change as arguments. Values are escaped as in HTML, the only form that holds every character of them. */
export function changeArgs(found: FoundMetadata, change: MetadataChange): readonly string[] {
  const args = ["-E"];
  for (const field of listFields) {
    for (const word of change.removes[field] ?? []) args.push(`-${listTags[field]}-=${escaped(word)}`);
    for (const word of change.adds[field] ?? []) args.push(`-${listTags[field]}+=${escaped(word)}`);
  }
  for (const field of textFields) {
    const text = change.texts[field];
    if (text === undefined) continue;
    const tag = withLanguages.has(field) ? `${textTags[field]}-x-default` : textTags[field];
    args.push(`-${tag}=${escaped(text)}`);
  }
  return [...args, ...iptcArgs(found, change)];
}

/** The character set of IPTC, its removal where we made it, and its mark of being in step with XMP. */
function iptcArgs(
  found: FoundMetadata,
  { adds, removes, texts, dropsIptc, iptcFrame }: MetadataChange,
): readonly string[] {
  if (dropsIptc) return ["-IPTC:all=", ...(found.isIptcInStep ? ["-Photoshop:IPTCDigest="] : [])];
  const writes = adds.iptcKeywords !== undefined || (texts.iptcCaption ?? "") !== "";
  const isTouched = writes || removes.iptcKeywords !== undefined || texts.iptcCaption !== undefined;
  return [
    ...(writes ? ["-IPTC:CodedCharacterSet=UTF8"] : []),
    ...(iptcFrame ? iptcVersions.map((tag) => `-${tag}=${escaped(iptcFrame[tag] ?? "")}`) : []),
    ...(isTouched && found.isIptcInStep ? ["-IPTCDigest=new"] : []),
  ];
}

function escaped(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\t", "&#9;")
    .replace(/^ /u, "&#32;");
}
