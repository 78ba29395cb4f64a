/**
 * Takes pictures of what VS Code itself draws of the extension (side bar with its trees, library, questions, reports, walkthrough), in
 * four themes and at three widths of the window, for somebody to look at; run by `npm run screenshots`. It wants the package of this
 * platform.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { runCommand, webviewFrame } from "./workbench/page.ts";
import type { Profile } from "./workbench/profile.ts";
import { projectFolder } from "./workbench/suiteBundle.ts";
import * as tagger from "./workbench/tagger.ts";
import { openGallery } from "./ui/opened.ts";
import { untilAllTagged } from "./ui/setUp.ts";

const target = path.join(projectFolder, "out", "screenshots", "workbench");
const themes = {
  dark: ["Default Dark Modern", "vs-dark"],
  light: ["Default Light Modern", "vs"],
  "high-contrast": ["Default High Contrast", "hc-black"],
  "high-contrast-light": ["Default High Contrast Light", "hc-light"],
} as const;
const widths = [800, 1440, 2560] as const;
let count = 0;

/** Changes one setting of the running workbench, in the files that it reads. */
function set(profile: Profile, name: string, value: unknown): void {
  for (const place of ["User", "Machine"]) {
    const file = path.join(profile.userData, place, "settings.json");
    const settings: Record<string, unknown> = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...settings, [name]: value }, null, 2));
  }
}

/** Pictures of what stands there now, in every theme and at every width. */
async function take(page: Page, profile: Profile, name: string): Promise<void> {
  for (const [theme, [title, className]] of Object.entries(themes)) {
    set(profile, "workbench.colorTheme", title);
    await page.locator(`.monaco-workbench.${className}`).waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      // where nothing has a tooltip
      await page.mouse.move(width - 2, 300);
      // the workbench lays itself out in steps
      await page.waitForTimeout(400);
      await page.screenshot({ path: path.join(target, `${name}.${theme}.${width}.png`) });
      count++;
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  console.log(`${name}: taken`);
}

/** A search as a bookmark, and a group beside it. */
async function markSome(page: Page): Promise<void> {
  const input = page.locator(".quick-input-widget:visible input[type=text]").first();
  for (const [command, text] of [
    ["Image Tagger: Bookmark Search…", "red car"],
    ["Image Tagger: New Bookmark Group…", "For the home page"],
  ] as const) {
    await runCommand(page, command);
    await page.getByText(command.slice("Image Tagger: ".length, -1)).first().waitFor();
    await input.fill(text);
    await page.keyboard.press("Enter");
    await page.locator(".sidebar .monaco-list-row").filter({ hasText: text }).first().waitFor();
  }
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const ollama = await startOllamaStandIn({ latencyMs: 6000 });
const gallery = await openGallery({ ollamaHost: ollama.url, folders: ["City", "Holidays 2024"] });
const { page, profile, folder } = gallery;
try {
  await runCommand(page, "Welcome: Open Walkthrough");
  await page
    .locator(".quick-input-widget .monaco-list-row")
    .filter({ hasText: "Find images by what is in them" })
    .click();
  await page.locator(".getting-started-step").first().waitFor();
  await take(page, profile, "walkthrough");
  await runCommand(page, "View: Close All Editors");
  await tagger.openLibrary(page);
  await tagger.showSideBar(page);
  await take(page, profile, "untagged");
  await tagger.tagOpenFolder(page, () => ollama.looks.length > 0);
  await tagger.foldPane(page, "Queue", "open");
  await take(page, profile, "tagging");
  await untilAllTagged(folder, 240_000);
  await tagger.closeMessages(page);
  for (const view of ["Folders", "Tags", "Queue", "Bookmarks"] as const) await tagger.foldPane(page, view, "open");
  await markSome(page);
  await take(page, profile, "trees");
  await tagger.search(await tagger.openSearch(page), "car");
  await take(page, profile, "search");
  await runCommand(page, "Image Tagger: Choose Engine and Model");
  await page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
  await take(page, profile, "question");
  await page.keyboard.press("Escape");
  await runCommand(page, "Image Tagger: Preview Metadata Changes");
  await (await webviewFrame(page, "table")).locator("td").first().waitFor();
  await take(page, profile, "preview");
} finally {
  await gallery.close();
  await ollama.close();
}
console.log(`${count} pictures in ${path.relative(process.cwd(), target)}.`);
