/** The main job by the keyboard alone: tag, search, open, edit, save, back, insert; nothing loses the focus on the way. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Frame, Locator } from "playwright-core";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { taggedBelow } from "../demo/records.ts";
import { webviewFrame } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { setUpGallery, untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

/** Role, name and kind of what has the focus in a view, through all shadow roots; "" where the view has none. */
const focused = (frame: Frame): Promise<string> =>
  frame.evaluate<string>(`(() => {
    if (!document.hasFocus()) return "";
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const label = at?.getAttribute("aria-label") ?? at?.getAttribute("title") ?? at?.textContent?.trim() ?? "";
    return at ? [at.localName, at.getAttribute("role") ?? at.getAttribute("type") ?? "", label].join(" ") : "";
  })()`);

interface SelectedText {
  readonly value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
}

describe("the main job by keyboard", { timeout: 3 * limitMs }, () => {
  const gallery = setUpGallery({ latencyMs: 20, folders: ["City", "Home"] });
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await gallery.page.keyboard.press(key);
  };

  /** Runs a command as a person does who has no mouse. */
  async function command(title: string): Promise<void> {
    const { page } = gallery;
    const widget = page.locator(".quick-input-widget:visible");
    const row = widget.locator(".monaco-list-row").filter({ hasText: title }).first();
    const comes = (locator: Locator): Promise<boolean> =>
      locator.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false, // asked for again
      );
    // a view that opened a moment ago may take the keyboard out of the palette, or keep the key to itself
    for (const endAt = Date.now() + limitMs; Date.now() < endAt;) {
      await press("F1");
      if (!(await comes(widget.locator(".quick-input-filter input")))) continue;
      await page.keyboard.type(title);
      if (await comes(row)) break;
      await press("Escape");
    }
    await press("Enter");
  }

  /** Goes on by Tab until this has the focus. */
  async function tabTo(frame: Frame, wanted: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < 40; presses++) {
      const now = await focused(frame);
      if (wanted.test(now)) return;
      passed.push(now);
      await press("Tab");
    }
    assert.fail(`Tab does not lead to ${String(wanted)}: ${passed.join(" → ")}`);
  }

  const focusOf = (frame: Frame, wanted: RegExp): Promise<string> =>
    until(
      () => focused(frame),
      (text) => wanted.test(text),
    );

  test("a folder is tagged by a command, its questions answered by Enter", async () => {
    await command("Image Tagger: Tag Images in Folder");
    const question = gallery.page.locator(".quick-input-widget:visible");
    // which folder, and where its records go: the first answer to each is what stands there
    for (const endAt = Date.now() + limitMs; gallery.ollama.looks.length === 0 && Date.now() < endAt;) {
      if (await question.isVisible()) await press("Enter");
      await gallery.page.waitForTimeout(300);
    }
    await untilAllTagged(gallery.folder);
  });

  test("Search Images leads into the box, and what is typed there is found", async () => {
    await command("Image Tagger: Search Images");
    const view = await webviewFrame(gallery.page, "search-app");
    await focusOf(view, /^input combobox Search images/);
    await gallery.page.keyboard.type("bicycle");
    await press("Enter");
    await tagger.cards(view).filter({ hasText: "bicycle #2.png" }).first().waitFor();
    await until(
      () => view.locator(".turning").count(),
      (count) => count === 0,
    );
  });

  test("the down arrow leads to the results, and Enter opens one with the focus in its dialog", async () => {
    const view = await webviewFrame(gallery.page, "search-app");
    await press("ArrowDown");
    await focusOf(view, /option bicycle #2\.png/);
    await press("Enter");
    const library = await webviewFrame(gallery.page, "library-app");
    await library.getByRole("dialog", { name: strings.dialogLabel.replace("{0}", "bicycle #2.png") }).waitFor();
    await until(
      () => focused(library),
      (text) => text !== "" && !text.startsWith("body"),
    );
  });

  test("a tag is added and saved", async () => {
    const library = await webviewFrame(gallery.page, "library-app");
    await tabTo(library, new RegExp(`combobox ${strings.tagAdd}`));
    await gallery.page.keyboard.type("two wheels");
    await press("Enter");
    await tabTo(library, /^button .*Save$/);
    await press("Enter");
    await library.getByText(strings.saved).waitFor();
    const file = path.join(gallery.folder, "City", "bicycle #2.png");
    await until(
      () => taggedBelow(gallery.folder).get(file)?.tags ?? [],
      (tags) => tags.includes("two wheels"),
    );
    // saving keeps the focus in the view
    await focusOf(library, /^(?!body)./);
  });

  test("Escape closes the dialog and leads back to its card", async () => {
    const library = await webviewFrame(gallery.page, "library-app");
    await press("Escape");
    await library.getByRole("dialog").waitFor({ state: "detached" });
    await focusOf(library, /option bicycle #2\.png/);
  });

  test("an image is inserted into a document by its key", async () => {
    const { page } = gallery;
    await press("F1");
    const input = page.locator(".quick-input-widget .quick-input-filter input");
    await input.waitFor();
    await press("Backspace");
    await page.keyboard.type("notes.md");
    await page.locator(".quick-input-widget .monaco-list-row").filter({ hasText: "notes.md" }).first().waitFor();
    await press("Enter");
    await page.locator(".tab.active").filter({ hasText: "notes.md" }).waitFor();
    await until(
      () => page.locator(".editor-group-container.active .monaco-editor.focused").count(),
      (count) => count > 0,
    );
    await press("Control+End", "Control+Alt+m");
    await input.waitFor();
    await page.keyboard.type("two wheels");
    await page.locator(".quick-input-widget .monaco-list-row").filter({ hasText: "bicycle #2.png" }).first().waitFor();
    await until(
      () => page.locator(".quick-input-widget .monaco-list-row.focused").first().innerText(),
      (text) => text.includes("bicycle"),
    );
    await press("Enter");
    const text = await until(
      () => readFileSync(path.join(gallery.folder, "notes.md"), "utf8"),
      (saved) => saved.includes("!["),
    );
    assert.match(text, /bicycle/);
    await until(
      () => page.locator(".editor-group-container.active .monaco-editor.focused").count(),
      (count) => count > 0,
    );
  });

  test("Search Images leads back to the box, with its words to be typed over", async () => {
    await command("Image Tagger: Search Images");
    const view = await webviewFrame(gallery.page, "search-app");
    await focusOf(view, /^input combobox Search images/);
    const box = view.getByRole("combobox", { name: "Search images" });
    await until(
      () =>
        box.evaluate((input) => {
          const { value, selectionStart, selectionEnd } = input as unknown as SelectedText;
          return value.slice(selectionStart, selectionEnd);
        }),
      (selected) => selected === "bicycle",
    );
    await gallery.page.keyboard.type("globe");
    assert.equal(await box.inputValue(), "globe");
  });

  test("Find Image says when nothing is found, opens what is, and its words are among the recent searches", async () => {
    const { page } = gallery;
    const row = (text: string) => page.locator(".monaco-list-row").filter({ hasText: text }).first();
    await command("Image Tagger: Find Image");
    await row("bicycle #2.png").waitFor();
    await page.keyboard.type("name:zzz");
    await row("No image matches “name:zzz”.").waitFor();
    await press("Enter", "Control+a");
    await page.keyboard.type("name:bicycle*");
    await row("bicycle #2.png").waitFor();
    await press("Enter");
    const library = await webviewFrame(page, "library-app");
    await library.getByRole("dialog", { name: strings.dialogLabel.replace("{0}", "bicycle #2.png") }).waitFor();
    await command("Image Tagger: Focus on Bookmarks View");
    await row("Recent Searches").click();
    await row("name:bicycle*").waitFor();
  });
});
