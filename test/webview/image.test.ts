/** The dialog of one image in real Chromium: opening, going on, and looking closer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { callsOf, fakeOf, waitForCall, waitUntil } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { open, openImage, dialog, field, button } = setUpViews();
let page: Page;

describe("the dialog", () => {
  test("opens with Enter, tells name and position, and gives the keyboard back to the card", async () => {
    page = await openImage(2, { scenario: { total: 24 } });
    await dialog().getByRole("heading", { name: "blue-bicycle-00002.jpg" }).waitFor();
    await dialog().getByText("3 of 24").waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    await page.locator("#option-2:focus").waitFor();
  });

  test("keeps the Tab key inside", async () => {
    page = await openImage(0);
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press("Tab");
      const isOutside = await page.evaluate<boolean>(
        `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) { at = at.shadowRoot.activeElement; if (at.localName === "image-dialog") return false; } return at !== document.body; })()`,
      );
      assert.equal(isOutside, false);
    }
  });

  test("goes on by buttons and by arrow keys, but not from within a field", async () => {
    page = await openImage(1, { scenario: { total: 3 } });
    await button("Next Image").click();
    await dialog().getByText("3 of 3").waitFor();
    assert.equal(await button("Next Image").isDisabled(), true);
    await dialog()
      .getByRole("group", { name: /^Preview of/ })
      .focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await dialog().getByText("1 of 3").waitFor();
    await field("Alt text").focus();
    await page.keyboard.press("ArrowRight");
    await dialog().getByText("1 of 3").waitFor();
  });

  test("goes on to images that were never in view", async () => {
    page = await openImage(0, { scenario: { total: 1000, folderSize: 5000 } });
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await dialog().getByText("1,000 of 1,000").waitFor();
    await button("Previous Image").click();
    await dialog().getByText("999 of 1,000").waitFor();
  });

  test("shows sources and facts", async () => {
    page = await openImage(0);
    await dialog().getByText("by qwen3.5:4b").first().waitFor();
    for (const fact of [
      "1,600 × 1,000 pixels",
      "123 kB",
      "Fujifilm X-T30",
      "53.5413° N, 9.9841° W",
      "JPEG",
      "Aug 9, 2025, 6:30 PM",
    ]) {
      await dialog().getByText(fact, { exact: true }).waitFor();
    }
    assert.match(
      String(await dialog().locator(".chip").first().getAttribute("title")),
      /red \(by qwen3\.5:4b, May 4, 2026/,
    );
  });

  test("says which part of the text was added by OCR, until somebody changes the text", async () => {
    page = await openImage(0);
    await dialog().getByText("1 line was added by text recognition").waitFor();
    assert.equal(await field("Text in image").evaluate((area) => area.getAttribute("aria-describedby")), "origins");
    await field("Text in image").fill("My own words");
    await dialog().getByText("1 line was added by text recognition").waitFor({ state: "detached" });
  });

  test("shows why an image failed and that it has no preview", async () => {
    page = await openImage(3);
    await dialog().getByText("Failed: yellow-tram-00003.jpg does not decode as JPEG. Replace the file.").waitFor();
    await dialog().getByText("There is no preview of this image.").waitFor();
  });

  test("says so where the record cannot be had, and tries again", async () => {
    page = await open({
      scenario: { failing: { record: { reason: "notFound", message: "The record is gone." } } },
    });
    await page.locator("#option-0").dblclick();
    await dialog().getByText("The record is gone.").waitFor();
    await fakeOf(page, (fake) => delete fake.failing["record"]);
    await button("Try Again").click();
    await field("Description").waitFor();
  });

  test("offers the actions", async () => {
    page = await openImage(0);
    for (const [name, action] of [
      ["Tag Again", "tagAgain"],
      ["Insert", "insert"],
      ["Copy Path", "copyPath"],
      ["Copy Markdown", "copyMarkdown"],
      ["Reveal", "reveal"],
      ["Open File", "open"],
    ] as const) {
      await button(name).click();
      await waitForCall(page, "act", { action, ids: ["id0"] });
    }
  });

  test("opens what the host asks to show", async () => {
    page = await open({ scenario: { show: { id: "id7" } } });
    await dialog().getByRole("heading", { name: "green-fox-00007.jpg" }).waitFor();
    await dialog().getByText("8 of 120").waitFor();
    await fakeOf(page, (fake) => fake.send("show", { search: "evening" }));
    await dialog().waitFor({ state: "detached" });
    await page.getByText("75 results").waitFor();
  });
});

describe("looking closer", () => {
  test("by keys, buttons and wheel; the arrow keys then move the picture", async () => {
    page = await openImage(0);
    const frame = dialog().getByRole("group", { name: /^Preview of/ });
    await dialog().getByText("52%").waitFor();
    await frame.focus();
    await page.keyboard.press("1");
    await dialog().locator(".level", { hasText: "100%" }).waitFor();
    const transform = (): Promise<string> =>
      dialog()
        .locator("image-preview img")
        .evaluate((image) => (image as unknown as { style: { transform: string } }).style.transform);
    const before = await transform();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await transform(), before);
    await dialog().getByText("1 of 120").waitFor();
    await page.keyboard.press("0");
    await dialog().getByText("52%").waitFor();
    await button("Zoom In").click();
    await dialog().getByText("65%").waitFor();
    await frame.hover();
    await page.mouse.wheel(0, 100);
    await dialog().getByText("52%").waitFor();
  });

  test("by dragging", async () => {
    page = await openImage(0);
    await dialog().getByText("52%").waitFor();
    await button("100%").click();
    await dialog().locator(".level", { hasText: "100%" }).waitFor();
    const image = dialog().locator("image-preview img");
    const before = await image.boundingBox();
    await page.mouse.move(400, 300);
    await page.mouse.down();
    await page.mouse.move(460, 340, { steps: 4 });
    await page.mouse.up();
    const moved = await image.boundingBox();
    assert.equal(Math.round((moved?.x ?? 0) - (before?.x ?? 0)), 60);
    assert.equal(Math.round((moved?.y ?? 0) - (before?.y ?? 0)), 40);
  });
});

describe("the strip of neighbours", () => {
  const strip = () => page.getByRole("navigation", { name: "Neighbours" });
  const current = () => strip().locator("[aria-current=true]");

  test("shows the images around the open one in the order of the view, and leads to each", async () => {
    page = await openImage(30);
    await current()
      .and(page.getByRole("button", { name: /, 31 of 120$/ }))
      .waitFor();
    await strip()
      .getByRole("button", { name: /, 33 of 120$/ })
      .click();
    await current()
      .and(page.getByRole("button", { name: /, 33 of 120$/ }))
      .waitFor();
    await page.getByText("33 of 120", { exact: true }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await current()
      .and(page.getByRole("button", { name: /, 32 of 120$/ }))
      .waitFor();
  });

  test("is one stop for the Tab key, and asks before unsaved edits are left", async () => {
    page = await openImage(30);
    await current().waitFor();
    assert.equal(await strip().locator("button[tabindex='0']").count(), 1);
    await field("Description").fill("Mine");
    await strip()
      .getByRole("button", { name: /, 33 of 120$/ })
      .click();
    await page.getByRole("alertdialog").waitFor();
    await page.getByRole("button", { name: "Keep Editing" }).click();
    await page.getByText("31 of 120", { exact: true }).waitFor();
  });

  test("asks for the thumbnails that fit, and gives way where there is no room", async () => {
    page = await open({ scenario: { total: 20_000, show: { id: "id9000" } } });
    await current().waitFor();
    await waitUntil(page, `fake.calls("thumbnails").some(({ request }) => request.ids.includes("id9003"))`);
    const asked = (await callsOf(page, "thumbnails")).flatMap(({ request }) => (request as { ids: string[] }).ids);
    assert.ok(asked.filter((id) => Number(id.slice(2)) > 8000).length < 60, `${asked.length} were asked for`);
    await page.setViewportSize({ width: 400, height: 800 });
    await strip().waitFor({ state: "detached" });
  });
});
