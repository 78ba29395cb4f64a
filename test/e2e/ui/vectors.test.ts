/** Search vectors are made in the background: told everywhere, stopped and gone on with by a person, failing once and aloud, and search works meanwhile. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Frame, Locator } from "playwright-core";
import sharp from "sharp";
import { usualModels } from "../../fakes/ollamaModels.ts";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import type { RequestRecord, StandIn } from "../../fakes/ollamaTypes.ts";
import { runCommand } from "../workbench/page.ts";
import { checkTitleMenu } from "../workbench/reach.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { untilAllTagged } from "./setUp.ts";
import { limitMs, until } from "./until.ts";

const screenshots = process.env["IMAGE_TAGGER_SCREENSHOTS"];
const total = 80;
const otherModel = "bge-m3:latest";

/** The texts of records in a request; a query is one text alone. */
function documentsOf({ path: asked, body }: RequestRecord): readonly string[] {
  const texts = [body["input"]].flat().map(String);
  return asked === "/api/embed" && texts.length > 1 ? texts : [];
}

async function drawMany(folder: string): Promise<void> {
  mkdirSync(path.join(folder, "Many"));
  for (let number = 0; number < total; number++) {
    const background = { r: (number * 53) % 256, g: (number * 97) % 256, b: (number * 31) % 256 };
    const picture = sharp({ create: { width: 32 + number, height: 32, channels: 3, background } });
    await picture.png().toFile(path.join(folder, "Many", `picture ${number}.png`));
  }
}

