/** Reviewing in the workbench, by keys: from a command and from a folder's menu to what stands in the files afterwards. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { copySamples } from "../workbench/prepared.ts";
import { chooseById, runById } from "../workbench/reach.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");

interface Entry {
  readonly description: string;
  readonly tags: readonly string[];
}

/** Records of another program, so that no model is needed; answers with the names in their order. */
function layRecords(city: string): readonly string[] {
  const names = readdirSync(city)
    .filter((name) => /\.(?:jpg|png)$/u.test(name))
    .sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base" }));
  const entries = names.map((name) => [
    name,
    { description: `A view of ${name}`, tags: ["city", "view"], text_content: "", is_processed: true },
  ]);
  writeFileSync(path.join(city, "image_metadata.json"), JSON.stringify(Object.fromEntries(entries), null, 4));
  return names;
}

describe("reviewing", { timeout: 3 * limitMs }, () => {
  let opened: OpenedGallery | undefined;
  let names: readonly string[] = [];
  const gallery = (): OpenedGallery => opened ?? assert.fail("The gallery is not open.");
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(gallery().folder, "City", name), "utf8"));
  const entry = (at: number): Entry | undefined =>
    (read("image_metadata.json") as Readonly<Record<string, Entry>>)[names[at] ?? ""];
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery().page.screenshot({ path: path.join(pictures, `review-${name}.png`) });
  };
  /** The dialog at this place, with the keyboard in it and the record there. */
  const at = async (place: string): Promise<Locator> => {
    const library = await tagger.openLibrary(gallery().page);
    const dialog = library.getByRole("dialog", { name: "Review" });
    await dialog.getByText(place, { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Accept" }).and(library.locator(":enabled")).waitFor();
    await dialog.focus();
    return dialog;
  };

  before(async () => {
    opened = await openGallery({
      draw: async (folder) => {
        await copySamples(folder, ["City"]);
        names = layRecords(path.join(folder, "City"));
      },
    });
  });
  after(async () => opened?.close());

  test("accepts, rejects, edits and takes back by single keys, and the files say so", async () => {
    const { page } = gallery();
    await tagger.openLibrary(page);
    await runById(page, "imageTagger.reviewImages");
    await at(`1 of ${names.length}`);
    await keep("first");
    await page.keyboard.press("a");
    await at(`2 of ${names.length}`);
    await page.keyboard.press("r");
    await at(`3 of ${names.length}`);
    await until(
      () => entry(1)?.description ?? "",
      (text) => text === "",
    );
    await page.keyboard.press("u");
    const second = await at(`2 of ${names.length}`);
    await second.getByText(`A view of ${names[1]}`).first().waitFor();
    await until(
      () => entry(1)?.description,
      (text) => text === `A view of ${names[1]}`,
    );
    await page.keyboard.press("r");
    const third = await at(`3 of ${names.length}`);
    await page.keyboard.press("e");
    await third.getByRole("textbox", { name: "Description" }).fill("Rain in the harbour.");
    await keep("edit");
    await page.keyboard.press("Control+Enter");
    const fourth = await at(`4 of ${names.length}`);
    await fourth.getByText("2 accepted, 1 rejected", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await fourth.waitFor({ state: "detached" });
    await until(
      () => entry(2)?.description,
      (text) => text === "Rain in the harbour.",
    );
    assert.equal(entry(1)?.description ?? "", "");
    const details = JSON.stringify(read("image_metadata.details.json"));
    assert.equal(details.match(/"reviewedAt":/gu)?.length, 2);
  });

  test("finds what was reviewed, and leaves it out of the next review of its folder", async () => {
    const { page } = gallery();
    const library = await tagger.openLibrary(page);
    const found = await tagger.search(library, "is:reviewed", (labels) => labels.length === 2);
    assert.ok(
      found.some((label) => label.includes(names[0] ?? "?")),
      found.join(),
    );
    await tagger.treeRows(page, "Folders");
    const folder = page
      .locator(".sidebar .pane")
      .filter({ has: page.locator('.pane-header[aria-label^="Folders"]') })
      .locator(".monaco-list-row")
      .filter({ hasText: "City" })
      .first();
    const dialog = library.getByRole("dialog", { name: "Review" });
    await chooseById(folder, "imageTagger.reviewImages", dialog);
    // two are accepted, and one has no record any more
    await at(`1 of ${names.length - 3}`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });
});
