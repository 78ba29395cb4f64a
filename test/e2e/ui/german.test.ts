/** The extension where VS Code speaks German: what VS Code shows of it, its views and its questions are in German. */
import assert from "node:assert/strict";
import { describe, before, after, test } from "node:test";
import { mkdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { activityIcon, runCommand, webviewFrame } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"] ?? path.join(os.tmpdir(), "image-tagger-screenshots");
const sentencesOf = (file: string): Readonly<Record<string, string>> => {
  const parsed: Readonly<Record<string, string>> = JSON.parse(readFileSync(path.join(projectFolder, file), "utf8"));
  return parsed;
};
const [bundle, contributed] = [sentencesOf("l10n/bundle.l10n.de.json"), sentencesOf("package.nls.de.json")];
const german = (english: string): string => bundle[english] ?? assert.fail(`There is no German for “${english}”.`);
const titleOf = (command: string): string => contributed[`command.${command}`] ?? assert.fail(command);

describe("in German", { timeout: 2 * limitMs }, () => {
  let opened: OpenedGallery | undefined;
  const gallery = (): OpenedGallery => opened ?? assert.fail("The gallery is not open.");
  const keep = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true });
    await gallery().page.screenshot({ path: path.join(pictures, `german-${name}.png`) });
  };
  before(async () => {
    opened = await openGallery({ locale: "de", folders: ["City"] });
  });
  after(async () => opened?.close());

  test("the side bar and the search view", async () => {
    const { page } = gallery();
    await (await activityIcon(page, "Image Tagger")).click();
    for (const view of ["search", "folders", "tags", "queue", "bookmarks"])
      await page
        .locator(".pane-header")
        .filter({ hasText: contributed[`view.${view}`] ?? "" })
        .first()
        .waitFor();
    const search = await webviewFrame(page, "search-app");
    await search.getByRole("combobox", { name: german("Search images") }).waitFor();
    assert.equal(await search.locator("html").getAttribute("lang"), "de");
    await keep("side-bar");
  });

  test("the library and the image view", async () => {
    const { page } = gallery();
    await runCommand(page, `Image Tagger: ${titleOf("openLibrary")}`);
    const library = await webviewFrame(page, "library-app");
    await library.getByRole("option").filter({ hasText: "stopSign.jpg" }).first().dblclick();
    const dialog = library.getByRole("dialog");
    await dialog.getByRole("button", { name: german("Save"), exact: true }).waitFor();
    await dialog.getByRole("textbox", { name: german("Description") }).waitFor();
    await keep("image");
    await dialog.getByRole("button", { name: german("Close") }).click();
  });

  test("a command and its question", async () => {
    const { page } = gallery();
    await runCommand(page, `Image Tagger: ${titleOf("chooseEngine")}`);
    await page.locator(".quick-input-widget").getByText(german("Built-in analysis")).first().waitFor();
    await keep("question");
    await page.keyboard.press("Escape");
  });
});
