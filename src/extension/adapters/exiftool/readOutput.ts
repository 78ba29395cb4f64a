/** From what ExifTool prints to the fields: every value is taken as the text that it is. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import { listFields, textFields, type ListField, type TextField } from "../../core/metadata/fields.ts";
import type { FoundMetadata } from "../../core/metadataPort.ts";
import { iptcVersions, listTags, textTags } from "./arguments.ts";

type Printed = Readonly<Record<string, unknown>>;

/** IPTC records that every block has. */
const iptcFrame: ReadonlySet<string> = new Set([
  "IPTC:CodedCharacterSet",
  ...iptcVersions,
  listTags.iptcKeywords,
  textTags.iptcCaption,
]);
const frame: ReadonlySet<string> = new Set([
  "SourceFile",
  "XMP-x:XMPToolkit",
  ...iptcFrame,
  ...Object.values(listTags),
  ...Object.values(textTags),
]);

/** The fields of one file. */
export function foundIn(file: string, stamp: FileStamp | undefined, stdout: string): FoundMetadata {
  const printed = stdout.trim() === "" ? {} : parse(file, stdout);
  const lists: Partial<Record<ListField, readonly string[]>> = {};
  for (const field of listFields) {
    const words = textsOf(printed[listTags[field]]);
    if (words.length > 0) lists[field] = words;
  }
  const texts: Partial<Record<TextField, string>> = {};
  for (const field of textFields) {
    const [text] = textsOf(printed[textTags[field]]);
    if (text !== undefined) texts[field] = text;
  }
  const tags = Object.keys(printed);
  const hasIptc = tags.some((tag) => tag.startsWith("IPTC:"));
  const digest = printed["Photoshop:IPTCDigest"];
  const current = printed["File:CurrentIPTCDigest"];
  const isDamaged =
    (current !== undefined && !hasIptc) || textsOf(printed["ExifTool:Warning"]).some((said) => said.includes("IPTC"));
  return {
    file,
    ...(stamp && { stamp }),
    lists,
    texts,
    takesIptc: hasIptc ? printed["IPTC:CodedCharacterSet"] === "UTF8" && !isDamaged : !isDamaged,
    isIptcInStep: digest !== undefined && digest === current,
    hasIptc,
    iptcFrame: Object.fromEntries(
      iptcVersions.flatMap((tag) => textsOf(printed[tag]).map((version): [string, string] => [tag, version])),
    ),
    hasMoreIptc: tags.some((tag) => tag.startsWith("IPTC:") && !iptcFrame.has(tag)),
    hasMore: tags.some((tag) => !frame.has(tag)),
  };
}

/** What a file holds of which there is nothing yet. */
export function nothingIn(file: string): FoundMetadata {
  return foundIn(file, undefined, "");
}

/** "2024", "true" and "1e5" are keywords: what stands in the output counts, and not what JSON makes of it. */
function asText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" && typeof value !== "boolean") return value;
  return context?.source ?? String(value);
}

function parse(file: string, stdout: string): Printed {
  try {
    const list: unknown = JSON.parse(stdout, asText);
    if (Array.isArray(list) && typeof list[0] === "object" && list[0] !== null) return list[0] as Printed;
  } catch {
    // said below, with the name
  }
  throw new ExpectedError("unreadable", `The metadata of ${file} cannot be read: ExifTool gave no sense.`);
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((text) => typeof text === "string");
}
