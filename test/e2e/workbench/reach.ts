/** Reaches commands by their ids as a person does: from the Command Palette by keyboard, and in menus whose whole list is looked at. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { entriesOf, idOf, ownTitles, paletteTitle, titleOf } from "./contributed.ts";
import { chooseFromMenu } from "./menus.ts";
import { patienceMs, pictureOfFailure } from "./page.ts";

/** Runs a command from the Command Palette without the mouse; fails where the palette does not offer it. */
export async function runById(page: Page, id: string): Promise<void> {
  const title = paletteTitle(id);
  const widget = page.locator(".quick-input-widget:visible");
  const row = widget.locator(".monaco-list-row.focused").filter({ hasText: title });
  for (const endAt = Date.now() + patienceMs; Date.now() < endAt;) {
    await page.keyboard.press("F1");
    const input = widget.locator(".quick-input-filter input");
    // a view that is just loading may hold the focus: the key is pressed again
    if (!(await comes(input, 3_000))) continue;
    await input.fill(`>${title}`);
    if (await comes(row, 5_000)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("Escape");
  }
  throw new Error(`The Command Palette does not offer “${title}”. ${await pictureOfFailure(page)}`);
}

/** Takes a command from the context menu of a row or card, until what it leads to is seen. */
export const chooseById = (row: Locator, id: string, leadsTo: Locator): Promise<void> =>
  chooseFromMenu(row, titleOf(id), leadsTo);

/** The same for what shows in no place of the page: it is taken again until it has come about. */
export async function chooseByIdUntil(
  row: Locator,
  id: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const workbench = row.page().locator(".monaco-workbench");
  for (let triesLeft = 4; triesLeft > 0; triesLeft--) {
    await chooseFromMenu(row, titleOf(id), workbench);
    for (const endAt = Date.now() + 5_000; Date.now() < endAt; await workbench.page().waitForTimeout(100))
      if (await holds()) return;
  }
  throw new Error(`“${titleOf(id)}” does nothing. ${await pictureOfFailure(row.page())}`);
}

/** Presses an action that stands by itself on a row or in the title of a view, until what it leads to has come about. */
export async function pressById(place: Locator, id: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const action = place.locator(`.action-label[aria-label^=${JSON.stringify(titleOf(id))}]`).first();
  for (const endAt = Date.now() + patienceMs; Date.now() < endAt;) {
    await place
      .locator(".pane-header")
      .or(place)
      .first()
      .hover({ timeout: 5_000 })
      .catch(() => undefined); // drawn anew: looked for again
    if (!(await comes(action, 2_000))) continue;
    await action.click({ timeout: 2_000 }).catch(() => undefined); // drawn anew: looked for again
    for (const until = Date.now() + 5_000; Date.now() < until; await place.page().waitForTimeout(100))
      if (await holds()) return;
  }
  throw new Error(`“${titleOf(id)}” does nothing. ${await pictureOfFailure(place.page())}`);
}

/** Which keys are set, or with "!" in front are not, beside those of a workbench at rest. */
export function contextOf(flags: readonly string[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(flags.map((flag) => [`imageTagger.${flag.replace("!", "")}`, !flag.startsWith("!")]));
}

/** Compares the whole context menu of a row of a tree with what package.json says for its kind, and under these conditions. */
export async function checkRowMenu(
  row: Locator,
  view: string,
  viewItem: string,
  ...flags: readonly string[]
): Promise<void> {
  const context = { view, viewItem, ...contextOf(flags) };
  await checkMenu(row.page(), () => row.click({ button: "right" }), "view/item/context", context);
  await row.hover();
  await checkActions(row.locator(".actions .action-label"), "view/item/context", context);
}

/** Compares the entries of a submenu in the context menu of a row with what package.json says. */
export async function checkSubmenu(row: Locator, id: string): Promise<void> {
  const page = row.page();
  const expected = entriesOf(id, {}).map((entry) => titleOf(idOf(entry)));
  const labels = page.locator(".monaco-submenu .action-menu-item .action-label:not(.separator)");
  let seen: readonly string[] = [];
  for (let triesLeft = 5; triesLeft > 0 && seen.join("|") !== expected.join("|"); triesLeft--) {
    await row.click({ button: "right" });
    const parent = page.getByRole("menuitem", { name: titleOf(id), exact: true }).first();
    if (!(await comes(parent, 4_000))) continue;
    await parent.hover();
    if (await comes(labels.first(), 4_000)) seen = (await labels.allInnerTexts()).map((text) => text.trim());
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  }
  assert.deepEqual(seen, expected, `the submenu ${id}`);
}

/** Compares the whole context menu of a card of a webview with what package.json says, opened by key or mouse. */
export async function checkCardMenu(card: Locator, webviewId: string): Promise<void> {
  const open = async (): Promise<void> => {
    await card.click();
    await card.page().keyboard.press("Shift+F10");
  };
  await checkMenu(card.page(), open, "webview/context", { webviewId, webviewSection: "images", imageCount: 1 });
}

/** Compares the extension's part of the menu of a file or folder in the Explorer with what package.json says. */
export async function checkExplorerMenu(row: Locator, kind: "folder" | "image"): Promise<void> {
  await checkMenu(row.page(), () => row.click({ button: "right" }), "explorer/context", {
    explorerResourceIsFolder: kind === "folder",
    resourceExtname: kind === "folder" ? "" : ".png",
  });
}

/** Compares the extension's part of the menu of a text with what package.json says. */
export async function checkEditorMenu(editor: Locator): Promise<void> {
  const open = (): Promise<unknown> => editor.locator(".view-lines").first().click({ button: "right" });
  await checkMenu(editor.page(), open, "editor/context", { editorTextFocus: true });
}

/** Compares what stands behind the dots in the title of a view, and the actions beside them, with what package.json says. */
export async function checkTitleMenu(pane: Locator, view: string, ...flags: readonly string[]): Promise<void> {
  const context = { view, ...contextOf(flags) };
  const open = async (): Promise<void> => {
    await pane.locator(".pane-header").hover();
    await pane.locator('.pane-header .action-label[aria-label*="More Actions"]').click();
  };
  if (entriesOf("view/title", context).length > 0) await checkMenu(pane.page(), open, "view/title", context);
  const actions = pane.locator('.pane-header .actions .action-label:not([aria-label*="More Actions"])');
  await checkActions(actions, "view/title", context);
}

/** Compares the actions that stand beside a row or a title by themselves, as they name themselves. */
async function checkActions(
  actions: Locator,
  place: string,
  context: Readonly<Record<string, string | boolean | number>>,
): Promise<void> {
  const expected = entriesOf(place, context, "inline").map((entry) => titleOf(idOf(entry)));
  let seen: readonly string[] = [];
  for (const endAt = Date.now() + 10_000; Date.now() < endAt && seen.join("|") !== expected.join("|");) {
    await actions.page().waitForTimeout(100);
    const labels = await actions.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
    // a key stands behind the name
    seen = labels.map((label) => label.replace(/ \([^)]*\)$/u, "")).filter((label) => ownTitles.has(label));
  }
  assert.deepEqual(seen, expected, `the actions ${place} of ${JSON.stringify(context)}`);
}

async function checkMenu(
  page: Page,
  open: () => Promise<unknown>,
  place: string,
  context: Readonly<Record<string, string | boolean | number>>,
): Promise<void> {
  const expected = entriesOf(place, context).map((entry) => titleOf(idOf(entry)));
  assert.ok(expected.length > 0, `package.json has no entry of ${place} for ${JSON.stringify(context)}`);
  const labels = page.locator(".monaco-menu-container .monaco-menu .action-menu-item .action-label:not(.separator)");
  let seen: readonly string[] = [];
  // a tree that is drawn anew closes its menu
  for (let triesLeft = 5; triesLeft > 0 && seen.join("|") !== expected.join("|"); triesLeft--) {
    await open();
    if (!(await comes(labels.first(), 4_000))) continue;
    seen = (await labels.allInnerTexts()).map((text) => text.trim()).filter((text) => ownTitles.has(text));
    await page.keyboard.press("Escape");
    await labels.first().waitFor({ state: "hidden" });
  }
  assert.deepEqual(seen, expected, `the menu ${place} of ${JSON.stringify(context)}`);
}

function comes(locator: Locator, timeout: number): Promise<boolean> {
  return locator
    .first()
    .waitFor({ timeout })
    .then(() => true)
    .catch(() => false); // not yet: whoever asked looks again
}
