/** Where a reference may lead: the absolute paths that are worth a look, the likeliest first. No disk is asked. */
import type { Reference } from "./reference.ts";

/** Folders that site builders serve at `/`; a path from the top may mean any of them. */
const servedFolders = ["", "public/", "static/", "assets/", "src/", "docs/", "source/", "content/", "themes/"] as const;
/** Formats that a name may mean that has none, in the order in which they are tried. */
const assumedFormats = ["pdf", "png", "jpg", "jpeg", "svg", "gif", "webp", "tif", "tiff", "avif", "bmp"] as const;
const mostAncestors = 32;

/** The document that holds the reference: its library folder and its folder in it, with `/`. */
export interface ReferenceSource {
  readonly root: string;
  readonly folder: string;
}

/** Absolute paths, with `/`, dots resolved, in the letters of the document. */
export function placesOf(reference: Reference, { root, folder }: ReferenceSource): readonly string[] {
  const top = root.replaceAll("\\", "/").replace(/\/+$/, "");
  const places = new Set<string>();
  for (const written of spellings(reference.target)) {
    for (const place of written.startsWith("/")
      ? fromTop(written, top, folder)
      : [...besides(written, top, folder, reference.bases ?? []), ...aliased(written, top)]) {
      const path = resolved(place);
      if (path !== undefined && path.length > 1) places.add(path);
    }
  }
  if (!reference.mayLackExtension) return [...places];
  return [...places].flatMap((place) => [place, ...assumedFormats.map((format) => `${place}.${format}`)]);
}

/** As it stands, without query and place on the page, and with percent signs decoded: names may hold any of these. */
function spellings(target: string): readonly string[] {
  const slashed = target
    .trim()
    .replaceAll("\\", "/")
    .replace(/^~(?=@)/, "");
  const bare = slashed.replace(/[?#].*$/s, "");
  return [...new Set([decoded(bare), bare, decoded(slashed), slashed])].filter((one) => one !== "");
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written; // a percent sign that belongs to the name
  }
}

/** What begins with a slash lies at the top of the site, which is the library folder or a folder around the document. */
function* fromTop(written: string, top: string, folder: string): Generator<string> {
  const rest = written.replace(/^\/+/, "");
  const parts = folder === "" ? [] : folder.split("/").slice(0, mostAncestors);
  for (let depth = parts.length; depth >= 0; depth--) {
    const around = [top, ...parts.slice(0, depth)].join("/");
    for (const served of servedFolders) yield `${around}/${served}${rest}`;
  }
  yield written;
}

function* besides(written: string, top: string, folder: string, bases: readonly string[]): Generator<string> {
  const own = folder === "" ? top : `${top}/${folder}`;
  if (/^[a-z]:\//i.test(written)) {
    yield written;
    return;
  }
  for (const base of bases) {
    const slashed = base.replaceAll("\\", "/");
    yield slashed.startsWith("/") ? `${top}${slashed}/${written}` : `${own}/${slashed}/${written}`;
  }
  yield `${own}/${written}`;
}

/** What bundlers make of `@/` and `~/`. */
function* aliased(written: string, top: string): Generator<string> {
  const alias = /^[@~]\/(.*)$/s.exec(written)?.[1];
  if (alias === undefined) return;
  yield `${top}/src/${alias}`;
  yield `${top}/${alias}`;
}

/** Without dots; undefined where they lead above the root of the disk. */
function resolved(path: string): string | undefined {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.pop() === undefined) return undefined;
  }
  const joined = kept.join("/");
  return path.startsWith("/") ? `/${joined}` : joined;
}
