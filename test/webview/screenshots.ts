/**
 * Takes pictures of every state of the views, in four themes and at three widths each, for somebody to look at; run by
 * `npm run screenshots`. Nothing is judged here but that a state could be reached.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Harness, themes, type Theme } from "./harness.ts";
import { scenes, type Scene } from "./scenes.ts";

const target = path.resolve(import.meta.dirname, "../../out/screenshots/views");
/** A side bar as narrow as it gets and as wide as people draw it; a panel beside an editor, alone, and on a 4K screen. */
const widths = { search: [250, 320, 480], library: [400, 1280, 3840] } as const;
const heights = { search: 800, library: 800 } as const;

interface Shot {
  readonly name: string;
  readonly file: string;
}

async function take(harness: Harness, scene: Scene, theme: Theme, width: number): Promise<Shot> {
  const [name, options, act] = scene;
  const view = options.view ?? "library";
  const page = await harness.open({ ...options, theme, width, height: heights[view], reducedMotion: true });
  try {
    await page.getByRole("main").waitFor();
    await act?.(page);
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    const file = `${name.replaceAll(/\W+/gu, "-")}.${theme}.${width}.png`;
    await page.screenshot({ path: path.join(target, file) });
    return { name: `${name}, ${theme}, ${width} px`, file };
  } finally {
    await page.context().close();
  }
}

const wanted = process.argv.slice(2);
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const harness = await Harness.start();
const shots: Shot[] = [];
const failed: string[] = [];
try {
  for (const scene of scenes.filter(([name]) => wanted.length === 0 || wanted.some((part) => name.includes(part)))) {
    for (const theme of themes)
      for (const width of widths[scene[1].view ?? "library"]) {
        try {
          shots.push(await take(harness, scene, theme, width));
        } catch (thrown) {
          failed.push(`${scene[0]}, ${theme}, ${width} px: ${String(thrown)}`);
        }
      }
    console.log(`${scene[0]}: taken`);
  }
} finally {
  await harness.stop();
}
const list = shots.map(
  ({ name, file }) => `<figure><img src="${file}" alt="${name}"><figcaption>${name}</figcaption></figure>`,
);
await writeFile(
  path.join(target, "index.html"),
  `<!doctype html><meta charset="utf-8"><title>Image Tagger</title><style>img{max-width:100%;border:1px solid}</style>${list.join("\n")}`,
);
for (const line of [...harness.errors, ...failed]) console.error(line);
console.log(`${shots.length} pictures in ${path.relative(process.cwd(), target)}, ${failed.length} failed.`);
process.exitCode = failed.length + harness.errors.length > 0 ? 1 : 0;
