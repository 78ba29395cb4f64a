/** The library panel in real Chromium: search, progress, states, errors and hostile text. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { QueueStatus } from "../../src/shared/model.ts";
import { callsOf, fakeOf, waitForCall, type OpenOptions } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const running: QueueStatus = {
  state: "running",
  engine: "ollama",
  model: "qwen3.5:4b",
  pending: 27,
  active: 1,
  completed: 11,
  failed: 1,
  ratePerMinute: 3,
  secondsLeft: 540,
  current: [{ id: "id4", path: "grey-notebook-00004.jpg", step: "tags", progress: 0.5 }],
};

/** Animations in all shadow roots: the document itself tells only of its own. */
const countAnimations = `(() => {
  const count = (root) => [...root.querySelectorAll("*")].reduce(
    (sum, element) => sum + element.getAnimations().length + (element.shadowRoot ? count(element.shadowRoot) : 0), 0);
  return count(document);
})()`;

const { open, openGrid, option, focused, takeErrors } = setUpViews();
let page: Page;

describe("search", () => {
  test("waits for a pause in typing, shows reasons and strength, and Escape clears it", async () => {
    page = await openGrid();
    // letter by letter without any pause, however slow the machine is
    await page.getByRole("combobox", { name: "Search images" }).evaluate((box) => {
      const input = box as unknown as { value: string; dispatchEvent(event: Event): boolean };
      for (const letter of "evening") {
        input.value += letter;
        input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
      }
    });
    await page.getByText("75 results").waitFor();
    const searches = (await callsOf(page, "page")).filter(({ request }) =>
      JSON.stringify(request).includes('"search":"e'),
    );
    assert.equal(searches.length, 1, "only the whole word was searched for");
    await page
      .getByRole("option", { name: /tags: evening · meaning 81%/ })
      .first()
      .waitFor();
    assert.equal(await page.locator("image-grid .strength").first().isVisible(), true);
    await page.getByRole("combobox", { name: "Search images" }).press("Escape");
    await page.getByText("120 images").waitFor();
  });

  test("says that meaning is off, why, and where the query is wrong", async () => {
    const notes = {
      meaning: "off",
      meaningReason: "no embedding model is installed.",
      problems: [{ at: 8, length: 5, message: "The filter “size:” needs a number" }],
    } as const;
    page = await openGrid({ scenario: { notes } });
    await page.getByRole("combobox", { name: "Search images" }).fill("evening size:x");
    await page.getByRole("combobox", { name: "Search images" }).press("Enter");
    await page.getByText("Meaning search is off.").click();
    await page.getByText("no embedding model is installed.").waitFor();
    await page.getByText("The filter “size:” needs a number (near “size:”)").waitFor();
    assert.ok((await page.getByRole("option").count()) > 0, "a problem does not empty the result");
  });

  test("without a result says what was searched and leads back", async () => {
    page = await openGrid();
    await page.getByRole("combobox", { name: "Search images" }).fill("zebra");
    await page.getByRole("combobox", { name: "Search images" }).press("Enter");
    await page.getByText("Searched for “zebra”.").waitFor();
    await page.getByRole("main").getByRole("button", { name: "Clear Search" }).last().click();
    await page.getByText("120 images").waitFor();
  });

  test("can be bookmarked", async () => {
    page = await openGrid();
    await page.getByRole("combobox", { name: "Search images" }).fill("evening");
    await page.getByRole("button", { name: "Bookmark This Search" }).click();
    await waitForCall(page, "run", { command: "bookmarkSearch", search: "evening" });
  });

  test("is narrowed by states", async () => {
    page = await openGrid();
    await page.getByRole("button", { name: /Filter by state/ }).click();
    await page.getByRole("checkbox", { name: "Failed" }).check();
    await page.getByText("15 images").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Filter by state: Failed" }).waitFor();
  });
});

test("the choice of states stands whole in a narrow panel", async () => {
  page = await openGrid({ width: 300 });
  await page.getByRole("button", { name: /Filter by state/ }).click();
  const choice = await page.getByRole("group", { name: "Filter by state" }).boundingBox();
  assert.ok(choice && choice.x >= 0 && choice.x + choice.width <= 300, JSON.stringify(choice));
});

