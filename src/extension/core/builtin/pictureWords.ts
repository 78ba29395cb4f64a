/** Makes tags, description and alt text of what was measured and read: the words of the built-in engine. */
import { maxAltCharacters, type Facts, type ImageKind } from "../../../shared/model.ts";
import { normaliseTags } from "../tagging/normaliseTags.ts";
import { clampAtWord, cleanLine } from "../tagging/cleanText.ts";
import type { ImageAnalysis } from "../ports.ts";
import { imageKind } from "./imageKind.ts";
import { nameWords } from "./nameWords.ts";
import { formOf, groundOf, mainColours, moodsOf, toneOf } from "./pictureTraits.ts";

/** What the built-in engine says of an image. */
export interface PictureWords {
  readonly description: string;
  readonly tags: readonly string[];
  readonly alt: string;
}

const maxQuoteLength = 120;
const maxCaptionLength = 300;
const maxKeywordTags = 5;
/** Tags beyond this number are worth less than the clearer view of the rest. */
const wantedTags = 8;
const leastTags = 5;

/** The tag of each kind; a bare "photo" is no tag, since it says nothing in a folder of photos. */
const kindTags: Readonly<Record<ImageKind, readonly string[]>> = {
  photo: ["photography"],
  screenshot: ["screenshot"],
  icon: ["icon"],
  logo: ["logo"],
  diagram: ["diagram"],
  document: ["document"],
  drawing: ["drawing"],
};

/** Words for the image at `path` (relative to the library folder), given its analysis and the text that stands in it. */
export function pictureWords(analysis: ImageAnalysis, path: string, text: string): PictureWords {
  const names = nameWords(path);
  const camera = analysis.facts.camera?.toLowerCase() ?? "";
  // files named after their camera say nothing of the picture by that
  const fileWords = names.file.filter((word) => !camera.includes(word));
  const kind = imageKind(analysis, text, names.file);
  const quote = clampAtWord(cleanLine(text), maxQuoteLength);
  const noun = nounPhrase(analysis, kind);
  return {
    description: describe(analysis, noun, quote),
    tags: tagsOf(analysis, kind, [...fileWords, ...names.folder], text),
    alt: altOf(analysis, noun, quote, fileWords.length === names.file.length ? names.phrase : fileWords.join(" ")),
  };
}

function tagsOf(analysis: ImageAnalysis, kind: ImageKind, words: readonly string[], text: string): readonly string[] {
  const { facts } = analysis;
  const said = [
    ...kindTags[kind],
    ...(facts.keywords ?? []).slice(0, maxKeywordTags),
    ...mainColours(analysis, kind),
    ...words,
    ...(facts.frames === undefined ? [] : ["animated"]),
    ...(analysis.features.transparent > 0.05 ? ["transparent background"] : []),
  ];
  const tags = normaliseTags(said, { max: 10 });
  const fill = [
    toneOf(analysis),
    text === "" ? "" : "text",
    formOf(facts, kind),
    facts.camera ?? "",
    facts.takenAt?.slice(0, 4) ?? "",
    facts.format,
  ];
  if (tags.length >= wantedTags) return tags;
  const filled = normaliseTags([...tags, ...fill], { max: wantedTags });
  return filled.length >= leastTags ? filled : normaliseTags([...filled, ...moodsOf(analysis)], { max: leastTags });
}

function describe(analysis: ImageAnalysis, noun: string, quote: string): string {
  const { facts } = analysis;
  const caption = facts.caption ? sentence(clampAtWord(facts.caption, maxCaptionLength)) : "";
  const parts = [
    noun,
    ...(quote === "" ? [] : [`with the text “${quote}”`]),
    ...takenPhrase(facts),
    `${facts.width} by ${facts.height} pixels`,
  ];
  return [caption, `${parts.join(", ")}.`].filter(Boolean).join(" ");
}

/** "taken with Canon EOS 7D on 13 August 2010 at 51.85° N, 3.34° W", as far as it is known. */
function takenPhrase({ camera, takenAt, place }: Facts): readonly string[] {
  const parts = [
    ...(camera === undefined ? [] : [`with ${camera}`]),
    ...(takenAt === undefined ? [] : [`on ${dateOf(takenAt)}`]),
    ...(place === undefined ? [] : [`at ${placeOf(place)}`]),
  ];
  return parts.length === 0 ? [] : [`taken ${parts.join(" ")}`];
}

function altOf(analysis: ImageAnalysis, noun: string, quote: string, name: string): string {
  const { facts } = analysis;
  if (facts.altText) return clampAtWord(facts.altText, maxAltCharacters);
  if (facts.caption) return clampAtWord(sentence(facts.caption), maxAltCharacters);
  if (quote !== "") return clampAtWord(`${noun} with the text “${quote}”.`, maxAltCharacters);
  const subject = facts.keywords?.slice(0, 3).join(", ") || name;
  return clampAtWord(subject === "" ? `${noun}.` : `${noun}: ${subject}.`, maxAltCharacters);
}

/** "A red icon on a transparent background", "A photo, mostly green and grey". */
function nounPhrase(analysis: ImageAnalysis, kind: ImageKind): string {
  const colours = mainColours(analysis, kind);
  const animated = analysis.facts.frames === undefined ? "" : "animated ";
  if (kind === "icon" || kind === "logo" || kind === "drawing") {
    return `${withArticle(`${animated}${listed(colours)} ${kind}`.trim())}${groundOf(analysis, colours)}`;
  }
  const tone = toneOf(analysis);
  const adjective = tone === "black and white" || tone === "dark" ? `${tone} ` : "";
  const shape = formOf(analysis.facts, kind) === "panorama" ? "panorama " : "";
  const base = withArticle(`${animated}${adjective}${shape}${kind}`);
  return colours.length === 0 || tone === "black and white" ? base : `${base}, mostly ${listed(colours.slice(0, 2))}`;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/u.test(words) ? "An" : "A"} ${words}`;
}

function listed(words: readonly string[]): string {
  return words.length <= 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function sentence(text: string): string {
  return /[.!?…。！？]$/u.test(text) ? text : `${text}.`;
}

const months = "January February March April May June July August September October November December".split(" ");

/** "8 July 2006" out of an ISO date. */
function dateOf(iso: string): string {
  const [year = "", month = "", day = ""] = iso.slice(0, 10).split("-");
  return `${Number(day)} ${months[Number(month) - 1] ?? ""} ${year}`;
}

function placeOf({ latitude, longitude }: { readonly latitude: number; readonly longitude: number }): string {
  const degrees = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(2)}° ${value < 0 ? minus : plus}`;
  return `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
}
