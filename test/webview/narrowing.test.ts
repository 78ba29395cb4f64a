/** Narrowing, ordering, help and suggestions around the search boxes of both views, in real Chromium. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { FacetGroup, KnownSearch } from "../../src/shared/protocol.ts";
import { axe, callsOf, waitForCall, type OpenOptions } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const views = setUpViews();
let page: Page;

const facets: readonly FacetGroup[] = [
  {
    field: "tag",
    values: Array.from({ length: 14 }, (_, at) => ({ value: at === 1 ? "red car" : `tag ${at}`, count: 140 - at })),
  },
  { field: "folder", values: [{ value: "/2024/summer", count: 12 }] },
  { field: "is", values: [{ value: "tagged", count: 100 }] },
];
const searches: readonly KnownSearch[] = [
  { search: "tag:beach", name: "Beaches", isSaved: true },
  { search: "red car at night", isSaved: false },
];
const box = () => page.getByRole("combobox", { name: "Search images" });

async function openSearch(options: OpenOptions = {}): Promise<void> {
  page = await views.open({ view: "search", ...options, scenario: { facets, searches, ...options.scenario } });
  await box().waitFor();
}

describe("narrowing", () => {
  test("shows values with their counts, and a click puts one into the query and takes it out again", async () => {
    await openSearch();
    await box().fill("evening");
    await page.getByRole("button", { name: "Narrow the Results" }).click();
    await page.getByRole("button", { name: "red car, 139" }).click();
    await waitForCall(page, "page", { search: 'evening tag:"red car"' });
    await page.getByRole("button", { name: "red car, 139", pressed: true }).waitFor();
    assert.equal(await box().inputValue(), 'evening tag:"red car"');
    await page.getByRole("button", { name: "red car, 139" }).click();
    await page.getByRole("button", { name: "red car, 139", pressed: false }).waitFor();
    assert.equal(await box().inputValue(), "evening");
    assert.deepEqual(await axe(page), []);
  });

  test("keeps rare values behind a button, and names states and folders as a person does", async () => {
    await openSearch();
    await page.getByRole("button", { name: "Narrow the Results" }).click();
    await page.getByRole("button", { name: "6 More" }).click();
    await page.getByRole("button", { name: "tag 13, 127" }).waitFor();
    await page.getByRole("button", { name: "Fewer" }).waitFor();
    await page.getByRole("button", { name: "2024/summer, 12" }).waitFor();
    await page.getByText("States").click();
    await page.getByRole("button", { name: "Tagged, 100" }).click();
    await waitForCall(page, "page", { search: "is:tagged" });
  });

  test("is asked for only while it is open, and says when it cannot be had", async () => {
    const failing = { facets: { reason: "catalogUnavailable", message: "The catalog is being rebuilt." } } as const;
    await openSearch({ scenario: { failing } });
    await box().fill("evening");
    await page.locator("#option-0").waitFor();
    assert.equal((await callsOf(page, "facets")).length, 0);
    await page.getByRole("button", { name: "Narrow the Results" }).click();
    await page.getByText("The catalog is being rebuilt.").waitFor();
  });

  for (const width of [240, 400])
    test(`is not cut off sideways at ${width} pixels`, async () => {
      await openSearch({ width });
      for (const panel of ["Narrow the Results", "Search Help"]) {
        await page.getByRole("button", { name: panel }).click();
        await page.locator(".panel").waitFor();
        const wider = await page.locator(".panel").evaluate((element) => element.scrollWidth - element.clientWidth);
        assert.ok(wider <= 0, `${panel}: ${wider}`);
      }
    });
});

test("what was found can be ordered otherwise", async () => {
  await openSearch();
  await box().fill("evening");
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("Newest First");
  await waitForCall(page, "page", { searchSort: "newest" });
  await box().fill("harbour");
  await waitForCall(page, "page", { search: "harbour", sort: "path", states: [], folder: "", searchSort: "newest" });
});

describe("results that are far weaker than the best", () => {
  test("are counted, shown on request, and hidden again with the next search", async () => {
    await openSearch({ scenario: { weakHits: 7 } });
    await box().fill("evening");
    await page.getByRole("button", { name: "Show 7 that fit less well" }).click();
    await waitForCall(page, "page", { allHits: true });
    await page.getByRole("button", { name: "Hide what fits less well" }).waitFor();
    await box().fill("harbour");
    await page.getByRole("button", { name: "Show 7 that fit less well" }).waitFor();
  });
});

describe("the help with queries", () => {
  test("shows every filter with an example that can be tried", async () => {
    await openSearch();
    await page.getByRole("button", { name: "Search Help" }).click();
    await page.getByText("is a file of this size").waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByRole("button", { name: "tag:beach" }).click();
    await waitForCall(page, "page", { search: "tag:beach" });
    assert.equal(await box().inputValue(), "tag:beach");
  });
});

describe("suggestions", () => {
  const line = (name: string | RegExp) =>
    page.getByRole("listbox", { name: "Suggestions" }).getByRole("option", { name });

  test("are the values of a filter as soon as it is begun, taken by the keyboard", async () => {
    await openSearch();
    await box().pressSequentially("sun kind:s");
    await line("screenshot").waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press("ArrowDown");
    assert.equal(await box().getAttribute("aria-activedescendant"), "suggestion-0");
    await page.keyboard.press("Enter");
    assert.equal(await box().inputValue(), "sun kind:screenshot ");
    await waitForCall(page, "page", { search: "sun kind:screenshot" });
    assert.equal(await line(/./u).count(), 0);
  });

  test("do not come between a person and the results while plain words are typed", async () => {
    await openSearch();
    await box().pressSequentially("evening");
    await page.locator("#option-0").waitFor();
    assert.equal(await line(/./u).count(), 0);
    await page.keyboard.press("ArrowDown");
    await page.locator("#option-0:focus").waitFor();
  });

  test("on request are filters and searches made before, which can be forgotten", async () => {
    await openSearch();
    await box().press("Alt+ArrowDown");
    await line(/^Beaches/u).waitFor();
    await line(/^red car at night/u).waitFor();
    await line(/^tag:/u).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+Delete");
    await waitForCall(page, "forgetSearch", { search: "red car at night" });
    await line(/^red car at night/u).waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    await line(/^Beaches/u).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Searches Made Before" }).click();
    await line(/^Beaches/u).click();
    await waitForCall(page, "page", { search: "tag:beach" });
  });

  test("lead from the name of a filter to its values", async () => {
    await openSearch();
    await box().fill("ki");
    await box().press("Control+Space");
    await line(/^kind:/u).click();
    await line("photo").waitFor();
    assert.equal(await box().inputValue(), "kind:");
  });
});

describe("a search", () => {
  test("is remembered when something is done with what it found, or it is meant by Enter", async () => {
    await openSearch();
    await box().fill("evening");
    await page.locator("#option-0").waitFor();
    assert.equal((await callsOf(page, "rememberSearch")).length, 0);
    await page.locator("#option-0").hover();
    await page.getByRole("button", { name: "Copy Markdown" }).click();
    await waitForCall(page, "rememberSearch", { search: "evening" });
    await box().fill("harbour");
    await box().press("Enter");
    await waitForCall(page, "rememberSearch", { search: "harbour" });
  });

  test("keeps the blank that a person typed while it is looked for", async () => {
    await openSearch();
    await box().pressSequentially("evening ");
    await page.locator("#option-0").waitFor();
    await box().pressSequentially("harbour");
    await waitForCall(page, "page", { search: "evening harbour" });
  });

  test("with a mistake offers what was most likely meant", async () => {
    const problems = [{ at: 8, length: 4, message: "There is no filter “knd:”", instead: "kind:" }];
    await openSearch({ scenario: { notes: { meaning: "used", problems } } });
    await box().fill("evening knd:photo");
    await box().press("Enter");
    await page.getByRole("button", { name: "Use kind:" }).click();
    await waitForCall(page, "page", { search: "evening kind:photo" });
  });

  test("that finds nothing offers one that demands less", async () => {
    await openSearch();
    await box().fill("zebra kind:photo");
    await box().press("Enter");
    await page.getByRole("button", { name: "Without Filters" }).click();
    await waitForCall(page, "page", { search: "zebra" });
  });
});
