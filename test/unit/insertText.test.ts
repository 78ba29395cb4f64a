/** The text that puts an image into a document: paths, encoding, and quoting for each language. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { escapeSnippet, insertSnippet, insertText, type InsertTarget } from "../../src/extension/core/insertText.ts";

const roots = ["/sites/site", "/sites/assets"];
const markdown: InsertTarget = {
  languageId: "markdown",
  documentPath: "/sites/site/docs/guide.md",
  workspaceRoots: roots,
};
const written = (image: string, alt = "A boat", target: InsertTarget = markdown): string =>
  insertText(target, [{ path: image, alt }], path.posix);
const language = (languageId: string): InsertTarget => ({ ...markdown, languageId });

describe("the path of an inserted image", () => {
  test("leads from the document to the image", () => {
    assert.equal(written("/sites/site/docs/img/boat.png"), "![A boat](img/boat.png)");
    assert.equal(written("/sites/site/img/boat.png"), "![A boat](../img/boat.png)");
  });

  test("leads from one workspace folder to another", () => {
    assert.equal(written("/sites/assets/boat.png"), "![A boat](../../assets/boat.png)");
  });

  test("is an address of the file where the image is outside the workspace", () => {
    assert.equal(written("/media/usb/my boat.png"), "![A boat](file:///media/usb/my%20boat.png)");
    assert.equal(written("/media/usb/boat.png", "", language("plaintext")), "/media/usb/boat.png");
  });

  test("is relative for a single document with its image beside it", () => {
    const alone: InsertTarget = { languageId: "markdown", documentPath: "/home/me/a.md", workspaceRoots: [] };
    assert.equal(written("/home/me/pictures/b.png", "B", alone), "![B](pictures/b.png)");
    assert.equal(written("/home/you/b.png", "B", alone), "![B](file:///home/you/b.png)");
  });

  test("starts at the workspace folder for a document that was never saved", () => {
    const untitled: InsertTarget = { languageId: "markdown", workspaceRoots: roots };
    assert.equal(written("/sites/site/img/boat.png", "B", untitled), "![B](img/boat.png)");
    assert.equal(written("/tmp/boat.png", "B", untitled), "![B](file:///tmp/boat.png)");
  });

  test("has percent signs for what would end or change an address", () => {
    assert.equal(
      written('/sites/site/docs/a b#c?d%e(f)"g[h].png', "x"),
      "![x](a%20b%23c%3Fd%25e%28f%29%22g%5Bh%5D.png)",
    );
  });

  test("keeps letters of all scripts readable, and encodes invisible ones", () => {
    assert.equal(
      written("/sites/site/docs/Café été/写真.png", "x"),
      "![x](Café%20été/写真.png)".replace("é%20", "é%20"),
    );
    assert.equal(written("/sites/site/docs/a\u202Eb\u00A0c.png", "x"), "![x](a%E2%80%AEb%C2%A0c.png)");
  });

  test("survives a name that is no valid text", () => {
    assert.match(written("/sites/site/docs/a\uD800b.png", "x"), /^!\[x\]\(a.*b\.png\)$/u);
  });

  test("decodes to the very path of the image", () => {
    const name = "strange (name) #1 100% & more; 'quoted' {x} \\ `y`.png";
    const address = /\]\((.*)\)$/.exec(written(`/sites/site/docs/${name}`, "x"))?.[1] ?? "";
    assert.equal(decodeURIComponent(address), name);
  });

  test("is not taken for an address with a scheme", () => {
    assert.equal(written("/sites/site/docs/javascript:alert(1).png", "x"), "![x](./javascript:alert%281%29.png)");
  });

  test("has forward slashes on Windows, and an address across drives", () => {
    const target: InsertTarget = {
      languageId: "markdown",
      documentPath: "C:\\site\\docs\\a.md",
      workspaceRoots: ["C:\\site", "D:\\pictures"],
    };
    const on = (image: string): string => insertText(target, [{ path: image, alt: "x" }], path.win32);
    assert.equal(on("C:\\site\\img\\b c.png"), "![x](../img/b%20c.png)");
    assert.equal(on("D:\\pictures\\b.png"), "![x](file:///D:/pictures/b.png)");
    assert.equal(on("\\\\server\\share\\b.png"), "![x](file://server/share/b.png)");
  });
});

describe("the alt text of an inserted image", () => {
  test("cannot end the brackets or become markup in Markdown", () => {
    assert.equal(
      written("/sites/site/docs/a.png", "a](x) ![b] `c` *d* <e> snake_case _f_"),
      "![a\\](x) !\\[b\\] \\`c\\` \\*d\\* \\<e> snake_case \\_f\\_](a.png)",
    );
  });

  test("is one line without control and direction characters", () => {
    assert.equal(written("/sites/site/docs/a.png", "one\ntwo\u0007 \u202Ethree"), "![one two three](a.png)");
  });

  test("is quoted for attributes in HTML and its kin", () => {
    const alt = 'He said "5 < 6 & 7"';
    const quoted = "He said &quot;5 &lt; 6 &amp; 7&quot;";
    assert.equal(written("/sites/site/docs/a b.png", alt, language("html")), `<img src="a%20b.png" alt="${quoted}">`);
    for (const languageId of ["vue", "astro", "javascriptreact", "typescriptreact", "svelte"])
      assert.equal(
        written("/sites/site/docs/a b.png", alt, language(languageId)),
        `<img src="a%20b.png" alt="${quoted}" />`,
      );
  });

  test("has no expressions in Svelte and MDX", () => {
    assert.equal(
      written("/sites/site/docs/a.png", "{alert(1)}", language("svelte")),
      '<img src="a.png" alt="&#123;alert(1)&#125;" />',
    );
    assert.equal(written("/sites/site/docs/a.png", "{x}", language("mdx")), "![\\{x\\}](a.png)");
  });

  test("is left out where the language has no images", () => {
    assert.equal(written("/sites/site/docs/a b.png", "x", language("python")), "a b.png");
  });
});

describe("the snippet of an inserted image", () => {
  test("has the alt text as its tab stop", () => {
    const snippet = insertSnippet(markdown, [{ path: "/sites/site/docs/a.png", alt: "A boat" }], path.posix);
    assert.equal(snippet, "![${1:A boat}](a.png)");
  });

  test("holds no snippet syntax of names and answers", () => {
    const image = { path: "/sites/site/docs/$TM_FILENAME.png", alt: "${1:x} $2 \\ }" };
    const snippet = insertSnippet(language("html"), [image], path.posix);
    assert.equal(snippet, '<img src="\\$TM_FILENAME.png" alt="${1:\\${1:x\\} \\$2 \\\\ \\}}">');
    assert.equal(escapeSnippet("a$b}c\\"), "a\\$b\\}c\\\\");
  });

  test("has a line and a tab stop for each of several images", () => {
    const images = ["a.png", "b.png"].map((name) => ({ path: `/sites/site/docs/${name}`, alt: name[0] ?? "" }));
    assert.equal(insertSnippet(markdown, images, path.posix), "![${1:a}](a.png)\n![${2:b}](b.png)");
  });
});
