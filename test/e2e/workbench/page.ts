/** What a person does in a workbench, for tests: open it, run a command, look into a webview. */
import path from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import type { WorkbenchServer } from "./server.ts";

/** For anything that is waited for: a machine that has other work takes its time. */
export const patienceMs = 60_000;

/** A page with the workbench standing and this folder open. */
export async function openWorkbench(
  browser: Browser,
  server: WorkbenchServer,
  folder: string,
  options: { readonly locale?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.goto(server.address(folder));
  await page.locator(".monaco-workbench").waitFor();
  await page.locator(".activitybar .action-item").first().waitFor();
  return page;
}

/** Saves what is seen when something is not found, for whoever reads the failure; answers with a sentence to add to it. */
export async function pictureOfFailure(page: Page): Promise<string> {
  const file = path.join(import.meta.dirname, "../../../out/e2e", `failure-${Date.now()}.png`);
  await page.screenshot({ path: file });
  return `What was seen: ${file}`;
}

/** Waits until the extension of this title stands in the activity bar: its contributions are known from then on. */
export async function activityIcon(page: Page, title: string): Promise<Locator> {
  const icon = page.locator(`.activitybar a.action-label[aria-label^="${title}"]`);
  await icon.waitFor({ timeout: patienceMs });
  return icon;
}

/** Runs a command by its title in the Command Palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator(".quick-input-widget");
  const row = widget.locator(".monaco-list-row").filter({ hasText: title }).first();
  for (const endAt = Date.now() + patienceMs; ;) {
    try {
      // by the mouse: a webview that is just loading may hold the focus and not pass keys on yet
      await page.locator(".command-center .command-center-quick-pick").first().click({ timeout: 2000 });
      const input = widget.locator(".quick-input-filter input");
      await input.waitFor({ timeout: 2000 });
      await input.fill(`>${title}`, { timeout: 2000 });
      // not by Enter: the palette may think that another command fits better
      await row.click({ timeout: 2000 });
      return;
    } catch (error) {
      // the list is made when the text changes: a command that is contributed later shows only when asked again
      if (Date.now() > endAt) {
        const seen = await pictureOfFailure(page);
        throw new Error(`The Command Palette does not offer “${title}”. ${seen}`, { cause: error });
      }
      await page.keyboard.press("Escape");
    }
  }
}

/** Opens a file of the folder in an editor, by its name, with the cursor at its end. */
export async function openFile(page: Page, name: string): Promise<Locator> {
  await page.locator(".command-center .command-center-quick-pick").first().click();
  const widget = page.locator(".quick-input-widget");
  await widget.locator(".quick-input-filter input").fill(name);
  await widget.locator(".monaco-list-row").filter({ hasText: name }).first().click();
  await page.locator(".tab.active").filter({ hasText: name }).waitFor();
  const editor = page.locator(".editor-group-container.active .monaco-editor").first();
  await editor.click();
  await page.keyboard.press("Control+End");
  return editor;
}

/** The innermost frame of the webview that holds this element. Two webviews look alike from outside. */
export async function webviewFrame(page: Page, selector: string): Promise<Frame> {
  for (const endAt = Date.now() + patienceMs; Date.now() < endAt; await page.waitForTimeout(50)) {
    for (const frame of page.frames()) {
      if (!frame.url().includes("/fake.html")) continue;
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0); // the frame went away while it was asked
      if (found > 0) return frame;
    }
  }
  const frames = page.frames().filter((frame) => frame.url().includes("/fake.html")).length;
  throw new Error(`No webview holds ${selector}; ${frames} webviews are open.`);
}