describe("progress", () => {
  test("shows count, rate, time left, the image at work, and its card's progress", async () => {
    page = await openGrid({ scenario: { queue: running } });
    await page.getByText("12 of 40, 3 a minute, about 9 min left, 1 failed").waitFor();
    await page.getByText("grey-notebook-00004.jpg: Choosing tags 50%").waitFor();
    await page.getByRole("option", { name: "grey-notebook-00004.jpg, Choosing tags, 50%" }).waitFor();
    await fakeOf(page, (fake, queue) => fake.send("queue", queue), {
      ...running,
      current: [{ id: "id4", path: "x.jpg", step: "text", progress: 0.9 }],
    });
    await page.getByRole("option", { name: "grey-notebook-00004.jpg, Reading text, 90%" }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await waitForCall(page, "run", { command: "stopTagging" });
    await page.getByRole("button", { name: "Retry Failed" }).click();
    await waitForCall(page, "run", { command: "retryFailed" });
  });

  test("tells before the first words of an answer that the model is loaded, or looks", async () => {
    const work = { id: "id4", path: "x.jpg", step: "description", progress: 0 } as const;
    const at = (phase: object): QueueStatus => ({ ...running, current: [{ ...work, ...phase }] });
    page = await openGrid({ scenario: { queue: at({ phase: "loading" }) } });
    await page.getByText("x.jpg: Loading the model", { exact: true }).waitFor();
    const send = (queue: QueueStatus): Promise<void> =>
      fakeOf(page, (fake, status) => fake.send("queue", status), queue);
    await send(at({ phase: "looking" }));
    await page.getByText("x.jpg: Looking at the image", { exact: true }).waitFor();
    await send(at({}));
    await page.getByText("x.jpg: Getting ready", { exact: true }).waitFor();
    await send(at({ progress: 0.2 }));
    await page.getByText("x.jpg: Describing 20%", { exact: true }).waitFor();
  });

  test("brings the images in view to the front where others wait, and offers it no longer when none does", async () => {
    page = await openGrid({ scenario: { queue: running, total: 5_000, folderSize: 10_000 } });
    await page.getByRole("button", { name: "Visible First" }).click();
    await waitForCall(page, "act", { action: "tagFirst" });
    const [call] = await callsOf(page, "act");
    assert.ok(call);
    const { ids } = call.request as { ids: readonly string[] };
    assert.equal(ids[0], "id0");
    assert.ok(ids.length >= 4 && ids.length < 200, `${ids.length} images are in view`);
    await fakeOf(page, (fake, queue) => fake.send("queue", queue), { ...running, pending: 0 });
    await page.getByRole("button", { name: "Visible First" }).waitFor({ state: "detached" });
  });

  test("of a paused queue shows reason and remedy, and offers to resume", async () => {
    const pausedBy = {
      reason: "engineUnreachable",
      message: "Ollama does not answer. Start it with “ollama serve”.",
    } as const;
    page = await openGrid({ scenario: { queue: { ...running, state: "paused", current: [], pausedBy } } });
    await page
      .getByRole("alert")
      .filter({ hasText: "Paused: Ollama does not answer. Start it with “ollama serve”." })
      .waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await waitForCall(page, "run", { command: "resumeTagging" });
  });

  test("names the engine at work and leads to the choice", async () => {
    page = await openGrid();
    await page.getByRole("button", { name: "Choose Engine: Ollama: qwen3.5:4b" }).click();
    await waitForCall(page, "run", { command: "chooseEngine" });
    await fakeOf(page, (fake) => fake.send("engine", { engine: "builtin", reason: "Ollama does not answer." }));
    await page.getByRole("button", { name: "Choose Engine: Built-in analysis" }).waitFor();
  });
});

describe("states", () => {
  const shown: readonly (readonly [string, OpenOptions, string, string, string])[] = [
    ["no folder", { scenario: { total: 0, hasFolders: false } }, "No folder is open", "Open Folder", "openFolder"],
    ["no images", { scenario: { total: 0 } }, "No images here", "Browse…", "browseFolder"],
  ];
  for (const [name, options, heading, button, command] of shown) {
    test(`with ${name} say so and offer the next step`, async () => {
      page = await open(options);
      await page.getByRole("heading", { name: heading }).waitFor();
      await page.getByRole("button", { name: button }).click();
      await waitForCall(page, "run", { command });
    });
  }

  test("turn from scanning to images as they are found", async () => {
    page = await open({ scenario: { total: 0, scanning: true } });
    await page.getByRole("heading", { name: "Looking for images…" }).waitFor();
    await fakeOf(page, (fake) => {
      fake.library.total = 12;
      fake.change();
    });
    await page.getByText("12 images").waitFor();
  });

  test("with an error say it, show the log, and try again", async () => {
    const failing = { page: { reason: "catalogUnavailable", message: "The catalog could not be opened." } } as const;
    page = await open({ scenario: { failing } });
    await page.getByText("The catalog could not be opened.").waitFor();
    await page.getByRole("button", { name: "Show Log" }).click();
    await waitForCall(page, "run", { command: "showLog" });
    await fakeOf(page, (fake) => delete fake.failing["page"]);
    await page.getByRole("button", { name: "Try Again" }).click();
    await option(0).waitFor();
  });

  test("of cards that did not come are said in a line that tries again when it is dismissed", async () => {
    page = await openGrid({ scenario: { total: 1000, folderSize: 5000 } });
    await fakeOf(page, (fake) => (fake.failing["page"] = { reason: "nativeCrashed", message: "The catalog ended." }));
    await option(0).click();
    await page.keyboard.press("End");
    await page.getByRole("alert").filter({ hasText: "The catalog ended." }).waitFor();
    await fakeOf(page, (fake) => delete fake.failing["page"]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("option", { name: /-00999\.jpg/ }).waitFor();
  });

  test("of a failed action are said in a line with the log at hand", async () => {
    const failing = { act: { reason: "notFound", message: "There is no text editor to insert into." } } as const;
    page = await openGrid({ scenario: { failing } });
    await option(0).click();
    await page.getByRole("button", { name: "Insert" }).click();
    await page.getByRole("alert").filter({ hasText: "There is no text editor to insert into." }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  });

  test("in Restricted Mode allow browsing and nothing that tags", async () => {
    page = await openGrid({ scenario: { trusted: false } });
    await page.getByText(/Restricted Mode/).waitFor();
    await option(0).click();
    assert.equal(await page.getByRole("button", { name: "Tag", exact: true }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Tag Images…" }).count(), 0);
    await page.getByRole("button", { name: "Copy Path" }).waitFor();
  });

  test("come back after a reload: query, size, selection, place", async () => {
    page = await openGrid({ scenario: { total: 5000, folderSize: 10_000 } });
    await page.getByRole("slider").fill("240");
    await option(0).click();
    for (let n = 0; n < 6; n += 1) await page.keyboard.press("PageDown");
    await page.keyboard.press("Control+Space");
    await page.locator("image-grid [role=option][aria-selected=true]:focus").waitFor();
    const place = await focused();
    // at once: what is kept only a moment later must be kept before the page goes
    await page.reload();
    await page.locator(`#${place}`).waitFor();
    assert.equal(await page.getByRole("slider").inputValue(), "240");
    await page.locator(`#${place}[aria-selected=true]`).waitFor();
  });
});

test("errors that nobody caught reach the host with stack, view and level", async () => {
  page = await openGrid();
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error("thrown in a timer");
    });
    void Promise.reject(new Error("rejected by nobody"));
  });
  await waitForCall(page, "report", { message: "thrown in a timer" });
  await waitForCall(page, "report", { message: "rejected by nobody" });
  const reports = (await callsOf(page, "report")).map(({ request }) => request as Record<string, string>);
  assert.ok(
    reports.every(({ level, view, stack }) => level === "error" && view === "library" && stack?.includes("Error")),
  );
  // the browser tells them in its own time
  let told = takeErrors().length;
  for (const end = Date.now() + 30_000; told < 2 && Date.now() < end; told += takeErrors().length)
    await page.waitForTimeout(30);
  assert.equal(told, 2);
});

test("hostile names and words are text, and cannot reorder what stands around them", async () => {
  const hostile = [
    {
      index: 0,
      name: '"><img src=x onerror=document.title="pwned">.png',
      words: "<script>document.title='pwned'</script>",
    },
    { index: 1, name: "a\nb\u0007.png", words: "[x](command:evil)" },
    { index: 2, name: "invoice\u202egnp.exe", words: "\u202etxt" },
    { index: 3, name: "x".repeat(400) + ".png", words: "y".repeat(3000) },
  ];
  page = await openGrid({ scenario: { hostile } });
  assert.equal(await option(1).locator(".name").textContent(), "a↵b\ufffd.png");
  assert.equal(await option(2).locator(".name").textContent(), "invoice\ufffdgnp.exe");
  assert.ok(((await option(3).boundingBox())?.width ?? 999) < 220);
  await option(0).dblclick();
  await page.getByRole("dialog").getByRole("textbox", { name: "Description" }).waitFor();
  assert.equal(
    await page.getByRole("textbox", { name: "Description" }).inputValue(),
    "<script>document.title='pwned'</script>",
  );
  assert.equal(await page.title(), "Image Tagger");
  assert.equal(await page.locator("img[src=x]").count(), 0);
});

describe("nothing moves where motion is reduced", () => {
  const scenario = { total: 0, scanning: true };
  const moving = (): Promise<number> => page.evaluate<number>(countAnimations);

  test("by the system", async () => {
    page = await open({ reducedMotion: true, scenario });
    await page.getByRole("progressbar").waitFor();
    assert.equal(await moving(), 0);
  });

  test("by the editor", async () => {
    page = await open({ scenario });
    await page.getByRole("progressbar").waitFor();
    assert.equal(await moving(), 1);
    await page.evaluate(`document.body.classList.add("vscode-reduce-motion")`);
    assert.equal(await moving(), 0);
  });
});
