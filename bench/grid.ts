/** The library panel with 100,000 images in real Chromium: first screen, scrolling through all of it, and what stays in memory. */
import type { CDPSession, Page } from "playwright-core";
import { findChromium } from "../test/e2e/workbench/chromium.ts";
import { Harness } from "../test/webview/harness.ts";
import { longestTask, type LongestTask } from "./mainThread.ts";
import { spokenMs, type Benchmark, type Figure } from "./figures.ts";

const usualRecords = 100_000;
const rounds = 5;
const fullScrolls = 10;
const mostMs = 50;
const mostNodes = 600;
const staticAddress = "/static.html";

/** How the page finds its cards; in the static page they are all that there is. */
const gridRoot = `document.querySelector("library-app")?.shadowRoot?.querySelector("image-grid")?.shadowRoot`;
const findPictures = `[...(${gridRoot}?.querySelectorAll("img.picture") ?? document.images)]`;

/** First screen, scrolling and memory of the grid. */
export const grid: Benchmark = {
  name: "grid",
  async run(_folder, { records = usualRecords }) {
    if (!findChromium()) return { skipped: "there is no Chromium; install it with: apt-get install -y chromium" };
    const pages = new Map<string, string>();
    const harness = await Harness.start({ minify: true, pages });
    try {
      const page = await harness.open({ farTotal: records });
      await settle(page);
      const shown = await cardsInView(page);
      pages.set(staticAddress, staticPage(shown));
      const first = await firstScreen(page, harness.address, shown.length);
      return [first, ...(await scrolling(page, records)), await wideNodes(harness, records)];
    } finally {
      await harness.stop();
    }
  },
};

