/** The extension as a person meets it in a workbench: its views, by the names and roles that they show. */
import type { Frame, Locator, Page } from "playwright-core";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { activityIcon, patienceMs, pictureOfFailure, runCommand, webviewFrame } from "./page.ts";

/** Titles as the Command Palette shows them. */
export const commands = {
  tagFolder: "Image Tagger: Tag Images in Folder",
  openLibrary: "Image Tagger: Open Library",
} as const;

/** The container's views, by the titles of their sections. */
type ViewTitle = "Search" | "Folders" | "Tags" | "Queue" | "Bookmarks";

/** Leads the mouse to an empty place of the title bar: the tooltip of what it stood on would cover what is beside it. */
export async function restMouse(page: Page): Promise<void> {
  await page.mouse.move(300, 17);
  const tooltips = page.locator(".workbench-hover:visible");
  await tooltips.first().waitFor({ state: "hidden" });
}

/** The tooltip of a row, once it shows: a tree that draws its rows anew under the mouse forgets that it stands there. */
export async function hoverOf(page: Page, row: Locator): Promise<Locator> {
  const hover = page.locator(".workbench-hover:visible").first();
  for (let triesLeft = 5; ; triesLeft--) {
    await row.hover();
    const isThere = hover.waitFor({ timeout: 8_000 });
    if (triesLeft === 0) {
      await isThere;
      return hover;
    }
    if (
      await isThere.then(
        () => true,
        () => false,
      )
    )
      return hover;
    await restMouse(page);
  }
}

