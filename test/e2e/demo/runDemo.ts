/** The main job from end to end in a real workbench, on the sample gallery or on a folder of the user's. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { drawSamples } from "../../../samples/drawSamples.ts";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { openFile, runCommand } from "../workbench/page.ts";
import { openSession, type Session } from "../workbench/session.ts";
import * as tagger from "../workbench/tagger.ts";
import { findEngine } from "./engine.ts";
import { DemoJournal } from "./journal.ts";
import { imagesBelow, taggedBelow } from "./records.ts";

export interface DemoOptions {
  readonly vsix: string;
  /** A folder of the user's; absent: a copy of the sample gallery. */
  readonly folder?: string;
  readonly outputFolder: string;
}

const say = (line: string): void => console.log(line);

/** Runs the demo; answers whether every step did what it should. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const journal = new DemoJournal(options.outputFolder);
  const engine = await findEngine();
  say(engine.line);
  const scratch = mkdtempSync(path.join(tmpdir(), "demo-"));
  const folder = options.folder ?? path.join(scratch, "gallery");
  let session: Session | undefined;
  try {
    if (options.folder) {
      say(`Working on ${folder} as a person would: image_metadata.json files will be written beside its pictures.`);
    } else {
      const { files } = await drawSamples(folder);
      writeFileSync(path.join(folder, "notes.md"), "# Notes\n\n");
      say(`Working on a copy of the sample gallery: ${files.length} pictures.`);
    }
    await journal.step("Open the workbench", async () => {
      session = await openSession({ vsix: options.vsix, folder, env: engine.env, say });
      journal.page = session.page;
      await tagger.openSearch(session.page);
      return `${imagesBelow(folder).length} images in ${folder}`;
    });
    if (session) await drive(session, folder, options.folder === undefined, journal);
  } finally {
    await session?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  say(`\n${journal.table()}\n${engine.line}`);
  return !journal.hasFailed;
}

async function drive(session: Session, folder: string, isGallery: boolean, journal: DemoJournal): Promise<void> {
  const { page } = session;
  await journal.step("Open the library", async () => {
    const library = await tagger.openLibrary(page);
    await tagger.cards(library).first().locator("img").waitFor();
    await page.waitForTimeout(1000); // for the other thumbnails in view
    return `${await tagger.cards(library).count()} cards in view`;
  });
  await journal.step("Tag all images", () => tagAll(session, folder, journal));
  await journal.step("Search by what is in the pictures", async () => {
    const view = await tagger.openSearch(page);
    const found: string[] = [];
    const queries = isGallery ? ["red car at night", "settings port", "STOP"] : ["red", "photo"];
    for (const query of queries) {
      const results = await tagger.search(view, query);
      found.push(`“${query}” → ${results[0]?.split(",")[0] ?? "nothing"} first of ${results.length} in view`);
      await page.waitForTimeout(700); // for the thumbnails
      if (query !== queries.at(-1)) await journal.shoot(`search ${query}`);
    }
    return found.join("; ");
  });
  const name = isGallery ? "red car at night.jpg" : await firstName(session, folder);
  await journal.step("Open an image and add a tag", async () => {
    const dialog = await tagger.openImage(await tagger.openLibrary(page), name);
    if (isGallery) await tagger.addTag(dialog, "favourite");
    await page.waitForTimeout(700); // for the picture
    await journal.shoot("image dialog");
    const tags = (await dialog.locator(".chip .line").allInnerTexts()).join(", ");
    await dialog.getByRole("button", { name: strings.dialogClose }).first().click();
    await dialog.waitFor({ state: "detached" });
    return isGallery ? `saved with the tags ${tags}` : `its tags: ${tags}; in a folder of yours the demo edits nothing`;
  });
  await journal.step(isGallery ? "Insert into a Markdown file" : "Insert into a new document", () =>
    insert(session, isGallery, name),
  );
  await journal.step("Look at the folders", async () => (await tagger.treeRows(page, "Folders")).join(" | "));
  await journal.step("Bookmark the image", async () => {
    const library = await tagger.openLibrary(page);
    await tagger.cards(library).filter({ hasText: name }).first().click();
    await library.getByRole("button", { name: "Bookmark" }).first().click();
    return (await tagger.treeRows(page, "Bookmarks")).join(" | ");
  });
}

/** Tags everything and watches: a picture of the work half-way, the counts at the end. */
async function tagAll({ page }: Session, folder: string, journal: DemoJournal): Promise<string> {
  const total = imagesBelow(folder).length;
  const startedAt = Date.now();
  const library = await tagger.openLibrary(page);
  const working = library.locator("queue-bar section");
  await tagger.tagOpenFolder(page, async () => (await working.isVisible()) || taggedBelow(folder).size > 0);
  await page.waitForTimeout(1500);
  await journal.shoot("while tagging");
  say(`  status bar: ${await tagger.statusBarText(page)}`);
  let lastSaid = -1;
  let changedAt = Date.now();
  for (let done = 0; done < total; await page.waitForTimeout(500)) {
    done = taggedBelow(folder).size;
    const [line] = await library.locator("queue-bar .row span").allInnerTexts();
    if (done !== lastSaid) say(`  ${done} of ${total} in the index files${line ? `; the library says: ${line}` : ""}`);
    if (done !== lastSaid || line !== undefined) changedAt = Date.now();
    lastSaid = done;
    if (Date.now() - startedAt > Math.max(180_000, total * 90_000)) throw new Error(`${done} of ${total} were tagged.`);
    // some may have failed; the index files are written when the work rests
    if (Date.now() - changedAt > 30_000) break;
  }
  const entries = [...taggedBelow(folder).values()];
  if (entries.length === 0) throw new Error("No record stands in the index files.");
  const tags = new Set(entries.flatMap((entry) => entry.tags));
  const words = entries.filter((entry) => entry.text_content !== "").length;
  return `${entries.length} of ${total} tagged in ${((Date.now() - startedAt) / 1000).toFixed(0)} s, ${tags.size} different tags, words read in ${words}`;
}

/** Opens a document, inserts the picture through the search view, and answers with the line that came. */
async function insert({ page }: Session, isGallery: boolean, name: string): Promise<string> {
  if (isGallery) await openFile(page, "notes.md");
  else await runCommand(page, "File: New Untitled Text File");
  const editor = page.locator(".editor-group-container.active .monaco-editor").first();
  const view = await tagger.openSearch(page);
  await tagger.search(view, name.replace(/\.\w+$/, ""));
  await tagger.cards(view).first().click();
  await view.getByRole("button", { name: "Insert into Editor" }).first().click();
  const line = editor
    .locator(".view-line")
    .filter({ hasText: name.split(" ")[0] ?? name })
    .last();
  await line.waitFor();
  return (await line.innerText()).replaceAll("\u00a0", " ");
}

/** The file name of an image that stands in the grid's first rows. */
async function firstName({ page }: Session, folder: string): Promise<string> {
  const label = await tagger
    .cards(await tagger.openLibrary(page))
    .first()
    .getAttribute("aria-label");
  const names = imagesBelow(folder).map((file) => path.basename(file));
  return names.find((name) => label?.startsWith(`${name}, `)) ?? "";
}
