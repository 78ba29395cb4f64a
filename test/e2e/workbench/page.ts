/** What a person does in a workbench, for tests: open it, run a command, look into a webview. */
import type { Browser, Frame, Locator, Page } from "playwright-core";
import type { WorkbenchServer } from "./server.ts";

const patienceMs = 30_000;

/** A page with the workbench standing and this folder open. */
export async function openWorkbench(
  browser: Browser,
  server: WorkbenchServer,
  folder: string,
  viewport = { width: 1440, height: 900 },
): Promise<Page> {
  const context = await browser.newContext({ viewport });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(server.address(folder));
  await page.locator(".monaco-workbench").waitFor();
  await page.locator(".activitybar .action-item").first().waitFor();
  return page;
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
    await page.keyboard.press("F1");
    try {
      const input = widget.locator(".quick-input-filter input");
      await input.waitFor({ timeout: 2000 });
      await input.fill(`>${title}`);
      await row.waitFor({ timeout: 2000 });
      break;
    } catch (error) {
      // the list is made when the text changes: a command that is contributed later shows only when asked again
      if (Date.now() > endAt) throw new Error(`The Command Palette does not offer “${title}”.`, { cause: error });
      await page.keyboard.press("Escape");
    }
  }
  await page.keyboard.press("Enter");
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
