/** Searching while typing, in the real side bar: the last query alone counts, nothing flickers, and every state has a way on by the keyboard. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Frame } from "playwright-core";
import { englishStrings as strings } from "../../../src/shared/strings.ts";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import type { RequestRecord, StandIn } from "../../fakes/ollamaTypes.ts";
import { openFile, runCommand } from "../workbench/page.ts";
import { processesUnknown, roomsOf } from "../workbench/processes.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const pictures = process.env["IMAGE_TAGGER_SCREENSHOTS"];
const mark = "query: ";

/** What was typed, where the model was asked for the meaning of a query. */
function askedFor({ path: asked, body }: RequestRecord): string | undefined {
  const [text = ""] = [body["input"]].flat().map(String);
  const at = text.indexOf(mark);
  return asked === "/api/embed" && at >= 0 ? text.slice(at + mark.length) : undefined;
}

/** What a person could see of the results at any moment. */
interface Watched {
  readonly changes: number;
  readonly fewest: number;
  readonly emptied: readonly string[];
}

const watchResults = `(() => {
  const root = document.querySelector("search-app").shadowRoot;
  const watched = { changes: 0, fewest: Infinity, emptied: [] };
  const look = () => {
    watched.changes++;
    const rows = root.querySelector("image-grid")?.shadowRoot.querySelectorAll('[role="option"]').length ?? 0;
    watched.fewest = Math.min(watched.fewest, rows);
    if (rows === 0 || root.querySelector("empty-state")) watched.emptied.push(root.querySelector("search-box").value);
  };
  const observer = new MutationObserver(look);
  const everything = { childList: true, subtree: true, attributes: true, characterData: true };
  observer.observe(root, everything);
  observer.observe(root.querySelector("image-grid").shadowRoot, everything);
  globalThis.endWatch = () => (observer.disconnect(), watched);
})()`;

