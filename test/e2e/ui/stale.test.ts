/** Words of the library's own in a workbench: what they make stale, what renews it, and what is said of a model that sees nothing. */
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, tagGallery } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const renew = "Image Tagger: Tag Stale Images Again";
const words = ["Crimson", "wide", "tall", "even", "azure", "leaf green", "dark", "bright", "dim", "warm"];
const vocabulary = {
  strict: true,
  tags: [
    { tag: "Crimson", aliases: ["red"] },
    { tag: "wide", aliases: ["landscape"] },
    { tag: "tall", aliases: ["portrait"] },
    { tag: "even", aliases: ["square"] },
    { tag: "azure", aliases: ["blue"] },
    { tag: "leaf green", aliases: ["green"] },
    { tag: "dark", aliases: ["black"] },
    { tag: "bright", aliases: ["white"] },
    { tag: "dim", aliases: ["grey"] },
    { tag: "warm", aliases: ["brown", "orange"] },
  ],
};

describe("records that other words would change", { timeout: 5 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 30, folders: ["City", "Home"] });
  before(() => tagGallery(gallery));

  const total = (): number => imagesBelow(gallery.folder).length;
  const write = (content: object): void => {
    mkdirSync(path.join(gallery.folder, ".vscode"), { recursive: true });
    writeFileSync(path.join(gallery.folder, ".vscode", "image-tags.json"), JSON.stringify(content));
  };
  const tagsNow = (): readonly string[] => [...taggedBelow(gallery.folder).values()].flatMap(({ tags }) => [...tags]);
  /** Narrowed to what is stale: how many images the library shows. */
  const staleCards = async (): Promise<number> => tagger.cards(await tagger.openLibrary(gallery.page)).count();

  test("are none before, and all of the folder once it has a vocabulary; nothing is tagged by itself", async () => {
    const library = await tagger.openLibrary(gallery.page);
    await library.getByRole("button", { name: strings.stateFilterLabel }).click();
    await library.getByRole("checkbox", { name: strings.stateStale }).check();
    await library.getByText(strings.noResultTitle).waitFor();
    const looks = gallery.ollama.looks.length;
    write(vocabulary);
    await until(staleCards, (count) => count > 0);
    await library.getByText(`${total()} images`, { exact: true }).waitFor();
    assert.match(String(await tagger.cards(library).first().getAttribute("aria-label")), /, stale$/);
    assert.equal(gallery.ollama.looks.length, looks);
  });

  test("are brought to those words, and are stale no more", async () => {
    await runCommand(gallery.page, renew);
    await until(tagsNow, (tags) => tags.length > 0 && tags.every((tag) => words.includes(tag)));
    await until(staleCards, (count) => count === 0);
    assert.equal(gallery.ollama.looks.length, 2 * total());
  });

  test("are renewed with one word of warning where the model says the same of pictures that differ", async () => {
    const { page, ollama } = gallery;
    write({ banned: ["nothing"] });
    await until(staleCards, (count) => count > 0);
    await tagger.closeMessages(page);
    const answer = {
      description: "A person stands in a room.",
      tags: ["person", "room", "a", "b", "c"],
      text: "",
      alt: "x y",
    };
    ollama.setFaults(() => ({ kind: "content", content: JSON.stringify(answer) }));
    await runCommand(page, renew);
    await page.getByText("The model gave the same answer for pictures that differ").first().waitFor();
    await until(staleCards, (count) => count === 0);
    const said = await tagger.keptMessages(page);
    assert.equal(said.filter((text) => text.includes("same answer")).length, 1, said.join(" | "));
  });
});
