/** Choosing engine and model in a workbench: the menu, the test of a model, a download, and the question before images leave. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces, tmpdir, totalmem } from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { modelsToGet } from "../../../src/extension/core/tagging/modelMenu.ts";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { extensionLog, logged } from "../workbench/extensionLog.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "choosing");
const recommended = modelsToGet([], totalmem())[0]?.name ?? "";
type StandIn = Awaited<ReturnType<typeof startOllamaStandIn>>;

/** An address of this machine that is not the loopback's, as another computer would see it. */
function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

/** A port at which nothing listens now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a person does with the menu, messages and dialogs of one page. */
function hands(page: () => Page) {
  const widget = (): Locator => page().locator(".quick-input-widget");
  // the row of the automatic choice names the model that it chose
  const row = (name: string): Locator =>
    widget().locator(".monaco-list-row").filter({ hasText: name, hasNotText: "Automatic" }).first();
  const dialog = (): Locator => page().locator(".monaco-dialog-box");
  const message = (text: RegExp): Locator =>
    page().locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
  return {
    row,
    dialog,
    message,
    messageButton: (text: RegExp, name: string): Locator =>
      message(text).locator(".monaco-button").filter({ hasText: name }),
    dialogButton: (name: string): Locator => dialog().locator(".monaco-button").filter({ hasText: name }),
    async openMenu(untilRow: string): Promise<void> {
      for (const endAt = Date.now() + limitMs; Date.now() < endAt;) {
        await runCommand(page(), "Image Tagger: Choose Engine and Model");
        // whatever takes the focus a moment later (a terminal that opens) closes the menu: then it is opened once more
        for (let closedFor = 0; closedFor < 20; await page().waitForTimeout(100)) {
          if (await row(untilRow).isVisible()) return;
          closedFor = (await widget().isVisible()) ? 0 : closedFor + 1;
        }
      }
      throw new Error(`The menu does not show ${untilRow}.`);
    },
    rowText: async (name: string): Promise<string> => (await row(name).innerText()).replace(/\s+/g, " "),
    /** The menu scrolls: a row further down is found by its name. */
    async choose(name: string): Promise<void> {
      await widget().locator(".quick-input-filter input").fill(name);
      await row(name).click();
    },
    closeMenu: (): Promise<void> => page().keyboard.press("Escape"),
    async picture(name: string): Promise<void> {
      await page().screenshot({ path: path.join(pictures, `${name}.png`) });
    },
    statusSays: (model: string): Promise<string> =>
      until(
        () => tagger.statusBarText(page()),
        (text) => text.includes(model),
      ),
  };
}

