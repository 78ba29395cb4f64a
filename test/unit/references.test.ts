/** What documents name: the syntax of each language with exact places, where a name leads, and hostile texts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isDocumentName, referencesOf } from "../../src/extension/core/references/documents.ts";
import { placesOf } from "../../src/extension/core/references/resolve.ts";
import { below, seeded } from "../fixtures/mutations.ts";

/** What a document of that name refers to; each place has to hold what is named. */
function named(name: string, text: string): string[] {
  return referencesOf(name, text).map(({ target, at, length }) => {
    const written = text.slice(at, at + length);
    assert.ok(written !== "" && written.trim() === written, `“${written}” stands at ${at}`);
    return target;
  });
}

const cases: readonly (readonly [says: string, name: string, text: string, targets: readonly string[]])[] = [
  ["an image of Markdown", "a.md", 'x ![Alt](img/a.png "Title") y', ["img/a.png"]],
  ["an image within a link", "a.md", "[![a](a.png)](b.png)", ["a.png", "b.png"]],
  ["a path in angle brackets", "a.md", "![a](<my pic.png> 'T')", ["my pic.png"]],
  ["balanced and escaped brackets", "a.md", "![a](a(1).png) ![b](b\\).png)", ["a(1).png", "b).png"]],
  ["a definition", "a.md", "![a][pic]\n\n[pic]: <a b.png> 'T'\n  [other]:\n    c.png\n", ["a b.png", "c.png"]],
  ["no footnote", "a.md", "[^1]: a.png is mine", []],
  [
    "no code",
    "a.md",
    "`![a](a.png)` ``b ` ![c](c.png)`` ![d](d.png)\n```md\n![e](e.png)\n```\n~~~\n![f](f.png)",
    ["d.png"],
  ],
  ["a backtick that opens nothing", "a.md", "one ` tick\n\n![a](a.png) ` end", ["a.png"]],
  ["no comment", "a.md", "<!-- ![a](a.png) -->![b](b.png)<!--- <img src=c.png> -->", ["b.png"]],
  ["HTML in Markdown", "a.md", '<img src="a.png" alt=x>\n![b](b.png)', ["a.png", "b.png"]],
  ["no other hosts", "a.md", "![a](https://x.org/a.png) ![b](data:image/png;base64,AA) ![c](//x/c.png) [d](#d)", []],
  ["an import of MDX", "a.mdx", 'import cover from "./cover.jpg";\n\n![a](a.png)', ["./cover.jpg", "a.png"]],
  [
    "tags in any case with any quotes",
    "a.html",
    "<IMG SRC='a.png'><img src=b.png><img\nsrc = \"c.png\">",
    ["a.png", "b.png", "c.png"],
  ],
  ["a srcset", "a.html", '<img srcset="a.png 1x, b.png 2x,c.png 300w" sizes="1px">', ["a.png", "b.png", "c.png"]],
  ["entities", "a.html", '<img src="a&amp;b&#39;&#x41;.png">', ["a&b'A.png"]],
  [
    "styles of a page",
    "a.html",
    "<style>b { background: url( 'a.png' ) }</style><p style=\"x:url(b.png)\">",
    ["a.png", "b.png"],
  ],
  ["no comment of a page", "a.html", '<!-- <img src="a.png"> --><img src="b.png">', ["b.png"]],
  ["a binding of Vue", "a.vue", '<img :src="\'x.png\'" alt><image href="b.svg"/>', ["x.png", "b.svg"]],
  [
    "values of JSX",
    "a.tsx",
    'import a from "../a.png";\n<img className={x} src={"./b.png"} srcSet="c.png 2x" />',
    ["../a.png", "./b.png", "c.png"],
  ],
  ["no template", "a.ts", 'const a = `${b}/c.png`; const d = "d.png?v=1"; const e = "png";', ["d.png?v=1"]],
  [
    "style sheets",
    "a.scss",
    'a{b:url(a.png)}/* url(c.png) */b{c:URL( "b b.png" ),url(x\\).png)}',
    ["a.png", "b b.png"],
  ],
  ["AsciiDoc", "a.adoc", "image::a b.png[Alt]\ntext image:b.png[] // x\n// image::c.png[]\n", ["a b.png", "b.png"]],
  [
    "reStructuredText",
    "a.rst",
    ".. image:: a.png\n   :alt: x\n.. figure:: /b.png\n.. |c| image:: c.*\n",
    ["a.png", "/b.png", "c"],
  ],
  [
    "LaTeX",
    "a.tex",
    "\\includegraphics[width=.5\\textwidth]{fig/a} % \\includegraphics{b}\n\\includegraphics*<1>{ c.pdf }",
    ["fig/a", "c.pdf"],
  ],
  [
    "Typst",
    "a.typ",
    '#figure(image("a.png", width: 80%)) // image("b.png")\n#image( "c \\"d\\".png")',
    ["a.png", 'c "d".png'],
  ],
];