/** Shows the side bar of the extension. */
export async function showSideBar(page: Page): Promise<void> {
  const icon = await activityIcon(page, "Image Tagger");
  const panes = page.locator(".sidebar .pane").first();
  // a window that opens shows the side bar of before a moment later: a click that meets it then has closed it
  for (let triesLeft = 3; ; triesLeft--) {
    // a badge may lie over the icon, within the item that both belong to
    const item = icon.locator("xpath=..");
    if ((await item.getAttribute("aria-selected")) !== "true") await item.click();
    await restMouse(page);
    const areThere = panes.waitFor({ timeout: 10_000 });
    if (triesLeft === 0) return areThere;
    if (
      await areThere.then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

/** The library panel; opens it where it is not open. */
export async function openLibrary(page: Page): Promise<Frame> {
  // not again where it stands: revealing it takes the focus a moment later, and what is typed meanwhile is lost
  const tab = page.locator(".tab").filter({ hasText: strings.libraryTitle });
  if ((await tab.count()) === 0) await runCommand(page, commands.openLibrary);
  else if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
  const frame = await webviewFrame(page, "library-app");
  await frame.locator("library-app main").waitFor();
  return frame;
}

/** The search view of the side bar. */
export async function openSearch(page: Page): Promise<Frame> {
  await showSideBar(page);
  const frame = await webviewFrame(page, "search-app");
  await frame.getByRole("combobox", { name: strings.searchLabel }).waitFor();
  return frame;
}

/** The cards or rows that are shown, as they name themselves: name, state, progress. */
export const cards = (frame: Frame): Locator => frame.locator("image-grid").getByRole("option");

/**
 * Types a search and waits until its results rest and are as they should be; answers with their labels, best first.
 * What was tagged or changed a moment ago enters the results by itself.
 */
export async function search(
  frame: Frame,
  query: string,
  holds: (labels: readonly string[]) => boolean = () => true,
): Promise<readonly string[]> {
  const box = frame.getByRole("combobox", { name: strings.searchLabel });
  const count = frame.getByRole("status").filter({ hasText: /\d+ results?/ });
  const answered = count.or(frame.getByText(strings.searchNothingFound, { exact: true }));
  await box.fill(query);
  await box.press("Enter");
  // what stood before stays until the first page of the new results has come
  let labels: readonly string[] = [];
  const endAt = Date.now() + patienceMs;
  for (let restedFor = 0; restedFor < 5 || !holds(labels); restedFor++) {
    if (Date.now() > endAt) throw new Error(`“${query}” still finds: ${labels.join(" | ") || "nothing"}`);
    await frame.page().waitForTimeout(120);
    const isAnswered = (await answered.count()) > 0 && (await frame.locator(".turning").count()) === 0;
    const now = await labelsByPlace(frame);
    if (!isAnswered || now.join("\n") !== labels.join("\n")) restedFor = 0;
    labels = now;
  }
  return labels;
}

/** For `search`: the best result names itself so. */
export const firstIs =
  (label: RegExp) =>
  ([first = ""]: readonly string[]): boolean =>
    label.test(first);

async function labelsByPlace(frame: Frame): Promise<readonly string[]> {
  const found = await cards(frame).evaluateAll((rows) =>
    rows.map((row) => [Number(row.getAttribute("aria-posinset")), row.getAttribute("aria-label") ?? ""] as const),
  );
  return found.toSorted(([a], [b]) => a - b).map(([, label]) => label);
}

/** Opens an image of the grid by its file name and answers with its dialog. */
export async function openImage(frame: Frame, name: string): Promise<Locator> {
  await cards(frame).filter({ hasText: name }).first().dblclick();
  const dialog = frame.getByRole("dialog", { name: strings.dialogLabel.replace("{0}", name) });
  await dialog.waitFor();
  await dialog.getByRole("textbox", { name: strings.fieldDescription }).waitFor();
  return dialog;
}

/** Adds a tag in the open dialog and saves the record. */
export async function addTag(dialog: Locator, tag: string): Promise<void> {
  const field = dialog.getByRole("combobox", { name: strings.tagAdd });
  await field.fill(tag);
  await field.press("Enter");
  await dialog.getByRole("button", { name: strings.save, exact: true }).click();
  await dialog.getByText(strings.saved).waitFor();
}

/** The rows of one tree of the side bar, as a person reads them at this moment. */
export async function treeRows(page: Page, view: ViewTitle): Promise<readonly string[]> {
  await showSideBar(page);
  await foldPane(page, view, "open");
  const pane = page.locator(".sidebar .pane").filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  await pane.locator(".monaco-list-row").first().waitFor();
  return pane
    .locator(".monaco-list-row")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? row.textContent ?? ""));
}

/** Opens or folds a section of the side bar, where it is not so yet. */
export async function foldPane(page: Page, view: ViewTitle, state: "open" | "folded"): Promise<void> {
  const header = page.locator(`.sidebar .pane-header[aria-label^="${view}"]`);
  await header.waitFor();
  if (((await header.getAttribute("aria-expanded")) === "true") !== (state === "open")) await header.click();
  await page
    .locator(`.sidebar .pane-header[aria-label^="${view}"][aria-expanded="${String(state === "open")}"]`)
    .waitFor();
}

/**
 * Starts tagging the open folder and takes the first answer to each pick (which folder, where records go), until
 * `isUnderWay` says that the work began. A dialog is never answered: whether pictures may leave this computer is for a
 * person to say.
 */
export async function tagOpenFolder(page: Page, isUnderWay: () => boolean | Promise<boolean>): Promise<void> {
  const pickRow = page.locator(".quick-input-widget .monaco-list-row").first();
  const manyDone = page.locator(".quick-input-widget .quick-input-action .monaco-button").first();
  const dialog = page.locator(".monaco-dialog-box");
  let quietMs = Infinity;
  for (const endAt = Date.now() + patienceMs; !(await isUnderWay()); await page.waitForTimeout(100)) {
    if (Date.now() > endAt) throw new Error(`Tagging did not begin. ${await pictureOfFailure(page)}`);
    if (await dialog.isVisible()) throw new Error(`This is for a person to answer: ${await dialog.innerText()}`);
    const asked = [manyDone, pickRow];
    const visible = await Promise.all(asked.map((button) => button.isVisible()));
    const button = asked[visible.indexOf(true)];
    if (button) await clickIfStill(button);
    quietMs = button ? 0 : quietMs + 100;
    // a view that took the focus closed the palette before the command was run
    if (quietMs < 8000) continue;
    await runCommand(page, commands.tagFolder);
    quietMs = 0;
  }
}

/** Clicks what may go away by itself at this very moment. */
async function clickIfStill(button: Locator): Promise<void> {
  await button.click({ timeout: 1000 }).catch(() => {
    // gone: the loop that called looks again
  });
}

/** What the status bar says of the extension. */
export async function statusBarText(page: Page): Promise<string> {
  const item = page.locator('.statusbar-item[id^="image-tagger.image-tagger"]');
  return (await item.allInnerTexts()).join(" ").replace(/\s+/g, " ").trim();
}

/** All messages that nobody closed, also those that are hidden by now, as the list behind the bell shows them. */
export async function keptMessages(page: Page): Promise<readonly string[]> {
  await runCommand(page, "Notifications: Show Notifications");
  const list = page.locator(".notifications-center");
  await list.waitFor();
  const texts = await list.locator(".notification-list-item-message").allInnerTexts();
  await runCommand(page, "Notifications: Hide Notifications");
  return texts.map((text) => text.trim());
}

/** Closes the messages that are shown, as a person does who has read them; answers with what they said. */
export async function closeMessages(page: Page): Promise<readonly string[]> {
  const said: string[] = [];
  const message = page.locator(".notifications-toasts .notification-list-item").first();
  for (let patience = 10; patience > 0 && (await message.isVisible()); patience--) {
    // one that goes away by itself at this very moment has nothing to say any more
    const text = await message
      .locator(".notification-list-item-message")
      .innerText({ timeout: 2000 })
      .catch(() => "");
    if (text !== "" && text.trim() !== said.at(-1)) said.push(text.trim());
    await message.hover();
    await clickIfStill(message.locator(".codicon-notifications-clear").first());
    await page.waitForTimeout(150);
  }
  return said;
}