describe("choosing engine and model", { timeout: 5 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: StandIn;
  let outer: StandIn | undefined;
  let proxied: StandIn | undefined;
  const me = hands(() => gallery.page);

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    ollama = await startOllamaStandIn({
      latencyMs: 200,
      pullable: { [recommended]: [400_000, 2_000_000, 1000] },
      pullLineMs: 40,
    });
    gallery = await openGallery({
      ollamaHost: ollama.url,
      folders: ["City", "Home", "Nature"],
      settings: {
        "imageTagger.records.place": "folder",
        "imageTagger.ollama.contextTokens": 6144,
        "imageTagger.ollama.keepAlive": "-1",
      },
    });
    await tagger.openLibrary(gallery.page);
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
    await outer?.close();
    await proxied?.close();
  });

  test("the menu says what is installed, what of it sees, what leaves the computer, and what cannot be loaded", async () => {
    await me.openMenu("gemma3:4b");
    await gallery.page.locator(".quick-input-widget").getByText("now gemma3:4b").waitFor();
    assert.match(await me.rowText("gemma3:4b"), /3\.3 GB, sees images.*not tested yet/);
    assert.match(await me.rowText("qwen3-vl:235b-cloud"), /runs on ollama\.com: images leave this computer/);
    assert.match(await me.rowText("llama3.2:3b"), /may not see images/);
    await me.picture("1-menu");
    assert.match(await me.rowText("llama3.2-vision:11b"), /can no longer load it/);
    await gallery.page.locator(".quick-input-widget .quick-input-filter input").fill(recommended);
    assert.match(await me.rowText(recommended), /about [\d.]+ GB to download/);
    await me.closeMenu();
  });

  test("a model is tested before it is used, as the settings say, and the menu keeps what came of it", async () => {
    await me.openMenu("gemma3:4b");
    await me.choose("gemma3:4b");
    await me.message(/gemma3:4b sees/).waitFor();
    await me.statusSays("gemma3:4b");
    const [probe, ...others] = ollama.looks;
    assert.equal(others.length, 0);
    assert.equal((probe?.body["options"] as Record<string, unknown> | undefined)?.["num_ctx"], 6144);
    assert.equal(probe?.body["keep_alive"], "-1s");
    await me.openMenu("gemma3:4b");
    const row = await until(
      () => me.rowText("gemma3:4b"),
      (text) => text.includes("loaded now"),
    );
    assert.match(row, /test passed/);
    await me.row("gemma3:4b").locator(".codicon-check").waitFor();
    await me.picture("2-tested");
    await me.closeMenu();
  });

  test("a model that fails its test is not taken unless a person says so", async () => {
    await tagger.closeMessages(gallery.page);
    await me.openMenu("llama3.2:3b");
    await me.choose("llama3.2:3b");
    await me.dialog().waitFor();
    assert.match(await me.dialog().innerText(), /llama3\.2:3b failed its test[\s\S]*takes no pictures/);
    await me.dialogButton("Use Anyway").waitFor();
    await me.picture("3-refused");
    await me.dialogButton("Cancel").click();
    await me.statusSays("gemma3:4b");
  });

  test("a download shows its progress, can be stopped and goes on, and its model is tested and used", async () => {
    // it stands still until the progress was seen
    let lines = 0;
    const letDownload = ollama.hold(({ path: asked }) => asked === "/api/pull" && ++lines > 12);
    await me.openMenu("gemma3:4b");
    await me.choose(recommended);
    const getting = me.message(new RegExp(`Getting ${recommended}.*[1-9]\\d? %`));
    await getting.waitFor();
    await me.picture("4-download");
    await getting.hover();
    await me.messageButton(/Getting/, "Cancel").click();
    await me.message(/was stopped/).waitFor();
    const [first] = ollama.requests.filter(({ path: asked }) => asked === "/api/pull");
    await until(
      () => first?.abortedAt,
      (at) => at !== undefined,
    );
    letDownload();
    await me.picture("5-stopped");
    await me.messageButton(/was stopped/, "Go On").click();
    await me.message(new RegExp(`${recommended} sees`)).waitFor({ timeout: limitMs });
    await me.statusSays(recommended);
    assert.equal(ollama.requests.filter(({ path: asked }) => asked === "/api/pull").length, 2);
  });

  test("a server behind a proxy is used once its key is entered, which stands in no setting and no log", async () => {
    await tagger.closeMessages(gallery.page);
    const authorization = "Bearer k3y-of-the-proxy";
    proxied = await startOllamaStandIn({ authorization });
    changeSettings(gallery, { "imageTagger.ollama.host": proxied.url, "imageTagger.ollama.model": "" });
    await me.statusSays("No Engine");
    await runCommand(gallery.page, "Image Tagger: Set Access Key of a Model Server");
    const input = gallery.page.locator('.quick-input-widget input[type="password"]');
    await input.fill("k3y-of-the-proxy");
    await me.picture("6-access-key");
    await input.press("Enter");
    await me.statusSays("gemma3:4b");
    assert.equal(proxied.requests.at(-1)?.authorization, authorization);
    await logged(gallery.profile, /Ollama looks at the images with gemma3:4b/);
    assert.doesNotMatch(`${gallery.server.log()}${extensionLog(gallery.profile)}`, /k3y-of-the-proxy/);
    for (const place of ["User", "Machine"])
      assert.doesNotMatch(readFileSync(settingsFile(gallery, place), "utf8"), /k3y-of-the-proxy/);
    changeSettings(gallery, { "imageTagger.ollama.host": "", "imageTagger.ollama.model": recommended });
    await me.statusSays(recommended);
  });

  test("before images go to a cloud model, a person is asked, and nothing is sent to it at a no", async () => {
    await tagger.closeMessages(gallery.page);
    await me.openMenu("qwen3-vl:235b-cloud");
    await me.choose("qwen3-vl:235b-cloud");
    await me.statusSays("qwen3-vl:235b-cloud");
    const tested = ollama.looks.length;
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    await me.dialog().waitFor();
    assert.match(await me.dialog().innerText(), /Send your images to ollama\.com\?[\s\S]*qwen3-vl:235b-cloud/);
    await me.picture("7-cloud");
    await me.dialogButton("Cancel").click();
    await me.dialog().waitFor({ state: "hidden" });
    assert.equal(ollama.looks.length, tested);
    assert.equal(taggedBelow(gallery.folder).size, 0);
  });

  test("before images go to another computer it is named without its password; that can be taken back", async (context) => {
    const address = outerAddress();
    if (address === undefined) return context.skip("this machine has no address but the loopback's");
    outer = await startOllamaStandIn({ address, latencyMs: 1000 });
    const host = outer.url.replace("//", "//me:secret@");
    changeSettings(gallery, { "imageTagger.ollama.host": host, "imageTagger.ollama.model": "gemma3:4b" });
    await me.statusSays("gemma3:4b");
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    await me.dialog().waitFor();
    const asked = await me.dialog().innerText();
    assert.ok(asked.includes(outer.url), asked);
    assert.doesNotMatch(asked, /secret/);
    await me.picture("8-other-computer");
    assert.equal(outer.looks.length, 0);
    await me.dialogButton("Send Images").click();
    await until(
      () => outer?.looks.length ?? 0,
      (looks) => looks > 1,
    );
    await runCommand(gallery.page, "Image Tagger: Forget Where Images May Be Sent");
    await me.message(/asked again/).waitFor();
    const sent = outer.looks.length;
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    await me.dialog().waitFor();
    assert.ok((outer?.looks.length ?? 0) <= sent + 1);
    await me.dialogButton("Cancel").click();
  });
});