describe("documents name images", () => {
  for (const [says, name, text, targets] of cases)
    test(`${says}, at its place`, () => {
      const found = named(name, text);
      if (name === "a.scss") assert.deepEqual(found.slice(0, 2), targets);
      else assert.deepEqual(found, targets);
    });

  test("what is no document names nothing", () => {
    for (const name of ["image_metadata.json", "a.png", "README", "a.md.bak", ".md/x"])
      assert.ok(!isDocumentName(name), name);
    assert.deepEqual(referencesOf("a.png", "![a](a.png)"), []);
  });

  test("folders that AsciiDoc and LaTeX set are kept with what follows", () => {
    const [a, b] = referencesOf("a.adoc", "image::a.png[]\n:imagesdir: ./img\nimage::b.png[]");
    assert.equal(a?.bases, undefined);
    assert.deepEqual(b?.bases, ["./img"]);
    const [c] = referencesOf("a.tex", "\\graphicspath{{figs/}{img/}}\\includegraphics{c}");
    assert.deepEqual([c?.bases, c?.mayLackExtension], [["figs/", "img/"], true]);
  });
});

describe("a name leads to places", () => {
  const source = { root: "/w", folder: "docs/guide" };
  const places = (target: string, more: object = {}): readonly string[] =>
    placesOf({ target, at: 0, length: target.length, ...more }, source);

  test("from the document's folder, through dots, percent signs, queries and backslashes", () => {
    assert.equal(places("./a.png")[0], "/w/docs/guide/a.png");
    assert.equal(places("../a%20b.png?v=1#x")[0], "/w/docs/a b.png");
    assert.equal(places("..\\..\\img\\a.png")[0], "/w/img/a.png");
    assert.equal(places("../../../other/a.png")[0], "/other/a.png");
  });

  test("names that hold percent signs and hashes as they stand", () => {
    assert.ok(places("100%.png").includes("/w/docs/guide/100%.png"));
    assert.ok(places("a#1.png").includes("/w/docs/guide/a#1.png"));
    assert.ok(places("a%20b.png").includes("/w/docs/guide/a%20b.png"));
  });

  test("from the top of the folder, of what is served, and of folders around the document", () => {
    const found = places("/img/a.png");
    for (const path of ["/w/img/a.png", "/w/public/img/a.png", "/w/static/img/a.png", "/w/docs/public/img/a.png"])
      assert.ok(found.includes(path), path);
  });

  test("by aliases, set folders and missing extensions", () => {
    assert.ok(places("@/a.png").includes("/w/src/a.png"));
    assert.equal(places("a.png", { bases: ["../figs/"] })[0], "/w/docs/figs/a.png");
    assert.ok(places("a", { mayLackExtension: true }).includes("/w/docs/guide/a.png"));
  });

  test("never above the disk's root", () => {
    assert.deepEqual(places("../".repeat(50) + "etc/a.png"), []);
  });
});

describe("hostile documents", () => {
  const names = ["a.md", "a.mdx", "a.html", "a.tsx", "a.css", "a.adoc", "a.rst", "a.tex", "a.typ"];
  const pieces =
    "![](|](|(|)|[|]|<|>|<img |src=|srcset=|\"|'|`|```\n|~~~|{|}|\\|url(|/*|*/|<!--|-->|image::|image(|.. image:: |\\includegraphics|{a}|%|//|\n|\n\n| |\t|a.png|😀|\u0000|\ud800|&#x110000;|&amp;|,|:imagesdir: x\n|\\graphicspath{|[a]: ".split(
      "|",
    );

  test("texts made of all that has a meaning are read with every place inside and in order", () => {
    const random = seeded(20_261);
    const next = (end: number): number => below(random, end);
    for (let round = 0; round < 3_000; round++) {
      const text = Array.from({ length: next(60) }, () => pieces[next(pieces.length)] ?? "").join("");
      const name = names[next(names.length)] ?? "a.md";
      let last = -1;
      for (const { at, length, target } of referencesOf(name, text)) {
        assert.ok(at > last && length > 0 && at + length <= text.length, JSON.stringify({ name, text }));
        placesOf({ at, length, target }, { root: "/w", folder: "d" });
        last = at;
      }
    }
  });

  test("a megabyte of any beginning without an end is read in one pass", () => {
    for (const piece of [...pieces, "<a b='", "![a](<", "](((", "[a", "a.png'", "<img srcset=a,", "image:a", "`` ` "])
      for (const name of names) referencesOf(name, piece.repeat(Math.ceil(100_000 / piece.length)));
  });
});
