/** The Queue view in a workbench: what runs, waits, has failed and is done, and what a person can do about it. */
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { startOllamaStandIn } from "../../fakes/ollamaServer.ts";
import type { FaultPlan, StandInOptions } from "../../fakes/ollamaTypes.ts";
import { imagesBelow, taggedBelow } from "../demo/records.ts";
import { runCommand } from "../workbench/page.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";
import * as tagger from "../workbench/tagger.ts";
import { openGallery, type OpenedGallery } from "./opened.ts";
import { limitMs, until } from "./until.ts";

const pictures = path.join(projectFolder, "out", "e2e", "queue");
const model = "gemma3:4b";
const standIn: StandInOptions = { latencyMs: 900, loadMs: 6_000 };

/** One picture is never answered as it should be, whichever comes third. */
function oneIsRefused(): FaultPlan {
  let refused: string | undefined;
  return ({ path: asked, index, imageHash }) => {
    if (asked !== "/api/chat" || imageHash === "") return undefined;
    if (index === 2) refused ??= imageHash;
    return imageHash === refused ? { kind: "content", content: "I would rather not say." } : undefined;
  };
}

describe("the Queue view", { timeout: 5 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;
  let page: Page;
  let total = 0;
  let pane: Locator;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    ollama = await startOllamaStandIn({ ...standIn, faults: oneIsRefused() });
    gallery = await openGallery({
      ollamaHost: ollama.url,
      settings: {
        "imageTagger.engine": "ollama",
        "imageTagger.ollama.model": model,
        "imageTagger.records.place": "folder",
      },
    });
    page = gallery.page;
    total = imagesBelow(gallery.folder).length;
    pane = page.locator(".sidebar .pane").filter({ has: page.locator('.pane-header[aria-label^="Queue"]') });
    await tagger.showSideBar(page);
    for (const other of ["Search", "Folders"]) await foldPane(other);
    await pane.locator(".pane-header").click();
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  /** The rows want the room that other views take. */
  async function foldPane(name: string): Promise<void> {
    const header = page.locator(`.sidebar .pane-header[aria-label^="${name}"]`);
    if ((await header.getAttribute("aria-expanded")) === "true") await header.click();
  }
  const row = (label: RegExp): Locator => pane.getByRole("treeitem", { name: label });
  const link = (text: string): Locator => pane.locator("a").filter({ hasText: text });
  const labels = (): Promise<readonly string[]> =>
    pane.locator(".monaco-list-row").evaluateAll((rows) => rows.map((each) => each.getAttribute("aria-label") ?? ""));
  /** The number in a group's own label; 0 where the group is not there. */
  const countOf = async (group: string): Promise<number> => {
    const found = (await labels()).find((label) => label.startsWith(`${group}, `));
    return Number(/, (\d+) image/.exec(found ?? "")?.[1] ?? 0);
  };
  /** Those below the group's own row, which is the first one when nothing runs or waits. */
  const failedLabels = async (): Promise<readonly string[]> => (await labels()).slice(1, 1 + (await countOf("Failed")));
  const picture = async (name: string): Promise<void> => {
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  };
  const press = async (on: Locator, action: string): Promise<void> => {
    await on.hover();
    await on.locator(`.actions .action-label[aria-label^="${action}"]`).click();
    await tagger.restMouse(page);
  };

  test("says that nothing waits and leads to what can be tagged", async () => {
    await pane.getByText("Nothing waits.").waitFor();
    await link("tag all untagged images").waitFor();
    await picture("1-empty");
  });

  test("shows that the model is loaded, and how many wait", async () => {
    await link("tag all untagged images").click();
    await row(/Loading the model/)
      .first()
      .waitFor();
    const status = await tagger.statusBarText(page);
    assert.match(status, new RegExp(`Loading ${model}`));
    await until(
      async () => (await countOf("Running")) + (await countOf("Waiting")),
      (count) => count === total,
    );
    await picture("2-loading");
  });

  test("shows step and percent of the image at work; the status bar names the model", async () => {
    await row(/(Describing|Choosing tags|Reading text) \d+ % · \d+ s/)
      .first()
      .waitFor();
    const status = await until(
      () => tagger.statusBarText(page),
      (text) => /\d+\/\d+/.test(text),
    );
    assert.ok(status.startsWith(model), status);
    await picture("3-running");
  });

  test("brings an image to the front and takes another out", async () => {
    await row(/^Waiting, /).click();
    const waiting = async (): Promise<readonly string[]> => {
      const all = await labels();
      return all
        .slice(all.findIndex((label) => label.startsWith("Waiting, ")) + 1)
        .filter((label) => label.endsWith(", Waiting"));
    };
    await until(waiting, (found) => found.length > 6);
    const before = await waiting();
    const [chosen, dropped] = [before[5] ?? "", before[4] ?? ""];
    const nameOf = (label: string): string => label.replace(/, Waiting$/, "");
    await press(row(new RegExp(`^${escaped(nameOf(chosen))}, Waiting$`)), "Tag First");
    await press(row(new RegExp(`^${escaped(nameOf(dropped))}, Waiting$`)), "Remove from Queue");
    await until(waiting, (found) => !found.includes(dropped));
    await picture("4-ordered");
    // what was brought to the front is at work or done before the one that stood before it
    await until(
      async () => (await labels()).find((label) => label.startsWith(nameOf(chosen))) ?? "gone",
      (label) => !label.endsWith(", Waiting"),
    );
    assert.ok((await waiting()).includes(before[3] ?? ""), "what stood before it still waits");
    await row(/^Waiting, /).click();
    total--;
  });

  test("says why it is paused when the server is away, and goes on by itself when it is back", async () => {
    const { port } = ollama;
    await ollama.close();
    const message = pane.locator(".message").filter({ hasText: /Paused since \d/ });
    await message.waitFor();
    assert.match(await message.innerText(), /Ollama does not answer/);
    await picture("5-paused");
    await tagger.closeMessages(page);
    ollama = await startOllamaStandIn({ ...standIn, loadMs: 100, latencyMs: 300, port, faults: oneIsRefused() });
    await message.waitFor({ state: "hidden" });
  });

  test("lists failures with their reasons, and what is done", async () => {
    await until(
      async () => [await countOf("Running"), await countOf("Waiting")],
      ([running, waiting]) => running === 0 && waiting === 0,
    );
    const [failed, done] = [await countOf("Failed"), await countOf("Done")];
    assert.ok(failed >= 1 && failed <= 2, `${failed} failed`);
    assert.equal(failed + done, total);
    await row(/^Done, /).click();
    await picture("6-failed-and-done");
    for (const name of await failedLabels())
      assert.match(name, /^.+\.\w+, The answer of gemma3:4b cannot be used: .+\.$/);
    const times = (await labels()).filter((label) => /^.+\.\w+, \d+:\d+( [AP]M)? · \d+ s$/.test(label));
    assert.ok(times.length > 5, (await labels()).join(" | "));
    // records are folded into the index files when the queue rests
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === done,
    );
    await row(/^Done, /).click();
  });

  test("copies the failures as path, reason and message", async () => {
    const failed = await countOf("Failed");
    await runCommand(page, "Image Tagger: Copy Failures");
    const lines = await until(
      async () => (await page.evaluate<string>("navigator.clipboard.readText()")).split("\n"),
      (found) => found.length === failed && found.every((line) => line.includes("\t")),
    );
    for (const line of lines) {
      const [file = "", reason = "", message = ""] = line.split("\t");
      assert.ok(imagesBelow(gallery.folder).includes(file), file);
      assert.match(reason, /^[a-zA-Z]+$/);
      assert.match(message, /^\S.*\.$/);
    }
  });

  test("keeps what became of the tasks over a reload", async () => {
    const [failed, done] = [await countOf("Failed"), await countOf("Done")];
    // what has changed is written within half a minute, and at once when the window closes
    await page.reload();
    await page.locator(".monaco-workbench").waitFor();
    await tagger.showSideBar(page);
    await until(
      async () => [await countOf("Failed"), await countOf("Done")],
      (counts) => counts[0] === failed && counts[1] === done,
    );
  });

  test("tries a failed image again, which leaves the failures when it succeeds", async () => {
    const [failed, done] = [await countOf("Failed"), await countOf("Done")];
    ollama.setFaults();
    await row(/^Failed, /).waitFor();
    const [first = ""] = await failedLabels();
    await press(row(new RegExp(`^${escaped(first)}$`)), "Try Again");
    await until(
      async () => [await countOf("Failed"), await countOf("Done")],
      (counts) => counts[0] === failed - 1 && counts[1] === done + 2,
    );
    await picture("7-tried-again");
  });

  test("tells by a badge of a failure that nobody saw, until somebody looks", async () => {
    const badge = page.locator(
      '.activitybar .action-item:has(a.action-label[aria-label^="Image Tagger"]) .badge-content',
    );
    const failed = await countOf("Failed");
    ollama.setFaults(({ path: asked }) => (asked === "/api/chat" ? { kind: "content", content: "No." } : undefined));
    await pane.locator(".pane-header").click();
    // the one that was taken out of the queue is the only one that is untagged
    await runCommand(page, "Image Tagger: Tag All Untagged Images");
    await badge.filter({ hasText: /^1$/ }).waitFor();
    await picture("8-badge");
    await pane.locator(".pane-header").click();
    await badge.filter({ hasText: /^1$/ }).waitFor({ state: "hidden" });
    // its rows are drawn again after the view was opened
    await until(
      () => countOf("Failed"),
      (count) => count === failed + 1,
    );
  });

  test("forgets the history when a person says so", async () => {
    await runCommand(page, "Image Tagger: Clear Tagging History");
    await pane.getByText("Nothing waits.").waitFor();
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