function settingsFile({ profile }: OpenedGallery, place: string): string {
  return path.join(profile.userData, place, "settings.json");
}

/** Changes settings as an edit of the files on the disk does. */
function changeSettings(gallery: OpenedGallery, values: Readonly<Record<string, string>>): void {
  for (const place of ["User", "Machine"]) {
    const file = settingsFile(gallery, place);
    const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...settings, ...values }, null, 2));
  }
}

describe("Ollama that does not run", { timeout: 3 * limitMs, skip: process.platform === "win32" }, () => {
  let gallery: OpenedGallery;
  let programs: string;
  const me = hands(() => gallery.page);
  const pidFile = (): string => path.join(programs, "pid");
  const writeProgram = (name: string, lines: readonly string[]): void => {
    const file = path.join(programs, name);
    writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(file, 0o755);
  };

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    programs = mkdtempSync(path.join(tmpdir(), "programs-"));
    const standIn = path.join(projectFolder, "test/fakes/ollamaServer.ts");
    // the stand-in under Ollama's name; it takes the address from where Ollama takes it
    writeProgram("ollama", [
      `echo $$ > "${pidFile()}"`,
      `[ "$1" = serve ] || exit 2`,
      `exec "${process.execPath}" "${standIn}" --latency 60 --port "\${OLLAMA_HOST##*:}"`,
    ]);
    // the workbench asks a login shell for its environment, whose profile would set PATH anew
    writeProgram("sh", ["for last; do :; done", 'exec /bin/sh -c "$last"']);
    gallery = await openGallery({
      ollamaHost: `http://127.0.0.1:${await freePort()}`,
      folders: ["City", "Home"],
      env: {
        PATH: `${programs}${path.delimiter}${process.env["PATH"] ?? ""}`,
        SHELL: path.join(programs, "sh"),
      },
      settings: {
        "imageTagger.engine": "ollama",
        "imageTagger.ollama.model": "gemma3:4b",
        "imageTagger.records.place": "folder",
      },
    });
    await tagger.openLibrary(gallery.page);
  });
  after(async () => {
    await gallery?.close();
    rmSync(programs, { recursive: true, force: true });
  });

  test("is started when a person asks for it, in a terminal that is seen, and what waited goes on", async () => {
    await runCommand(gallery.page, "Image Tagger: Tag All Untagged Images");
    await me.message(/does not answer/).waitFor();
    assert.equal(existsSync(pidFile()), false);
    await me.picture("9-not-running");
    await me.messageButton(/does not answer/, "Start Ollama").click();
    await gallery.page.locator(".terminal-wrapper").first().waitFor();
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count > 0,
    );
    await me.picture("10-started");
  });

  test("how fast the model is here stands in the menu", async () => {
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === imagesBelow(gallery.folder).length,
    );
    await me.openMenu("gemma3:4b");
    await until(
      () => me.rowText("gemma3:4b"),
      (text) => /\d\.\d s per image here · not tested yet/.test(text),
    );
    await me.picture("11-speed");
    await me.closeMenu();
  });

  test("ends with the window", async () => {
    const pid = Number(readFileSync(pidFile(), "utf8"));
    await gallery.close();
    await until(
      () => existsSync(`/proc/${pid}`),
      (isThere) => !isThere,
      20_000,
    );
  });
});
