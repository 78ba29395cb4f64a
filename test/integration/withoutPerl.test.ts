/** A computer without Perl: what other programs wrote is read, found and searched all the same, and the doctor says what does not work. */
import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { runCommand } from "../fixtures/commandLine.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const needsPerl = { skip: process.platform === "win32" && "Windows needs no Perl" };

describe("without Perl on PATH", needsPerl, () => {
  test("the doctor says so, what it means, and the remedy; it is no fault", async (t) => {
    const base = await temporaryFolder(t);
    const programs = path.join(base, "programs");
    await mkdir(programs);
    const storage = ["--storage", path.join(base, "storage")];
    const { stdout } = await runCommand(["doctor", base, ...storage, "--json"], { PATH: programs });
    const findings = JSON.parse(stdout) as readonly Readonly<Record<string, string>>[];
    const found = findings.filter(({ check }) => check === "exiftool");
    assert.deepEqual(
      found.map(({ verdict, message }) => ({ verdict, message })),
      [
        {
          verdict: "note",
          message:
            "Metadata cannot be written into image files: Perl, which ExifTool runs on, is not installed. What other programs wrote into them is read all the same. Install perl where you want descriptions and tags in the image files.",
        },
      ],
    );
  });

  test("keywords, captions and ratings in the files are found", async (t) => {
    const base = await temporaryFolder(t);
    const [programs, pictures] = [path.join(base, "programs"), path.join(base, "pictures")];
    await Promise.all([programs, pictures].map((folder) => mkdir(folder)));
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"><dc:subject><rdf:Bag><rdf:li>Käsekrainer</rdf:li></rdf:Bag></dc:subject><dc:description><rdf:Alt><rdf:li xml:lang="x-default">Lunch &amp; rest</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: "#a05030" } });
    await Promise.all(
      (["jpeg", "png", "webp", "avif"] as const).map((format) =>
        picture
          .clone()
          .withXmp(xmp)
          .toFormat(format)
          .toFile(path.join(pictures, `words.${format}`)),
      ),
    );
    await picture.toFile(path.join(pictures, "plain.png"));
    const words = ["words.avif", "words.jpeg", "words.png", "words.webp"];
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runCommand([...args, "--storage", path.join(base, "storage")], {
        PATH: programs,
      });
      assert.equal(code, 0, stderr);
      return stdout;
    };
    for (const query of ["tag:käsekrainer", "käsekrainer", '"lunch & rest"', "rating:>=4"]) {
      const hits = JSON.parse(await run("search", pictures, query, "--json")) as readonly { readonly path: string }[];
      assert.deepEqual(hits.map((hit) => hit.path).sort(), words, query);
    }
    assert.deepEqual(await readdir(programs), []);
  });
});
