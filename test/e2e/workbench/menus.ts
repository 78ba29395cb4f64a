/** Context menus and the list of files of a workbench, used so that neither an early click nor an early Enter is lost. */
import type { Locator, Page } from "playwright-core";
import { patienceMs, pictureOfFailure } from "./page.ts";

/** Answers whether it came about. */
function comes(locator: Locator, state: "visible" | "hidden", timeout: number): Promise<boolean> {
  return locator
    .waitFor({ state, timeout })
    .then(() => true)
    .catch(() => false); // not yet: whoever asked looks again
}

/**
 * Takes an entry of the context menu of a row, until what it leads to is seen. A menu takes no click in its first moments, so it is
 * clicked until it is gone; and a tree that is drawn anew closes it, so it is opened again.
 */
export async function chooseFromMenu(row: Locator, entry: string, leadsTo: Locator): Promise<void> {
  const page = row.page();
  const item = page.getByRole("menuitem", { name: entry, exact: true });
  const menu = page.locator(".monaco-menu-container .monaco-menu").first();
  for (const endAt = Date.now() + patienceMs; ;) {
    if (!(await menu.isVisible())) await row.click({ button: "right", timeout: 5_000 }).catch(() => undefined); // covered: looked at again
    while ((await comes(item, "visible", 2_000)) && Date.now() < endAt) {
      await item.hover({ timeout: 1_000 }).catch(() => undefined); // gone: it was taken
      await item.click({ timeout: 1_000 }).catch(() => undefined); // gone: it was taken
      if (await comes(item, "hidden", 500)) break;
    }
    if (await comes(leadsTo, "visible", 5_000)) return;
    if (Date.now() > endAt) throw new Error(`“${entry}” leads to nothing. ${await pictureOfFailure(page)}`);
    if (await menu.isVisible()) await menu.press("Escape", { timeout: 1_000 }).catch(() => undefined); // closed meanwhile
  }
}

/**
 * Names a file in the editor's own list of files. The list writes its first folder over whatever was typed before it had read that
 * folder, and drops an Enter while it reads: so it is left alone until it stands, and asked again until it is gone.
 */
export async function nameFile(page: Page, file: string): Promise<void> {
  const list = page.locator(".quick-input-widget:visible");
  const input = list.locator("input[type=text]").first();
  const reads = list.locator(".monaco-progress-container.active");
  await input.waitFor();
  await list.locator(".monaco-list-row").first().waitFor();
  for (const endAt = Date.now() + patienceMs; await list.isVisible();) {
    const [value, isReading] = [await input.inputValue({ timeout: 1_000 }).catch(() => ""), await reads.count()];
    if (Date.now() > endAt) throw new Error(`The list of files says “${value}”. ${await pictureOfFailure(page)}`);
    if (value.startsWith("/") && isReading === 0 && value !== file)
      await input.fill(file, { timeout: 1_000 }).catch(() => undefined); // gone: it was taken
    else if (value === file && isReading === 0) {
      await input.press("Enter", { timeout: 1_000 }).catch(() => undefined); // gone: it was taken
      if (await comes(list, "hidden", 2_000)) return;
    }
    await page.waitForTimeout(100);
  }
}
