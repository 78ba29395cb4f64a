/** Which files are documents, by extension, and what each of them names. */
import { isImageName } from "../imageNames.ts";
import { cssReferences } from "./css.ts";
import { htmlReferences } from "./html.ts";
import { asciidocReferences, restReferences } from "./lightMarkup.ts";
import { markdownReferences, withoutCode } from "./markdown.ts";
import { quotedReferences } from "./quoted.ts";
import type { Reference } from "./reference.ts";
import { latexReferences, typstReferences } from "./typeset.ts";

type Parser = (text: string) => Reference[];

const page: readonly Parser[] = [htmlReferences, cssReferences];
const markdown: readonly Parser[] = [
  (document) => {
    const text = withoutCode(document);
    return [...markdownReferences(text), ...page.flatMap((parse) => parse(text))];
  },
];
const program: readonly Parser[] = [...page, quotedReferences];

const parsers = new Map<string, readonly Parser[]>();
const add = (extensions: string, list: readonly Parser[]): void => {
  for (const extension of extensions.split(" ")) parsers.set(extension, list);
};
add("md markdown mkd mdown qmd rmd", markdown);
add("mdx", [...markdown, quotedReferences]);
add("html htm xhtml php erb ejs hbs liquid njk twig", page);
add("vue svelte astro jsx tsx js ts mjs cjs mts cts", program);
add("css scss sass less styl", [cssReferences]);
add("adoc asciidoc asc", [asciidocReferences]);
add("rst rest", [restReferences]);
add("tex ltx", [latexReferences]);
add("typ", [typstReferences]);

/** A larger document is written by a machine, and is passed over. */
export const largestDocumentBytes = 4 * 1024 * 1024;

/** True for a name by which a file is looked into for references. */
export function isDocumentName(name: string): boolean {
  return parsers.has(extensionOf(name));
}

/** Everything that a document names, in its order, each place once. Never fails, and reads any text in one pass. */
export function referencesOf(name: string, text: string): readonly Reference[] {
  const places = new Map<number, Reference>();
  for (const parse of parsers.get(extensionOf(name)) ?? [])
    for (const reference of parse(text)) if (!places.has(reference.at)) places.set(reference.at, reference);
  const local = [...places.values()].filter(mayBeImage).sort((a, b) => a.at - b.at);
  let line = 1;
  let counted = -1;
  return local.map((reference) => {
    for (let end = text.indexOf("\n", counted + 1); end >= 0 && end < reference.at; end = text.indexOf("\n", end + 1)) {
      line++;
      counted = end;
    }
    return { ...reference, line };
  });
}

/** Other hosts and pictures within the document are no files here; most links of a page lead to no image. */
function mayBeImage({ target, mayLackExtension }: Reference): boolean {
  if (/^(?:[a-z][a-z\d+.-]+:|\/\/|#|\{)/i.test(target)) return false;
  return mayLackExtension === true || isImageName(target) || isImageName(target.replace(/[?#].*$/s, ""));
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