describe("searching while typing", { timeout: 4 * limitMs }, () => {
  let ollama: StandIn;
  let gallery: OpenedGallery;
  let view: Frame;

  before(async () => {
    ollama = await startOllamaStandIn({ latencyMs: 20, parallel: 16 });
    gallery = await openGallery({ ollamaHost: ollama.url, folders: ["City", "Home"] });
    await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(gallery.page, () => ollama.looks.length > 0);
    await untilAllTagged(gallery.folder);
    await tagger.closeMessages(gallery.page);
    view = await tagger.openSearch(gallery.page);
    // vectors are made: by meaning everything is found
    await tagger.search(view, "bicycle", (labels) => labels.some((label) => label.includes("meaning")));
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await gallery.page.keyboard.press(key);
  };
  const see = async (name: string): Promise<void> => {
    if (pictures) await gallery.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  };
  const box = () => view.getByRole("combobox", { name: strings.searchLabel });
  const focused = (): Promise<string> =>
    view.evaluate<string>(`(() => {
      if (!document.hasFocus()) return "";
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at ? at.localName + " " + (at.getAttribute("aria-label") ?? at.textContent.trim()) : "";
    })()`);
  async function tabTo(wanted: string): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < 30; presses++) {
      passed.push(await focused());
      if (passed.at(-1)?.includes(wanted)) return;
      await press("Tab");
    }
    assert.fail(`Tab does not lead to “${wanted}”: ${passed.join(" → ")}`);
  }
  /** Leads into the box by the command, with what stands there chosen to be typed over. */
  async function toBox(): Promise<void> {
    await runCommand(gallery.page, "Image Tagger: Search Images");
    await until(focused, (now) => now.startsWith(`input ${strings.searchLabel}`));
  }
  const asksOf = (query: string): readonly RequestRecord[] =>
    ollama.requests.filter((request) => askedFor(request) === query);

  test("each letter closes the request of the one before, and the results of the last query are left standing", async () => {
    await toBox();
    await press("Escape");
    ollama.forget();
    const release = ollama.hold((request) => askedFor(request) !== undefined);
    const typed: string[] = [];
    for (const letter of "globe") {
      await gallery.page.keyboard.type(letter);
      typed.push(`${typed.at(-1) ?? ""}${letter}`);
      await until(
        () => asksOf(typed.at(-1) ?? "").length,
        (count) => count > 0,
      );
    }
    const stale = typed.slice(0, -1);
    await until(
      () => stale.filter((query) => asksOf(query).every(({ abortedAt }) => abortedAt !== undefined)),
      (closed) => closed.length === stale.length,
    );
    // words do not wait for a model that is slow
    await tagger.cards(view).filter({ hasText: "globe.jpeg" }).first().waitFor();
    await view.getByText(strings.searchMeaningUnavailable).waitFor();
    await see("slow-model");
    assert.ok(asksOf("globe").every(({ endedAt, abortedAt }) => endedAt === undefined && abortedAt === undefined));
    release();
    await view.getByText(strings.searchMeaningUnavailable).waitFor({ state: "detached" });
    const standing = await tagger.search(view, "globe", (labels) => labels.some((label) => label.includes("meaning")));
    assert.match(standing[0] ?? "", /^globe\.jpeg/);
    assert.equal(await box().inputValue(), "globe");
    assert.ok(stale.every((query) => asksOf(query).every(({ endedAt }) => endedAt === undefined)));
  });

  test("from letter to letter the list is never empty and never replaced", async () => {
    await tagger.search(view, "car");
    await view.evaluate(watchResults);
    await box().press("End");
    let typed = "car ";
    await gallery.page.keyboard.type(" ");
    for (const letter of "night") {
      await gallery.page.keyboard.type(letter);
      typed += letter;
      await until(
        () => asksOf(typed).length,
        (count) => count > 0,
      );
      await until(
        () => view.locator(".turning").count(),
        (count) => count === 0,
      );
    }
    // and faster than anything can be found
    await gallery.page.keyboard.type(" street lights", { delay: 30 });
    for (let at = 0; at < " lights".length; at++) await press("Backspace");
    await until(
      () => asksOf("car night street").length,
      (count) => count > 0,
    );
    await tagger.search(view, "car night street");
    const watched = await view.evaluate<Watched>("endWatch()");
    assert.ok(watched.changes >= "night".length, `${watched.changes} changes were seen`);
    assert.deepEqual(watched.emptied, []);
    assert.ok(watched.fewest > 0);
  });

  test("an empty box says what it is for, and shows no results", async () => {
    await toBox();
    await press("Escape");
    await view.getByText(strings.searchIntro).waitFor();
    assert.equal(await tagger.cards(view).count(), 0);
    assert.match(await focused(), /^input/);
    await see("empty");
  });

  test("a mistyped filter is told with what was meant, and followed by the keyboard", async () => {
    await toBox();
    await gallery.page.keyboard.type("bicycle kind:pohto");
    const instead = view.getByRole("button", { name: /^Use .*photo/ });
    await instead.waitFor();
    await see("suggestion");
    await tabTo("Use ");
    await press("Enter");
    await until(
      () => box().inputValue(),
      (value) => value === "bicycle kind:photo",
    );
    assert.match(await focused(), /^input/);
  });

  test("where nothing is found the view offers a search that demands less, and leads back to the box", async () => {
    await toBox();
    await gallery.page.keyboard.type("bicycle tag:nothing-has-this");
    await view.getByText(strings.searchNothingFound, { exact: true }).waitFor();
    await see("nothing-found");
    await tabTo(strings.searchWithoutFilters);
    await press("Enter");
    await tagger.cards(view).filter({ hasText: "bicycle #2.png" }).first().waitFor();
    await until(focused, (now) => now.startsWith("input"));
    assert.equal(await box().inputValue(), "bicycle");
  });

  test("from the query to the result and into the document without the mouse", async () => {
    await openFile(gallery.page, "notes.md");
    await toBox();
    await gallery.page.keyboard.type("bicycle");
    await until(
      async () => (await view.locator(".turning").count()) === 0 && (await tagger.cards(view).first().innerText()),
      (text) => typeof text === "string" && text.includes("bicycle"),
    );
    await press("ArrowDown");
    await until(focused, (now) => now.includes("bicycle #2.png"));
    await see("result");
    await press("Control+Enter");
    const lines = gallery.page.locator(".editor-group-container.active .view-lines").first();
    await until(
      () => lines.innerText(),
      (shown) => shown.includes("!["),
    );
    await runCommand(gallery.page, "File: Save");
    const text = await until(
      () => readFileSync(path.join(gallery.folder, "notes.md"), "utf8"),
      (saved) => saved.includes("!["),
    );
    assert.match(text, /!\[[^\]]{10,}\]\(<?City\/bicycle/);
  });

  test("while the model is down words find alone, and the view says so", async () => {
    ollama.setFaults(({ path: asked }) =>
      asked === "/api/embed" ? { kind: "error", error: "crashRunning" } : undefined,
    );
    await toBox();
    await gallery.page.keyboard.type("red car");
    await view.getByText(strings.searchMeaningUnavailable).waitFor();
    await tagger.cards(view).filter({ hasText: /car/ }).first().waitFor();
    await see("model-down");
    ollama.setFaults();
  });

  test(
    "where the catalog cannot be had the view says why, and Try Again finds once it can",
    { skip: processesUnknown },
    async () => {
      const [name = ""] = readdirSync(gallery.profile.extensions).filter((each) => each.startsWith("image-tagger"));
      const entry = path.join(gallery.profile.extensions, name, "dist", "room.js");
      renameSync(entry, `${entry}.away`);
      for (const { pid, kind } of roomsOf(gallery.profile)) if (kind === "catalog") process.kill(pid, "SIGKILL");
      await toBox();
      await gallery.page.keyboard.type("window");
      const again = view.getByRole("button", { name: strings.errorAgain });
      await again.waitFor();
      await see("failed");
      renameSync(`${entry}.away`, entry);
      await until(
        async () => {
          if (await again.isVisible()) {
            await tabTo(strings.errorAgain);
            await press("Enter");
          }
          return tagger.cards(view).count();
        },
        (count) => count > 0,
      );
    },
  );
});
