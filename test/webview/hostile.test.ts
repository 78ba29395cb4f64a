/** Every word that a view shows is hostile at once: names, folders, tags, facts, failures, models. In real Chromium all of it is text. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { callsOf, fakeOf, waitUntil } from "./harness.ts";
import type { Scenario } from "./page/scenario.ts";
import { setUpViews } from "./setUp.ts";

const { open, openGrid, openImage, option, dialog, field, button, takeErrors, takeReports } = setUpViews();

/** Each would call `planted` where it is taken for more than text. */
const payloads: readonly string[] = [
  "<script>planted()</script>",
  '"><img src=x onerror=planted()>',
  "' autofocus onfocus=planted() x='",
  "</script></style></textarea><svg onload=planted()>",
  '<a href="javascript:planted()">x</a> javascript:planted()',
  "[x](command:workbench.action.quit) <a href='command:x'>y</a>",
  "red; background: url(http://127.0.0.1:9/x); } * { display: none }",
  "<!--?lit$planted$--> <!----> ${planted()} {{planted()}} lit$123$",
  "<iframe srcdoc='<script>parent.planted()</script>'></iframe>",
  "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href=//x>",
];
const everything = payloads.join(" ");
const hostile = payloads.slice(0, 5).map((words, index) => {
  const both = `${words} ${payloads[index + 5] ?? ""}`;
  return { index, name: `${both}.png`, words: both };
});
const scenario: Scenario = { total: payloads.length + 6, folderSize: 8, hostile, foreign: everything };
const failure = { reason: "engineUnreachable", message: everything } as const;
const work = { id: "id1", path: everything, step: "tags", progress: 0.4 } as const;

/** What text could have become, in all shadow roots; a picture may only be one that the host gave. */
const grown = `(() => {
  const named = new Set(["a", "iframe", "object", "embed", "form", "base", "svg", "video", "audio", "frame"]);
  const isBad = (element) => {
    const { localName } = element;
    if (named.has(localName)) return true;
    if (localName === "script" || localName === "link" || localName === "meta") return element.getRootNode() !== document || localName === "script" && !element.src;
    if (localName === "img" && !/^\\/(?:thumbnail|picture)\\/\\d+\\.webp$/.test(element.getAttribute("src"))) return true;
    return [...element.attributes].some(({ name, value }) =>
      /^on|^srcdoc$|^href$|^action$|^formaction$/.test(name) || (name === "style" && /url|display|expression/.test(value)));
  };
  const find = (root) => [...root.querySelectorAll("body *, *")].flatMap((element) =>
    [...(isBad(element) ? [element.outerHTML.slice(0, 300)] : []), ...(element.shadowRoot ? find(element.shadowRoot) : [])]);
  return find(document.body);
})()`;

let page: Page;
const dialogs: string[] = [];

/** The function that no text may call, and dialogs that no text may open. */
async function watched(opened: Page): Promise<Page> {
  opened.on("dialog", (shown) => {
    dialogs.push(shown.message());
    void shown.dismiss();
  });
  await opened.evaluate(`globalThis.planted = () => { globalThis.plantedCalls = (globalThis.plantedCalls ?? 0) + 1; }`);
  return opened;
}

async function assertText(): Promise<void> {
  assert.deepEqual(await page.evaluate<readonly string[]>(grown), []);
  assert.equal(await page.evaluate<unknown>("globalThis.plantedCalls ?? 0"), 0);
  assert.deepEqual(dialogs, []);
  assert.equal(await page.title(), "Image Tagger");
  assert.match(page.url(), /^http:\/\/127\.0\.0\.1:\d+\/(?:library|search)\.html\?/);
  const asked = [...(await callsOf(page, "run")), ...(await callsOf(page, "act"))];
  assert.deepEqual(asked, [], "nothing was run");
}

