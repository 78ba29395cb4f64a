/** What is known at the moment of a failure, in few lines: what the page shows, and the end of the extension's log. */
import type { Locator, Page } from "playwright-core";
import { extensionLog } from "./extensionLog.ts";
import type { Session } from "./session.ts";

const snapshotMs = 3_000;
const widest = 180;
/** Parts of the window by what they are, in the order in which they are worth reading. */
const parts: readonly (readonly [name: string, selector: string, lines: number])[] = [
  ["dialog", ".monaco-dialog-box", 6],
  ["messages", ".notifications-toasts", 8],
  ["palette", ".quick-input-widget", 6],
  ["side bar", ".sidebar", 12],
  ["tabs", ".tabs-container", 2],
];
const viewLines = 12;
const logLines = 12;

/** At most sixty lines on what this workbench shows and what its extension said last. */
export async function whatIsSeen({ page, profile }: Session): Promise<string> {
  const seen: string[] = [];
  for (const [name, selector, most] of parts)
    seen.push(...headed(name, await snapshot(page.locator(selector).first()), most));
  const status = page.locator('.statusbar-item[id^="image-tagger"]');
  seen.push(...headed("status bar", (await status.allInnerTexts().catch(unreadable)).join(" "), 2));
  for (const [name, selector] of [["library view", "library-app"] as const, ["search view", "search-app"] as const])
    seen.push(...headed(name, await viewSnapshot(page, selector), viewLines));
  seen.push(...headed("log", extensionLog(profile).trim().split("\n").slice(-logLines).join("\n"), logLines));
  return seen.slice(0, 60).join("\n");
}

/** "" where it is not shown, or where the page does not answer. */
async function snapshot(part: Locator): Promise<string> {
  try {
    if ((await part.count()) === 0 || !(await part.isVisible())) return "";
    return await part.ariaSnapshot({ timeout: snapshotMs });
  } catch (error) {
    return String(unreadable(error));
  }
}

async function viewSnapshot(page: Page, selector: string): Promise<string> {
  for (const frame of page.frames().filter((each) => each.url().includes("/fake.html"))) {
    const view = frame.locator(selector);
    // a frame may go away while it is asked
    if ((await view.count().catch(() => 0)) > 0) return snapshot(view);
  }
  return "";
}

const unreadable = (error: unknown): string[] => [`unreadable: ${String(error).split("\n")[0] ?? ""}`];

function headed(name: string, text: string, most: number): readonly string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return [];
  const rest = lines.length > most ? [`  … ${lines.length - most} more lines`] : [];
  return [`${name}:`, ...lines.slice(0, most).map((line) => `  ${line.slice(0, widest)}`), ...rest];
}
