/** An OpenAI-compatible server in a workbench: its address and key are given, a model is chosen, images are tagged and found by meaning. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { startServedStandIn } from "../../fakes/openaiServer.ts";
import type { ServedStandIn } from "../../fakes/openaiTypes.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { extensionLog, logged } from "../workbench/extensionLog.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "openai");
const key = "sk-k3y-of-the-server";
const model = "qwen/qwen2.5-vl-7b";

describe("an OpenAI-compatible server", { timeout: 4 * limitMs }, () => {
  let gallery: OpenedGallery;
  let standIn: ServedStandIn;
  const widget = (): Locator => gallery.page.locator(".quick-input-widget");
  const row = (name: string): Locator => widget().locator(".monaco-list-row").filter({ hasText: name }).first();
  const input = (): Locator => widget().locator(".quick-input-filter input");
  const picture = async (name: string): Promise<void> => {
    await gallery.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  };
  const openServers = async (): Promise<void> => {
    await runCommand(gallery.page, "Image Tagger: Choose Engine and Model");
    await row("Automatic").waitFor();
    await input().fill("OpenAI-compatible");
    await row("OpenAI-compatible server").click();
  };

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    standIn = await startServedStandIn({ key, latencyMs: 150 });
    gallery = await openGallery({
      folders: ["City", "Home", "Nature"],
      settings: {
        "imageTagger.records.place": "folder",
        "imageTagger.openai.embedModel": "text-embedding-nomic-embed-text-v1.5",
      },
    });
    await tagger.openLibrary(gallery.page);
  });
  after(async () => {
    await gallery?.close();
    await standIn?.close();
  });

  test("is asked for by its address, and says that it wants a key", async () => {
    await openServers();
    await until(
      () => input().getAttribute("placeholder"),
      (text) => text === "http://127.0.0.1:1234/v1",
    );
    await input().fill(standIn.origin);
    await picture("1-address");
    await gallery.page.keyboard.press("Enter");
    await row("Another address").filter({ hasText: "asks for a key" }).waitFor();
    await picture("2-wants-key");
    await gallery.page.keyboard.press("Escape");
  });

  test("lists its models once it has its key, and the chosen one is tested and used", async () => {
    await runCommand(gallery.page, "Image Tagger: Set Access Key of a Model Server");
    await row(standIn.origin).click();
    const secret = widget().locator('input[type="password"]');
    await secret.fill(key);
    await secret.press("Enter");
    await openServers();
    await row(model).filter({ hasText: "sees images, loaded now" }).waitFor();
    assert.equal(await row("qwen/qwen3-4b").count(), 0);
    await picture("3-models");
    await row(model).click();
    await until(
      () => tagger.statusBarText(gallery.page),
      (text) => text.includes(model),
    );
    assert.equal(standIn.looks.length, 1);
    await picture("4-chosen");
  });

  test("tags every image with one upload and gives vectors in batches; its key stands nowhere", async () => {
    await tagger.closeMessages(gallery.page);
    standIn.forget();
    const total = imagesBelow(gallery.folder).length;
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === total,
    );
    assert.ok([...standIn.imageCounts().values()].every((count) => count === 1));
    assert.ok(standIn.looks.every(({ authorization }) => authorization === `Bearer ${key}`));
    const embeddings = () => standIn.requests.filter(({ path: asked }) => asked === "/embeddings");
    await until(
      () => embeddings().reduce((sum, { body }) => sum + (body["input"] as unknown[]).length, 0),
      (count) => count >= total,
    );
    await picture("5-tagged");
    await logged(gallery.profile, /looks at the images with qwen\/qwen2\.5-vl-7b/);
    assert.doesNotMatch(`${gallery.server.log()}${extensionLog(gallery.profile)}`, /sk-k3y/);
    assert.deepEqual(gallery.requestsOutside, []);
  });
});
