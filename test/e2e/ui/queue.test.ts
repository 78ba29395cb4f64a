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
/** Slow in speaking, so that its steps can be seen. */
const standIn: StandInOptions = { latencyMs: 2500, firstTokenMs: 400 };
const isLook = ({ path: asked }: { readonly path: string }): boolean => asked === "/api/chat";

/** One picture is never answered as it should be, whichever comes third. */
function oneIsRefused(): FaultPlan {
  let refused: string | undefined;
  return ({ path: asked, index, imageHash }) => {
    if (asked !== "/api/chat" || imageHash === "") return undefined;
    if (index === 2) refused ??= imageHash;
    return imageHash === refused ? { kind: "content", content: "I would rather not say." } : undefined;
  };
}

interface Counts {
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly done: number;
}

describe("the Queue view", { timeout: 5 * limitMs }, () => {
  let gallery: OpenedGallery;
  let ollama: Awaited<ReturnType<typeof startOllamaStandIn>>;
  let page: Page;
  let total = 0;
  let pane: Locator;
  /** Lets the model go on, which waits until the test is ready for it. */
  let goOn: () => void;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    ollama = await startOllamaStandIn({ ...standIn, faults: oneIsRefused() });
    goOn = ollama.hold(isLook);
    gallery = await openGallery({
      ollamaHost: ollama.url,
      folders: ["City", "Home", "Nature"],
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
    for (const other of ["Search", "Folders"] as const) await tagger.foldPane(page, other, "folded");
    await tagger.foldPane(page, "Queue", "open");
  });
  after(async () => {
    await gallery?.close();
    await ollama?.close();
  });

  const row = (label: RegExp): Locator => pane.getByRole("treeitem", { name: label });
  const link = (text: string): Locator => pane.locator("a").filter({ hasText: text });
  const labels = (): Promise<readonly string[]> =>
    pane.locator(".monaco-list-row").evaluateAll((rows) => rows.map((each) => each.getAttribute("aria-label") ?? ""));
  /** The numbers in the groups' own labels, all of one moment; 0 where a group is not there. */
  const counts = async (): Promise<Counts> => {
    const all = await labels();
    const [running = 0, waiting = 0, failed = 0, done = 0] = ["Running", "Waiting", "Failed", "Done"].map((group) => {
      const found = all.find((label) => label.startsWith(`${group}, `));
      return Number(/, (\d+) image/.exec(found ?? "")?.[1] ?? 0);
    });
    return { running, waiting, failed, done };
  };
  /** Waits until so many have failed and are done, and none runs or waits; the tree is empty while it is drawn again. */
  const untilAtRest = (holds: (counts: Counts) => boolean): Promise<Counts> =>
    until(counts, (now) => now.running === 0 && now.waiting === 0 && holds(now));
  /** Those below the group's own row, which is the first one when nothing runs or waits. */
  const failedLabels = async (count: number): Promise<readonly string[]> => {
    const all = await until(labels, ([first = "", ...rows]) => first.startsWith("Failed, ") && rows.length >= count);
    return all.slice(1, 1 + count);
  };
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
    await until(
      () => tagger.statusBarText(page),
      (text) => text.includes(`Loading ${model}`),
    );
    await until(counts, ({ running, waiting }) => running + waiting === total);
    await picture("2-loading");
    const letFirst = goOn;
    // two pictures are looked at, the next one waits until the test is ready for it
    goOn = ollama.hold((request) => isLook(request) && ollama.looks.indexOf(request) >= 2);
    letFirst();
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
    const isWaiting = (label: string): boolean => label.endsWith(", Waiting");
    const waiting = async (): Promise<readonly string[]> => {
      const all = await labels();
      return all.slice(all.findIndex((label) => label.startsWith("Waiting, ")) + 1).filter(isWaiting);
    };
    const before = await until(waiting, (found) => found.length > 6);
    const [chosen, dropped] = [before[5] ?? "", before[4] ?? ""];
    const nameOf = (label: string): string => label.replace(/, Waiting$/, "");
    await press(row(new RegExp(`^${escaped(nameOf(chosen))}, Waiting$`)), "Tag First");
    await press(row(new RegExp(`^${escaped(nameOf(dropped))}, Waiting$`)), "Remove from Queue");
    await until(waiting, (found) => found[0] === chosen && !found.includes(dropped));
    await picture("4-ordered");
    goOn();
    // what was brought to the front is at work or done before the one that stood before it
    const later = await until(waiting, (found) => !found.includes(chosen));
    assert.ok(later.includes(before[3] ?? ""), "what stood before it still waits");
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
    ollama = await startOllamaStandIn({ ...standIn, latencyMs: 300, firstTokenMs: 100, port, faults: oneIsRefused() });
    await message.waitFor({ state: "hidden" });
  });

  test("lists failures with their reasons, and what is done", async () => {
    const { failed, done } = await untilAtRest((now) => now.failed + now.done === total);
    assert.ok(failed >= 1 && failed <= 2, `${failed} failed`);
    await row(/^Done, /).click();
    await picture("6-failed-and-done");
    for (const name of await failedLabels(failed))
      assert.match(name, /^.+\.\w+, The answer of gemma3:4b cannot be used: .+\.$/);
    await until(labels, (all) => all.filter((label) => /^.+\.\w+, \d+:\d+( [AP]M)? · \d+ s$/.test(label)).length > 5);
    // records are folded into the index files when the queue rests
    await until(
      () => taggedBelow(gallery.folder).size,
      (count) => count === done,
    );
    await row(/^Done, /).click();
  });

  test("copies the failures as path, reason and message", async () => {
    const { failed } = await untilAtRest((now) => now.failed > 0);
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
    const before = await untilAtRest(({ failed, done }) => failed + done === total);
    // what has changed is written within half a minute, and at once when the window closes
    await page.reload();
    await page.locator(".monaco-workbench").waitFor();
    await tagger.showSideBar(page);
    await untilAtRest(({ failed, done }) => failed === before.failed && done === before.done);
  });

  test("tries a failed image again, which leaves the failures when it succeeds", async () => {
    const before = await untilAtRest(({ failed, done }) => failed + done === total);
    ollama.setFaults();
    const [first = ""] = await failedLabels(before.failed);
    await press(row(new RegExp(`^${escaped(first)}$`)), "Try Again");
    await until(
      counts,
      // the try before counts as done with as well
      ({ failed, done }) => failed === before.failed - 1 && done === before.done + 2,
    );
    await picture("7-tried-again");
  });

  test("tells by a badge of a failure that nobody saw, until somebody looks", async () => {
    const badge = page.locator(
      '.activitybar .action-item:has(a.action-label[aria-label^="Image Tagger"]) .badge-content',
    );
    const { failed } = await untilAtRest(({ done }) => done > 0);
    ollama.setFaults(({ path: asked }) => (asked === "/api/chat" ? { kind: "content", content: "No." } : undefined));
    await tagger.foldPane(page, "Queue", "folded");
    // the one that was taken out of the queue is the only one that is untagged
    await runCommand(page, "Image Tagger: Tag All Untagged Images");
    await badge.filter({ hasText: /^1$/ }).waitFor();
    await picture("8-badge");
    await tagger.foldPane(page, "Queue", "open");
    await badge.filter({ hasText: /^1$/ }).waitFor({ state: "hidden" });
    // its rows are drawn again after the view was opened
    await until(counts, (now) => now.failed === failed + 1);
  });

  test("forgets the history when a person says so", async () => {
    await runCommand(page, "Image Tagger: Clear Tagging History");
    await pane.getByText("Nothing waits.").waitFor();
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