test("what the policy refuses is seen as an event, in the log and by a report to the server", async () => {
  page = await watched(await openGrid());
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement("script"), { textContent: "planted()" }))`,
  );
  await waitUntil(page, "fake.violations.length > 0");
  const seen = await fakeOf(page, (fake) => fake.violations.splice(0));
  assert.match(seen.join(), /script-src/);
  assert.match(takeErrors().join(), /Content Security Policy/);
  for (let patience = 100; patience > 0; patience--) {
    const reports = takeReports();
    if (reports.length > 0) return assert.match(reports.join(), /script-src/);
    await page.waitForTimeout(30);
  }
  assert.fail("no report came");
});

test("what these tests look for is found where it is", async () => {
  page = await openGrid();
  const plant = (element: string): string =>
    `(() => { const made = document.createElement("template"); made.innerHTML = ${JSON.stringify(element)};
      document.querySelector("library-app").shadowRoot.append(made.content); })()`;
  await page.evaluate(plant('<b title="x"></b><img src="/thumbnail/1.webp"><a></a><p srcdoc></p>'));
  assert.deepEqual(await page.evaluate<readonly string[]>(grown), ["<a></a>", '<p srcdoc=""></p>']);
});

describe("hostile words everywhere", () => {
  test("are the text of cards, folder headers and tooltips of the library", async () => {
    page = await watched(await openGrid({ scenario, height: 1400 }));
    for (const { index, name } of hostile) {
      assert.equal(await option(index).locator(".name").textContent(), name);
      assert.ok((await option(index).getAttribute("aria-label"))?.includes(name));
      assert.ok((await option(index).getAttribute("title"))?.includes(name));
    }
    await page.getByText(`${everything}/0`, { exact: true }).first().waitFor();
    await assertText();
  });

  for (const { index, name, words } of hostile)
    test(`are the text of all fields, chips and facts of an image: ${words}`, async () => {
      page = await watched(await openImage(index, { scenario }));
      assert.equal(await dialog().getByRole("heading", { level: 2 }).textContent(), name);
      for (const label of ["Description", "Text in image", "Alt text"])
        assert.equal(await field(label).inputValue(), words);
      assert.equal(await dialog().locator(".chip .line").first().textContent(), words);
      assert.ok((await dialog().locator("record-facts dd").allTextContents()).includes(everything));
      await button(`Remove Tag “${words}”`).waitFor();
      await dialog().getByRole("combobox", { name: "Add a tag" }).fill("r");
      await dialog().getByRole("option").first().waitFor();
      await assertText();
    });

  test("are the text of results, reasons, problems and the engine of the search view", async () => {
    const notes = {
      meaning: "unavailable",
      meaningReason: everything,
      problems: [{ at: 0, length: 1, message: everything }],
    } as const;
    const engine = { engine: "ollama", model: everything, host: everything, reason: everything } as const;
    page = await watched(await open({ view: "search", scenario: { ...scenario, notes, engine } }));
    await page.getByRole("combobox", { name: "Search images" }).fill("planted plain");
    await option(0).locator(".tags").waitFor();
    assert.equal(await option(0).locator(".name").textContent(), hostile[0]?.name);
    assert.ok((await option(0).locator(".tags").textContent())?.startsWith(payloads[0] ?? "?"));
    await assertText();
  });

  test("are the text of a query without results, and of a search that fails", async () => {
    page = await watched(await open({ view: "search", scenario }));
    const query = `"><script>planted(1)</script><img/src=x/onerror=planted(2)>`;
    await page.getByRole("combobox", { name: "Search images" }).fill(query);
    await page.locator("empty-state").getByText(query).first().waitFor();
    await assertText();
    page = await watched(await open({ scenario: { ...scenario, failing: { page: failure } } }));
    await page.getByText(everything).first().waitFor();
    await assertText();
  });

  for (const state of ["running", "paused"] as const)
    test(`are the text of the queue that is ${state}`, async () => {
      const counts = { pending: 3, active: 1, completed: 2, failed: 1, current: [work], engine: "ollama" } as const;
      const queue = { ...counts, state, ...(state === "paused" && { pausedBy: failure }) };
      page = await watched(await openGrid({ scenario: { ...scenario, queue } }));
      await page.locator("queue-bar").getByText(everything).first().waitFor();
      await assertText();
    });
});

describe("names that run from right to left", () => {
  const name = "שלום עולם";
  /** Where these words of an element are drawn: the left edge in pixels. */
  const leftOf = (element: Locator, words: string): Promise<number> =>
    element.evaluate((found, sought) => {
      const [node] = [...found.childNodes].filter((child) => child.textContent?.includes(sought));
      const at = node?.textContent?.indexOf(sought) ?? -1;
      if (!node || at < 0) return NaN;
      const range = found.ownerDocument.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      return range.getBoundingClientRect().left;
    }, words);
  const isSorted = (lefts: readonly number[]): boolean =>
    lefts.every((left, at) => at === 0 || left >= (lefts[at - 1] ?? 0));
  const assertOrder = async (element: Locator, ...words: readonly string[]): Promise<void> => {
    let lefts: readonly number[] = [];
    // what is being drawn anew has no place for a moment
    for (let triesLeft = 20; triesLeft > 0; triesLeft--) {
      lefts = await Promise.all(words.map((one) => leftOf(element, one)));
      if (lefts.every(Number.isFinite) && isSorted(lefts)) return;
      await page.waitForTimeout(100);
    }
    assert.fail(`${words.join()}: ${lefts.join()}`);
  };

  test("leave step and per cent of the queue behind them", async () => {
    const queue = {
      state: "running",
      pending: 3,
      active: 1,
      completed: 2,
      failed: 0,
      current: [{ ...work, path: `${name} 7` }],
    } as const;
    page = await openGrid({ scenario: { queue }, width: 1600 });
    const line = page.locator("queue-bar .current");
    await line.waitFor();
    assert.equal(await line.textContent(), `\u2068${name} 7\u2069: Choosing tags 40%`);
    await assertOrder(line, name, ":", "Choosing", "40");
  });

  test("leave the words of a sentence in their order", async () => {
    page = await openGrid({ scenario: { total: 3 } });
    await page.getByRole("combobox", { name: "Search images" }).fill(`${name} 15`);
    const sentence = page.locator("empty-state p").first();
    await sentence.waitFor();
    const [before = "", after = ""] = ((await sentence.textContent()) ?? "").split(/\u2068.*\u2069/u);
    const around = [before, name, after].map((part) => part.trim()).filter((part) => part !== "");
    assert.ok(around.length > 1, around.join());
    await assertOrder(sentence, ...around);
  });
});
