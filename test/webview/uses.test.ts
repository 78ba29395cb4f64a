/** Where an image is used, and records whose images are missing, in real Chromium. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axe, themes, waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { open, openImage, dialog, button, field } = setUpViews();
let page: Page;

const uses = {
  total: 7,
  uses: [
    { id: "u1", document: "README.md", line: 12 },
    { id: "u2", document: `docs/${"a long name ".repeat(12)}.md`, line: 1_204 },
    { id: "u3", document: "<img src=x onerror=alert(1)>.md", line: 3 },
  ],
};

describe("where an image is used", () => {
  test("is listed in the image view, each document leading to its place by an id", async () => {
    page = await openImage(2, { scenario: { uses } });
    await dialog().getByRole("heading", { name: "Used In" }).waitFor();
    await dialog().getByText("And 4 more places").waitFor();
    await button("README.md, line 12").click();
    await waitForCall(page, "openUse", { id: "id2", use: "u1" });
    await button("<img src=x onerror=alert(1)>.md, line 3").waitFor();
    assert.deepEqual(await axe(page), []);
  });

  test("is said to be nowhere, and never holds up the record", async () => {
    page = await openImage(2, { scenario: { delays: { uses: 400 } } });
    assert.equal(await dialog().getByText("No document of the library uses this image.").count(), 0);
    await dialog().getByText("No document of the library uses this image.").waitFor();
  });

  test("is left out where it cannot be told, and all else stays", async () => {
    const failing = { uses: { reason: "unreadable", message: "No." } } as const;
    page = await openImage(2, { scenario: { failing } });
    await waitForCall(page, "uses", { id: "id2" });
    await dialog().getByRole("heading", { name: "Facts" }).waitFor();
    assert.equal(await dialog().getByRole("heading", { name: "Used In" }).count(), 0);
  });

  test("fits a narrow view in every theme", async () => {
    for (const theme of themes) {
      page = await openImage(2, { theme, width: 320, scenario: { uses } });
      await button("README.md, line 12").scrollIntoViewIfNeeded();
      const isWide = await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");
      assert.equal(isWide, false, theme);
      assert.deepEqual(await axe(page), [], theme);
    }
  });
});

describe("records of missing images", () => {
  const notes = { meaning: "used", problems: [], missing: 1 } as const;

  test("are shown with a sign and a sentence, and can be removed from the note", async () => {
    for (const view of ["search", "library"] as const) {
      page = await open({ view, scenario: { notes, missing: [6] } });
      await page.getByRole("combobox", { name: "Search images" }).fill("mountain");
      await page.getByRole("option", { name: /mountain-00006.*The file of this image is missing/ }).waitFor();
      assert.deepEqual(await axe(page), []);
      await page.getByRole("button", { name: "Remove Records of Missing Images" }).click();
      await waitForCall(page, "run", { command: "removeMissingRecords" });
    }
  });

  test("are opened to be read, not edited", async () => {
    page = await openImage(0, { scenario: { missing: [0] } });
    await dialog()
      .getByText(/Bring the file back/)
      .waitFor();
    assert.equal(await field("Description").getAttribute("readonly"), "");
    assert.equal(await dialog().getByRole("heading", { name: "Used In" }).count(), 0);
    assert.deepEqual(await axe(page), []);
  });

  test("are offered by completion, as are documents", async () => {
    page = await open({ view: "search" });
    const box = page.getByRole("combobox", { name: "Search images" });
    await box.fill("is:or");
    await page
      .locator("search-box")
      .getByRole("option", { name: /missing/i })
      .first()
      .waitFor();
    await box.fill("used:gui");
    await page.locator("search-box").getByRole("option", { name: "docs/user guide.adoc" }).click();
    await waitForCall(page, "page", { search: 'used:"docs/user guide.adoc"' });
  });
});
