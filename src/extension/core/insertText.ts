/** The text that puts an image into a document: the right path, encoded and quoted as the document's language needs it. */
import nodePath from "node:path";
import { cleanLine } from "./tagging/cleanText.ts";

/** The document that the image goes into. All paths are absolute. */
export interface InsertTarget {
  readonly languageId: string;
  /** Absent for a document that was never saved. */
  readonly documentPath?: string;
  /** The roots of the workspace: between them paths are relative. */
  readonly workspaceRoots: readonly string[];
}

/** An image to insert. */
export interface InsertedImage {
  /** Absolute. */
  readonly path: string;
  readonly alt: string;
}

/** The part of a path module that is used; tests pass the one of another platform. */
export type PathRules = Pick<typeof nodePath, "relative" | "dirname" | "isAbsolute" | "sep">;

type Form = "markdown" | "html" | "plain";

const markdownLanguages: ReadonlySet<string> = new Set(["markdown", "mdx", "quarto", "rmd"]);
const htmlLanguages: ReadonlySet<string> = new Set([
  "html",
  "vue",
  "svelte",
  "astro",
  "javascriptreact",
  "typescriptreact",
]);
/** Languages in which an element without content must be closed. */
const closesElements: ReadonlySet<string> = new Set(["svelte", "astro", "vue", "javascriptreact", "typescriptreact"]);

/** The snippet for these images, one a line, each alt text a tab stop of its own. */
export function insertSnippet(
  target: InsertTarget,
  images: readonly InsertedImage[],
  paths: PathRules = nodePath,
): string {
  const lines = images.map((image, index) => {
    const { before, alt, after } = parts(target, image, paths);
    const stop = alt === undefined ? "" : `\${${index + 1}:${escapeSnippet(alt)}}`;
    return escapeSnippet(before) + stop + escapeSnippet(after);
  });
  return lines.join("\n");
}

/** The same as plain text. */
export function insertText(
  target: InsertTarget,
  images: readonly InsertedImage[],
  paths: PathRules = nodePath,
): string {
  return images
    .map((image) => {
      const { before, alt, after } = parts(target, image, paths);
      return before + (alt ?? "") + after;
    })
    .join("\n");
}

/** Text as it stands in a snippet: `$`, `}` and `\` would be syntax. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

function parts(
  target: InsertTarget,
  image: InsertedImage,
  paths: PathRules,
): { readonly before: string; readonly alt?: string; readonly after: string } {
  const { languageId } = target;
  const form = formOf(languageId);
  const address = addressOf(target, image.path, form, paths);
  if (form === "plain") return { before: address, after: "" };
  const alt = cleanLine(image.alt);
  if (form === "markdown") return { before: "![", alt: markdownAlt(alt, languageId), after: `](${address})` };
  const end = closesElements.has(languageId) ? `" />` : `">`;
  return { before: `<img src="${address}" alt="`, alt: htmlAlt(alt, languageId), after: end };
}

function formOf(languageId: string): Form {
  if (markdownLanguages.has(languageId)) return "markdown";
  return htmlLanguages.has(languageId) ? "html" : "plain";
}

/** Relative where document and image belong together, else absolute: an address in markup, a path in plain text. */
function addressOf(target: InsertTarget, imagePath: string, form: Form, paths: PathRules): string {
  const relative = relativePath(target, imagePath, paths);
  if (form === "plain") return relative ?? imagePath;
  const encode = (path: string): string => encodePath(path, form);
  if (relative === undefined) return fileAddress(imagePath, encode, paths);
  // a first part with a colon would be read as the scheme of an address
  return /^[^/]*:/.test(relative) ? `./${encode(relative)}` : encode(relative);
}

function relativePath(target: InsertTarget, imagePath: string, paths: PathRules): string | undefined {
  const { documentPath, workspaceRoots } = target;
  const rootOf = (path: string): string | undefined => workspaceRoots.find((root) => isBelow(root, path, paths));
  const imageRoot = rootOf(imagePath);
  if (documentPath === undefined) return imageRoot === undefined ? undefined : between(imageRoot, imagePath, paths);
  const folder = paths.dirname(documentPath);
  const belongTogether = imageRoot !== undefined && rootOf(documentPath) !== undefined;
  if (!belongTogether && !isBelow(folder, imagePath, paths)) return undefined;
  const relative = between(folder, imagePath, paths);
  // on another drive there is no way from here to there
  return paths.isAbsolute(relative) ? undefined : relative;
}

function between(folder: string, path: string, paths: PathRules): string {
  return paths.relative(folder, path).replaceAll(paths.sep, "/");
}

function isBelow(folder: string, path: string, paths: PathRules): boolean {
  const relative = paths.relative(folder, path);
  return relative !== "" && !/^\.\.(?:[\\/]|$)/.test(relative) && !paths.isAbsolute(relative);
}

function fileAddress(path: string, encode: (path: string) => string, paths: PathRules): string {
  const slashed = path.replaceAll(paths.sep, "/");
  if (slashed.startsWith("//")) return `file:${encode(slashed)}`; // a network share: its host is part of the address
  return `file://${slashed.startsWith("/") ? "" : "/"}${encode(slashed)}`;
}

/** Percent-encodes what would end or change an address; letters of all scripts stay readable. */
function encodePath(path: string, form: "markdown" | "html"): string {
  // white space, controls and invisible characters of any script
  const unsafe = form === "markdown" ? /[\s\p{C}#?%"<>\\^`{|}&()[\]*]/gu : /[\s\p{C}#?%"<>\\^`{|}&]/gu;
  return path.toWellFormed().replace(unsafe, (character) => encodeURIComponent(character).replace(/[()*]/g, percent));
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function markdownAlt(alt: string, languageId: string): string {
  const escaped = alt
    .replace(/[\\[\]`*<&|]/g, "\\$&")
    // inside a word an underscore is a letter
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
  return languageId === "mdx" ? escaped.replace(/[{}]/g, "\\$&") : escaped;
}

function htmlAlt(alt: string, languageId: string): string {
  const escaped = alt
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
  // Svelte reads braces in an attribute as an expression
  return languageId === "svelte" ? escaped.replaceAll("{", "&#123;").replaceAll("}", "&#125;") : escaped;
}
