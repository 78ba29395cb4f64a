/** Copies of a picture in words: how many there are, what they differ in, and what is so of each. */
import type { CopyNotes, CopyTrait, CopyView } from "../../shared/copies.ts";
import type { GridCard } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import { formatBytes, formatDay, formatNumber } from "./format.ts";
import { safeText, shorten } from "./safeText.ts";
import { t, texts } from "./texts.ts";

const traitKeys: Readonly<Record<CopyTrait, StringKey>> = {
  pixels: "copyInPixels",
  bytes: "copyInBytes",
  format: "copyInFormat",
  folder: "copyInFolder",
  day: "copyInDay",
  tags: "copyInTags",
  description: "copyInDescription",
};

/** "3 near-duplicates", and "They differ in pixels, format" with the room that they take up. */
export function describeCopies(
  count: number,
  copy: CopyView | undefined,
): { readonly heading: string; readonly details: readonly string[] } {
  const number = formatNumber(count);
  if (!copy) return { heading: t("copiesNear", number), details: [] };
  const traits = new Intl.ListFormat(texts.locale, { type: "unit", style: "short" }).format(
    copy.differs.map((trait) => t(traitKeys[trait])),
  );
  const differ = copy.differs.length === 0 ? t("copiesDifferInName") : t("copiesDiffer", traits);
  return {
    heading: t(copy.areIdentical ? "copiesIdentical" : "copiesNear", number),
    details: [differ, t("copiesSpare", formatBytes(copy.spareBytes))],
  };
}

/** Which copy it is, and its values of all that the copies differ in. */
export function describeCopy({ copy, folder }: GridCard): readonly string[] {
  if (!copy) return [];
  const { width, height, format, ownTags } = copy;
  const values: Readonly<Record<CopyTrait, () => string>> = {
    pixels: () => (width > 0 ? t("copyPixels", formatNumber(width), formatNumber(height)) : t("copyPixelsUnknown")),
    bytes: () => formatBytes(copy.bytes),
    format: () => safeText(format).toUpperCase(),
    folder: () => (folder === "" ? t("folderRoot") : shorten(safeText(folder), 60)),
    day: () => formatDay(copy.day),
    tags: () => (ownTags.length > 0 ? t("copyTags", ownTags.map((tag) => shorten(safeText(tag), 30)).join(", ")) : ""),
    description: () => "",
  };
  const mark = copy.isBest ? t("copyBest") : copy.isIdentical && !copy.areIdentical ? t("copyIdentical") : "";
  return [mark, ...copy.differs.map((trait) => values[trait]())].filter((value) => value !== "");
}

/** "12 images in 5 groups". */
export function describeGroups(images: number, groups: number): string {
  if (groups === 1) return t("copiesInOneGroup", formatNumber(images));
  return t("copiesInGroups", formatNumber(images), formatNumber(groups));
}

/** What a list of copies may lack, a sentence for each reason. */
export function describeMissingCopies({ unseen, plain, cut, moreGroups }: CopyNotes): readonly string[] {
  const said = (count: number, one: StringKey, many: StringKey): string =>
    count === 0 ? "" : count === 1 ? t(one) : t(many, formatNumber(count));
  return [
    said(unseen, "copiesUnseenOne", "copiesUnseen"),
    said(plain, "copiesPlainOne", "copiesPlain"),
    said(cut, "copiesCutOne", "copiesCut"),
    said(moreGroups, "copiesMoreOne", "copiesMore"),
  ].filter((sentence) => sentence !== "");
}