describe("search vectors in a workbench", { timeout: 4 * limitMs }, () => {
  let ollama: StandIn;
  let gallery: OpenedGallery;
  let view: Frame;
  let release: () => void;

  /** Lets the first 64 texts through; the others wait. */
  function holdAfterFirst(): void {
    let texts = 0;
    const passed = new Map<RequestRecord, boolean>();
    release = ollama.hold((request) => {
      const known = passed.get(request) ?? (texts += documentsOf(request).length) <= 64;
      passed.set(request, known);
      return !known && documentsOf(request).length > 0;
    });
  }

  before(async () => {
    const [, embedder] = usualModels;
    assert.ok(embedder);
    const models = [...usualModels, { ...embedder, name: otherModel, embeddingLength: 32 }];
    ollama = await startOllamaStandIn({ latencyMs: 5, models, parallel: 4 });
    holdAfterFirst();
    const settings = { "imageTagger.ollama.embedModel": "embeddinggemma:latest" };
    gallery = await openGallery({ ollamaHost: ollama.url, draw: drawMany, settings });
    await tagger.openLibrary(gallery.page);
    await tagger.tagOpenFolder(gallery.page, () => ollama.looks.length > 0);
    await untilAllTagged(gallery.folder);
    await tagger.closeMessages(gallery.page);
    view = await tagger.openSearch(gallery.page);
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  const queue = (): Locator =>
    gallery.page.locator(".sidebar .pane").filter({ has: gallery.page.locator('.pane-header[aria-label^="Queue"]') });
  const see = async (name: string): Promise<void> => {
    if (screenshots) await gallery.page.screenshot({ path: path.join(screenshots, `vectors-${name}.png`) });
  };
  /** Changes a setting as a person does who edits the file. */
  function set(name: string, value: string): void {
    for (const place of ["User", "Machine"]) {
      const file = path.join(gallery.profile.userData, place, "settings.json");
      const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify({ ...settings, [name]: value }));
    }
  }
  const line = () => view.locator(".vectors");
  /** Texts that were answered, those of the measurement afterwards among them. */
  const answered = (model: string): readonly string[] =>
    ollama.requests
      .filter((request) => request.model === model && request.endedAt !== undefined && request.status === 200)
      .flatMap(documentsOf);

  test("status bar, Queue view and search view tell the same progress, and what is there is searched", async () => {
    const bar = gallery.page.locator(".statusbar-item", { hasText: `Vectors 64/${total}` });
    await bar.first().waitFor();
    await line().getByText(`64 of ${total}`).waitFor();
    await tagger.foldPane(gallery.page, "Queue", "open");
    await gallery.page.locator(".sidebar .pane").getByText(`Making search vectors: 64 of ${total}`).first().waitFor();
    await checkTitleMenu(queue(), "imageTagger.queue", "isMakingVectors");
    await tagger.search(view, "picture 7", (labels) => labels.some((label) => label.includes("meaning")));
    await see("working");
  });

  if (screenshots)
    test("pictures in other themes and a narrow side bar", async () => {
      for (const theme of ["Default Dark Modern", "Default High Contrast"]) {
        set("workbench.colorTheme", theme);
        const kind = theme.includes("High") ? "vscode-high-contrast" : "vscode-dark";
        await view.locator(`body.${kind}`).waitFor();
        await see(theme.replaceAll(" ", "-"));
      }
      set("workbench.colorTheme", "Default Light Modern");
      const sash = gallery.page.locator(".monaco-sash.vertical").first();
      const edge = await gallery.page.locator(".sidebar").boundingBox();
      assert.ok(edge && (await sash.count()) > 0);
      await gallery.page.mouse.move(edge.x + edge.width, 400);
      await gallery.page.mouse.down();
      await gallery.page.mouse.move(edge.x + 250, 400, { steps: 5 });
      await gallery.page.mouse.up();
      await see("narrow");
    });

  test("a person stops it: the request is closed, what was made is kept, and the view says where it stands", async () => {
    await runCommand(gallery.page, "Image Tagger: Stop Making Search Vectors");
    await line().getByText(`stopped at 64 of ${total}`).waitFor();
    await until(
      () => ollama.requests.filter((request) => documentsOf(request).length > 0 && request.abortedAt !== undefined),
      (closed) => closed.length > 0,
    );
    await checkTitleMenu(queue(), "imageTagger.queue", "areVectorsStopped");
    await tagger.search(view, "picture 9", (labels) => labels.some((label) => label.includes("picture 9")));
    await see("stopped");
  });

  test("it goes on where it stood when a person says so, and makes none twice", async () => {
    const before = answered("embeddinggemma:latest");
    assert.equal(before.length, 64);
    release();
    await line().getByRole("button", { name: "Go On" }).press("Enter");
    await line().waitFor({ state: "detached" });
    // the measurement that comes after them looks at whole records once more
    const next = answered("embeddinggemma:latest").slice(before.length, total);
    assert.equal(next.length, total - before.length);
    assert.equal(new Set([...before, ...next]).size, total);
  });

  test("another model that fails is told once with its remedy; words find meanwhile", async () => {
    ollama.setFaults(({ path: asked, inputs }) =>
      asked === "/api/embed" && inputs.length > 1 ? { kind: "error", error: "outOfMemory" } : undefined,
    );
    set("imageTagger.ollama.embedModel", otherModel);
    const message = gallery.page.locator(".notification-list-item-message", {
      hasText: "Search vectors cannot be made",
    });
    await message.first().waitFor({ timeout: limitMs });
    await line().getByText("Words find as before").waitFor();
    await see("failed");
    assert.equal(await message.count(), 1);
    await tagger.closeMessages(gallery.page);
    await runCommand(gallery.page, "Image Tagger: Make Search Vectors");
    await line().getByText("Words find as before").waitFor();
    await tagger.search(view, "picture 9", (labels) => labels.some((label) => label.includes("picture 9")));
    const told = await tagger.keptMessages(gallery.page);
    assert.deepEqual(
      told.filter((text) => text.includes("Search vectors cannot be made")),
      [],
    );
  });

  test("when it works again everything is embedded anew", async () => {
    ollama.setFaults();
    await runCommand(gallery.page, "Image Tagger: Make Search Vectors");
    await until(
      () => answered(otherModel).length,
      (count) => count >= total,
    );
    await line().waitFor({ state: "detached" });
    await tagger.search(view, "picture 12", (labels) => labels.some((label) => label.includes("meaning")));
  });
});
