/** Errors that stop the tagging: each says what is wrong, and its buttons mend it. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import type { Locator } from "playwright-core";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { usualModels } from "../../fakes/ollamaModels.ts";
import type { FakeModel } from "../../fakes/ollamaTypes.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const seeing: FakeModel = {
  name: "qwen3.5:2b",
  family: "qwen35",
  sizeBytes: 2.7e9,
  capabilities: ["completion", "vision"],
};

const lacking = usualModels.filter(({ name }) => !name.startsWith("gemma3"));

/** A port at which nothing listens now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Makes a folder read-only, for root too; answers with what takes it back, or undefined where it cannot be done. */
function makeReadOnly(folder: string): (() => void) | undefined {
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    return () => chmodSync(folder, 0o755);
  }
  try {
    execFileSync("chattr", ["+i", folder], { stdio: "ignore" });
    return () => execFileSync("chattr", ["-i", folder], { stdio: "ignore" });
  } catch {
    // a file system without this mark, which is all that stops root
    return undefined;
  }
}

describe("errors with their remedies", { timeout: 4 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>> | undefined;
  let port = 0;
  let makeWritable: (() => void) | undefined;

  before(async () => {
    port = await freePort();
    gallery = await openGallery({
      ollamaHost: `http://127.0.0.1:${port}`,
      folders: ["City", "Home"],
      settings: {
        "imageTagger.engine": "ollama",
        "imageTagger.ollama.model": "qwen3.5:2b",
        "imageTagger.records.place": "folder",
      },
    });
    await tagger.openLibrary(gallery.page);
  });
  after(async () => {
    makeWritable?.();
    await gallery?.close();
    await ollama?.close();
  });

  const message = (text: RegExp): Locator =>
    gallery.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  const button = (text: RegExp, name: string): Locator =>
    message(text).locator(".monaco-button").filter({ hasText: name });
  const askToTag = (): Promise<void> => runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");

  const away = /Ollama does not answer/;
  const missing = /qwen3\.5:2b/;

  test("where Ollama does not run, it says so and offers to try again or to use the built-in analysis", async () => {
    await askToTag();
    await message(away).waitFor();
    assert.match(await message(away).innerText(), new RegExp(`127\\.0\\.0\\.1:${port}`));
    for (const name of ["Try Again", "Use Built-in Analysis", "Choose Engine…"]) await button(away, name).waitFor();
  });

  test("Try Again finds the server that was started, which lacks the model, and offers to get it", async () => {
    ollama = await startOllamaStandIn({
      port,
      latencyMs: 60,
      models: lacking,
      pullable: { "qwen3.5:2b": [400_000, 2_000_000, 1000] },
      pullLineMs: 20,
    });
    await button(away, "Try Again").click();
    await message(missing).waitFor();
    await button(missing, "Get a Model…").waitFor();
    assert.equal(taggedBelow(gallery.folder).size, 0);
  });

  test("a model that cannot see is named, and another one or the built-in analysis offered", async () => {
    await tagger.closeMessages(gallery.page);
    ollama?.setModels([{ ...seeing, capabilities: ["completion"] }]);
    await askToTag();
    await message(missing).waitFor();
    assert.match(await message(missing).innerText(), /see|vision|look/i);
    for (const name of ["Choose Engine…", "Use Built-in Analysis"]) await button(missing, name).waitFor();
    assert.equal(taggedBelow(gallery.folder).size, 0);
    ollama?.setModels(lacking);
    await tagger.closeMessages(gallery.page);
  });

  test("Get a Model downloads it while its progress is shown, and the tagging goes on by itself", async () => {
    // before any image is tagged: the next test looks at this folder
    makeWritable = makeReadOnly(path.join(gallery.folder, "City"));
    const letDownload = ollama?.hold(({ path: asked }) => asked === "/api/pull");
    await askToTag();
    await button(missing, "Get a Model…").click();
    await message(/Getting qwen3\.5:2b/).waitFor();
    letDownload?.();
    await until(
      () => ollama?.requests.filter(({ path: asked }) => asked === "/api/pull").map(({ status }) => status) ?? [],
      (pulls) => pulls.length === 1 && pulls[0] === 200,
    );
    await message(/Getting qwen3\.5:2b/).waitFor({ state: "hidden" });
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count > 0,
    );
  });

  test("a folder that is read-only is said once, and its records are kept all the same", async (context) => {
    const folder = path.join(gallery.folder, "City");
    if (!makeWritable) return context.skip("no folder can be made read-only for this user");
    const total = imagesBelow(gallery.folder).length;
    await until(
      () => tagger.statusBarText(gallery.page),
      (text) => !/\d+\/\d+/.test(text),
    );
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === total - imagesBelow(folder).length,
    );
    assert.equal(existsSync(path.join(folder, "image_metadata.json")), false);
    const library = await tagger.openLibrary(gallery.page);
    const inCity = tagger.cards(library).filter({ hasText: "bicycle #2.png" });
    await until(
      () => inCity.first().getAttribute("aria-label"),
      (label) => /Tagged/.test(label ?? ""),
    );
    const said = await until(
      async () => (await tagger.keptMessages(gallery.page)).filter((text) => text.includes("City")),
      (texts) => texts.length > 0,
    );
    assert.equal(said.length, 1, said.join(" | "));
    assert.match(said[0] ?? "", /read-only|cannot be written/);
  });
});
