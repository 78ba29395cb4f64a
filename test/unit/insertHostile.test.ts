/** Images of any name and alt text in documents: what is inserted is one image, inert, and leads to the very file. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { insertSnippet, insertText, type InsertTarget } from "../../src/extension/core/insertText.ts";
import { cleanLine } from "../../src/extension/core/tagging/cleanText.ts";
import { generatedNames, knownFolders, knownNames } from "../fixtures/hostileNames.ts";

const folder = "/site/docs";
const names = [...knownNames, ...generatedNames(7, 300), ...knownFolders.map((name) => `${name}/in.png`)];
/** Alt texts as hostile as the names: a record's text is foreign too. */
const alts = [
  ...names,
  "a](javascript:x) ![b](c)",
  '" onerror="planted()',
  "</script><script>",
  "ends with \\",
  "`code` *b* _c_ &amp; &#91; \\] <b>",
  "${1:x} $TM_FILENAME } {{x}} {x}",
];
const altOf = (index: number): string => alts[(index * 7) % alts.length] ?? "";
const target = (languageId: string): InsertTarget => ({
  languageId,
  documentPath: `${folder}/page.md`,
  workspaceRoots: ["/site"],
});
const fileOf = (name: string): string => (names.indexOf(name) % 2 === 0 ? `${folder}/${name}` : `/site/img/${name}`);

/** Reads one Markdown image by the rules of CommonMark; undefined where the text is anything else or more. */
function readMarkdown(text: string): { readonly alt: string; readonly address: string } | undefined {
  const found = /^!\[((?:[^[\]\\`<*&]|\\[!-/:-@[-`{-~])*)\]\(([^\s\p{Cc}<>()\\]+)\)$/u.exec(text);
  if (!found) return undefined;
  const [, label = "", address = ""] = found;
  return { alt: label.replace(/\\(.)/gu, "$1"), address };
}

/** Reads one element of HTML with quoted attributes. */
function readHtml(text: string): { readonly alt: string; readonly address: string } | undefined {
  const found = /^<img src="([^"<>&\s\p{Cc}{}`]+)" alt="([^"<>\n]*)"(?: \/)?>$/u.exec(text);
  if (!found) return undefined;
  const [, address = "", alt = ""] = found;
  const entities: Readonly<Record<string, string>> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&amp;": "&",
    "&#123;": "{",
    "&#125;": "}",
  };
  assert.doesNotMatch(alt.replace(/&(?:lt|gt|quot|amp|#123|#125);/g, ""), /&/);
  return { address, alt: alt.replace(/&[^;]+;/g, (entity) => entities[entity] ?? entity) };
}

/** What a snippet becomes in the document; fails on anything but text and tab stops. */
function expanded(snippet: string): string {
  const text = snippet.replace(/\\([\\$}])|\$\{\d+:|\}|\$/gu, (whole, escaped?: string) => {
    assert.notEqual(whole, "$", snippet);
    return escaped === undefined ? "" : `\u0000${escaped}`;
  });
  return text.replaceAll("\u0000", "");
}

function assertLeads(address: string, name: string): void {
  assert.doesNotMatch(address, /^[a-z][a-z0-9+.-]*:|^\/\//iu, name);
  assert.equal(path.posix.resolve(folder, decodeURIComponent(address)), path.posix.resolve(fileOf(name)), name);
}

describe(`${names.length} hostile names in documents`, () => {
  for (const languageId of ["markdown", "mdx"])
    test(`are one image each in ${languageId}`, () => {
      for (const [index, name] of names.entries()) {
        const text = insertText(target(languageId), [{ path: fileOf(name), alt: altOf(index) }], path.posix);
        const read = readMarkdown(text);
        assert.ok(read, `${JSON.stringify(name)}: ${text}`);
        assert.equal(read.alt, cleanLine(altOf(index)));
        if (languageId === "mdx") assert.doesNotMatch(text, /(?<!\\)[{}]/);
        assertLeads(read.address, name);
      }
    });

  for (const languageId of ["html", "vue", "svelte", "astro", "typescriptreact"])
    test(`are one element each in ${languageId}`, () => {
      for (const [index, name] of names.entries()) {
        const text = insertText(target(languageId), [{ path: fileOf(name), alt: altOf(index) }], path.posix);
        const read = readHtml(text);
        assert.ok(read, `${JSON.stringify(name)}: ${text}`);
        assert.equal(read.alt, cleanLine(altOf(index)));
        if (languageId === "svelte") assert.doesNotMatch(text, /[{}]/);
        assertLeads(read.address, name);
      }
    });

  test("are the same as a snippet with the alt text as its tab stop", () => {
    for (const [index, name] of names.entries()) {
      const image = { path: fileOf(name), alt: altOf(index) };
      for (const languageId of ["markdown", "html", "plaintext"]) {
        const text = insertText(target(languageId), [image], path.posix);
        assert.equal(expanded(insertSnippet(target(languageId), [image], path.posix)), text, name);
      }
    }
  });
});
