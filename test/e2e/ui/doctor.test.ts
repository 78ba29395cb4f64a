/** Image Tagger: Doctor in the workbench: faults on top, remedies that act, the whole report, and one for others. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "doctor");

describe("the doctor", { timeout: 4 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    ollama = await startOllamaStandIn({ latencyMs: 20 });
    gallery = await openGallery({ ollamaHost: ollama.url, settings: { "imageTagger.imageSize": 9000 } });
    writeFileSync(
      path.join(gallery.folder, "City", "image_metadata.json"),
      "{\n<<<<<<< ours\n=======\n>>>>>>> theirs\n}",
    );
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  const list = (): Locator => gallery.page.locator(".quick-input-widget").filter({ hasText: "Image Tagger: Doctor (" });
  const rows = (): Locator => list().locator(".monaco-list-row");
  const consult = async (): Promise<void> => {
    await tagger.closeMessages(gallery.page);
    await runCommand(gallery.page, "Image Tagger: Doctor");
    await rows().first().waitFor({ timeout: limitMs });
  };
  const see = (name: string) => gallery.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  const choose = async (title: string): Promise<void> => {
    await list().locator("input").fill(title);
    await rows().filter({ hasText: title }).first().click();
    await list().waitFor({ state: "hidden" });
  };

  test("lists the fault first, with its place and its remedy, and notes below it", async () => {
    await consult();
    await see("1-findings");
    const labels = await rows().evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
    assert.match(labels[0] ?? "", /City\/image_metadata\.json cannot be read: It holds the conflict markers/);
    assert.match(labels[0] ?? "", /Choose one side of the conflict/);
    assert.ok(
      labels.slice(1, 6).some((label) => /imageSize is 9000, which is not between/.test(label)),
      labels.join("\n"),
    );
    assert.match(await list().innerText(), /1 fault, \d+ notes?, \d+ in order/);
    assert.equal(ollama.looks.length, 1, "the model was shown the test picture, once");
  });

  test("does by Enter what the remedy says: the file opens at the conflict", async () => {
    const { page } = gallery;
    await page.keyboard.press("Enter");
    await page.locator(".tab.active").filter({ hasText: "image_metadata.json" }).waitFor();
    await page.locator(".monaco-editor .view-line").filter({ hasText: "<<<<<<<" }).first().waitFor();
    await see("2-conflict");
  });

  test("shows the whole report as a text that cannot be changed", async () => {
    const { page } = gallery;
    await consult();
    await choose("Show Whole Report");
    await page.locator(".tab.active").filter({ hasText: "Image Tagger Doctor.txt" }).waitFor();
    const text = page.locator(".editor-group-container.active .monaco-editor .view-lines");
    await until(
      async () => (await text.first().innerText()).replaceAll("\u00a0", " "),
      (shown) => /What asks for something/.test(shown) && /FAULT .*image_metadata\.json/.test(shown),
    );
    await see("3-report");
  });

  test("copies a report for others that names no file, folder or host", async () => {
    const { page } = gallery;
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Copy Support Report");
    const report = await until(
      () => page.evaluate<string>("navigator.clipboard.readText()"),
      (text) => text.startsWith("## Image Tagger: support report"),
    );
    assert.match(report, /- fault: records\/records \(conflict yes/);
    assert.match(report, /- imageTagger\.imageSize: 9000/);
    for (const word of ["gallery", "City", "image_metadata", "127.0.0.1", "gemma", path.basename(gallery.folder)])
      assert.equal(report.includes(word), false, word);
  });

  test("leaves the test of a slow model out when it is cancelled, and shows all else", async () => {
    const { page } = gallery;
    ollama.setFaults(({ path: asked }) => (asked === "/api/chat" ? { kind: "hang" } : undefined));
    await tagger.closeMessages(page);
    await runCommand(page, "Image Tagger: Doctor");
    const toast = page.locator(".notifications-toasts .notification-list-item").filter({ hasText: "test picture" });
    await toast.waitFor({ timeout: limitMs });
    await see("4-model");
    await toast.locator(".monaco-button").filter({ hasText: "Cancel" }).click();
    await rows().first().waitFor({ timeout: limitMs });
    await list().locator("input").fill("it was stopped");
    await rows().filter({ hasText: "Not checked: it was stopped." }).first().waitFor();
    await page.keyboard.press("Escape");
    ollama.setFaults();
  });

  test("works where no folder is open", async () => {
    const { page } = gallery;
    await page.goto(gallery.server.address(""));
    await page.locator(".monaco-workbench").waitFor();
    await consult();
    await list().locator("input").fill("no folder");
    await rows().filter({ hasText: "The library has no folder." }).first().waitFor();
    await see("5-no-folder");
    await page.keyboard.press("Escape");
  });
});