interface ShownCard {
  readonly src: string;
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Waits until every card in view has its picture. */
async function settle(page: Page): Promise<void> {
  // a locator: what waitForSelector answers with would hold its card in memory
  await page.locator("image-grid img.picture").first().waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const cards = ${gridRoot}.querySelectorAll(".card").length;
      const pictures = ${findPictures};
      if (cards > 0 && pictures.length === cards && pictures.every((image) => image.complete)) resolve();
      else setTimeout(look, 20);
    };
    look();
  })`);
}

function cardsInView(page: Page): Promise<readonly ShownCard[]> {
  return page.evaluate<readonly ShownCard[]>(`${findPictures}.flatMap((image) => {
    const { left, top, width, height } = image.getBoundingClientRect();
    const name = image.parentElement.querySelector(".name").textContent;
    return top < innerHeight ? [{ src: image.src, name, left, top, width, height }] : [];
  })`);
}

/** The same thumbnails with their names at the same places, written out: the least that a page can be. */
function staticPage(cards: readonly ShownCard[]): string {
  const figures = cards.map(
    ({ src, name, left, top, width, height }) =>
      `<figure style="position:absolute;margin:0;left:${left}px;top:${top}px;width:${width}px">` +
      `<img alt="" decoding="async" src="${src}" style="width:100%;height:${height}px;object-fit:contain">${name}</figure>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Thumbnails</title>${figures.join("\n")}`;
}

/** From navigation until the last thumbnail in view is painted; both pages in turn, medians. */
async function firstScreen(page: Page, address: string, count: number): Promise<Figure> {
  await page.addInitScript(`{
    const look = () => {
      const pictures = ${findPictures}.slice(0, ${count});
      const areShown = pictures.length === ${count} && pictures.every((image) => image.complete && image.naturalWidth > 0);
      requestAnimationFrame(areShown ? () => (globalThis.shownMs = performance.now()) : look);
    };
    look();
  }`);
  const addresses = [`${address}${staticAddress}`, page.url()];
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++)
    for (const [i, to] of addresses.entries()) {
      await page.goto(to);
      const shownMs = await page.evaluate<number>(`new Promise((resolve) => {
        const look = () => (globalThis.shownMs === undefined ? setTimeout(look, 5) : resolve(globalThis.shownMs));
        look();
      })`);
      // the first round warms up
      if (round > 0) times[i as 0 | 1].push(shownMs);
    }
  const [plain, ours] = times.map(median) as [number, number];
  return {
    what: `first screen of ${count} cached thumbnails as a multiple of a static page with the same`,
    ratio: ours / plain,
    against: `${spokenMs(ours)} against ${spokenMs(plain)}`,
    goal: "at most 3",
    isMet: ours / plain <= 3,
  };
}

interface Size {
  readonly heap: number;
  readonly nodes: number;
}

/** Five scrolls are measured, ten are compared in what they leave behind. */
async function scrolling(page: Page, records: number): Promise<readonly Figure[]> {
  await settle(page);
  const cdp = await page.context().newCDPSession(page);
  // everything that is made once is made, and what is kept for a while is full
  await scrollThrough(page);
  await scrollThrough(page);
  const before = await sizeOf(cdp);
  const longest: LongestTask[] = [];
  let nodes = 0;
  for (let round = 0; round < fullScrolls; round++) {
    const scroll = async (): Promise<void> => {
      nodes = Math.max(nodes, await scrollThrough(page));
    };
    if (round < rounds) longest.push(await longestTask(cdp, scroll));
    else await scroll();
  }
  const after = await sizeOf(cdp);
  const [task, heap, dom] = [
    median(longest.map(({ ownMs }) => ownMs)),
    after.heap / before.heap,
    after.nodes / before.nodes,
  ];
  return [
    {
      what: `longest task of the main thread while scrolling through ${records} images, of ${mostMs} ms`,
      ratio: task / mostMs,
      against: `median of ${rounds} runs; ${longest.map(({ ownMs, clockMs }) => `${spokenMs(ownMs)} and ${spokenMs(clockMs)} by the clock`).join(", ")}`,
      goal: "at most 1",
      isMet: task <= mostMs,
    },
    {
      what: `most nodes of items while scrolling, of ${mostNodes}`,
      ratio: nodes / mostNodes,
      against: `${nodes} nodes at 1280 x 800`,
      goal: "below 1",
      isMet: nodes < mostNodes,
    },
    {
      what: `heap after ${fullScrolls} full scrolls as a multiple of that after two`,
      ratio: heap,
      against: `${spokenMb(after.heap)} against ${spokenMb(before.heap)}`,
      goal: "at most 1.1",
      isMet: heap <= 1.1,
    },
    {
      what: `nodes of the page after ${fullScrolls} full scrolls as a multiple of those after two`,
      ratio: dom,
      against: `${after.nodes} against ${before.nodes}`,
      goal: "at most 1.1",
      isMet: dom <= 1.1,
    },
  ];
}

/** From the top to the end, resting now and then so that cards and thumbnails come; answers with the most nodes of items. */
async function scrollThrough(page: Page): Promise<number> {
  const most = await page.evaluate<number>(`new Promise((resolve) => {
    const scroller = ${gridRoot}.querySelector(".scroller");
    const nodes = ${gridRoot}.querySelector("[role=listbox]").getElementsByTagName("*");
    const end = scroller.scrollHeight - scroller.clientHeight;
    const frames = 300;
    let most = 0;
    let frame = 0;
    const step = () => {
      most = Math.max(most, nodes.length);
      frame += 1;
      scroller.scrollTop = (end * frame) / frames;
      if (frame >= frames) resolve(most);
      else if (frame % 20 === 0) setTimeout(() => requestAnimationFrame(step), 200);
      else requestAnimationFrame(step);
    };
    scroller.scrollTop = 0;
    requestAnimationFrame(step);
  })`);
  await settle(page);
  return most;
}

/** What is left after everything that can go has gone: pictures on their way hold their cards for a moment. */
async function sizeOf(cdp: CDPSession): Promise<Size> {
  let size = { heap: Infinity, nodes: Infinity };
  for (let times = 0; times < 20; times++) {
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    const { nodes } = await cdp.send("Memory.getDOMCounters");
    size = { heap: Math.min(size.heap, usedSize), nodes: Math.min(size.nodes, nodes) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return size;
}

/** On a 4K panel more cards are in view than elsewhere, and still no more than that. */
async function wideNodes(harness: Harness, records: number): Promise<Figure> {
  const page = await harness.open({ farTotal: records, width: 3840, height: 2160 });
  await settle(page);
  const items = await page.evaluate<number>(`${gridRoot}.querySelectorAll(".card").length`);
  return {
    what: `items on a 4K panel, of ${mostNodes}`,
    ratio: items / mostNodes,
    against: `${items} items at 3840 x 2160`,
    goal: "below 1",
    isMet: items < mostNodes,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spokenMb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MB`;
}
