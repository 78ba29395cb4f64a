/** Two servers share the work in a workbench: consent for the other computer, the count in the status, and a killed server. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { logged } from "../workbench/extensionLog.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "severalHosts");
type StandIn = Awaited<ReturnType<typeof startOllamaStandIn>>;

/** An address of this machine that is not the loopback's, as another computer would see it. */
const outerAddress = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

describe("several servers", { timeout: 3 * limitMs }, () => {
  let gallery: OpenedGallery;
  let near: StandIn;
  let far: StandIn;
  const dialog = () => gallery.page.locator(".monaco-dialog-box");
  /** What a screen reader hears of the status item: its tooltip. */
  const tooltip = async (): Promise<string> =>
    (await gallery.page
      .locator('.statusbar-item[id^="image-tagger.image-tagger"] a')
      .first()
      .getAttribute("aria-label")) ?? "";

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    near = await startOllamaStandIn({ latencyMs: 700 });
    far = await startOllamaStandIn({ latencyMs: 700, ...(outerAddress !== undefined && { address: outerAddress }) });
    gallery = await openGallery({
      ollamaHost: near.url,
      folders: ["City", "Home", "Nature"],
      settings: {
        "imageTagger.engine": "ollama",
        "imageTagger.ollama.model": "gemma3:4b",
        "imageTagger.ollama.moreHosts": [far.url, near.url, "no address at all"],
        "imageTagger.records.place": "folder",
      },
    });
    await tagger.openLibrary(gallery.page);
  });
  after(async () => {
    await gallery?.close();
    await near?.close();
    await far?.close();
  });

  test("a person is asked once before images go to the one that is another computer", async (context) => {
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    if (outerAddress === undefined) return context.skip("this machine has no address but the loopback's");
    await dialog().waitFor();
    const asked = await dialog().innerText();
    assert.ok(asked.includes(far.url), asked);
    await gallery.page.screenshot({ path: path.join(pictures, "1-consent.png") });
    assert.equal(near.looks.length + far.looks.length, 0);
    await dialog().locator(".monaco-button").filter({ hasText: "Send Images" }).click();
  });

  test("both have work, and the status says how many share it", async () => {
    await until(
      () => Math.min(near.looks.length, far.looks.length),
      (least) => least > 0,
    );
    const words = await until(tooltip, (text) => text.includes("servers share the work"));
    assert.match(words, /2 of 2 servers share the work/);
    await logged(gallery.profile, /"no address at all" is no address of an Ollama server/);
  });

  test("one that is killed costs no image, and the status says that it is missing", async () => {
    await until(
      () => far.looks.length,
      (looks) => looks >= 2,
    );
    await far.close();
    await until(tooltip, (text) => /1 of 2 servers share the work/.test(text));
    await gallery.page.screenshot({ path: path.join(pictures, "2-one-left.png") });
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === imagesBelow(gallery.folder).length,
    );
    await logged(gallery.profile, /is set aside, and asked again later/);
    await logged(gallery.profile, /Tagging ended \(drained\): \d+ done, 0 failed/);
  });
});
