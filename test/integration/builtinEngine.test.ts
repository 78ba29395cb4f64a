/** The built-in engine on real pictures through a real images room: its events, its tags, its sentences. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { BuiltinEngine } from "../../src/extension/adapters/builtin/builtinEngine.ts";
import type { LookEvent, LookRequest } from "../../src/extension/core/ports.ts";
import type { Answer } from "../../src/extension/core/ports.ts";
import { steps, type Step } from "../../src/shared/model.ts";
import { corpusFolder, skipWithout } from "../fixtures/corpus.ts";
import { diagram, photoLike, redIcon, screenshot } from "../fixtures/drawnImages.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";

const { path: folder, put } = suiteFolder();
const { room, images } = openImagesRoom();
after(() => room.close());
const engine = new BuiltinEngine({ images, version: "1" });
const signal = new AbortController().signal;
const normal = corpusFolder("normal");

interface Said {
  readonly events: readonly LookEvent[];
  readonly answer: Answer;
  readonly modelCalls: number;
}

async function look(file: string, path: string, more: Partial<LookRequest> = {}): Promise<Said> {
  const request: LookRequest = { file, path, steps, known: {}, ...more };
  const events: LookEvent[] = [];
  const prepared = await engine.prepare(request, signal);
  await engine.look(request, prepared, (event) => events.push(event), signal);
  const modelCalls = events.find((event) => event.type === "calls")?.modelCalls ?? -1;
  const answers = events.flatMap((event) => (event.type === "step" ? [event.answer] : []));
  return { events, modelCalls, answer: Object.assign({}, ...answers) as Answer };
}

describe("the built-in engine", () => {
  test("delivers description, tags and text in order, without a model call", async () => {
    const said = await look(await put("window.png", await screenshot(["Settings are saved"])), "window.png");
    const order = said.events.flatMap((event) => (event.type === "step" ? [event.step] : []));
    assert.deepEqual(order, ["description", "tags", "text"]);
    assert.equal(said.modelCalls, 0);
    assert.equal(said.answer.text, "Settings are saved");
    assert.match(said.answer.description ?? "", /^A screenshot.*with the text “Settings are saved”/u);
    assert.ok((said.answer.alt ?? "").length > 0 && (said.answer.alt ?? "").length <= 250);
  });

  test("delivers only the steps that are asked for", async () => {
    const missing: readonly Step[] = ["tags"];
    const file = await put("tags-only.png", await redIcon());
    const { events } = await look(file, "tags-only.png", { steps: missing, known: { text: "" } });
    assert.deepEqual([...new Set(events.flatMap((event) => ("step" in event ? [event.step] : [])))], missing);
  });

  test("lets a red icon be found as a red icon", async () => {
    const { answer } = await look(await put("x1.png", await redIcon(64)), "x1.png");
    assert.ok(answer.tags?.includes("red") && answer.tags.includes("icon"), answer.tags?.join());
    assert.equal(answer.description, "A red icon on a transparent background, 64 by 64 pixels.");
  });

  test("makes the thumbnail on the way", async () => {
    const to = join(folder, "thumbs", "t.webp");
    const file = await put("thumb.png", await redIcon(256));
    await look(file, "thumb.png", { thumbnail: { to, sizePx: 320 } });
    const { facts } = await images.prepare({ path: to, maxSidePx: 320 }, signal);
    assert.deepEqual([facts.format, facts.width], ["webp", 256]);
  });

  test("tells a diagram, a dark screenshot and a photo apart", async () => {
    const photo = await (await photoLike({ width: 900, height: 600 })).jpeg().toBuffer();
    const pictures = [
      [await put("d.png", await diagram()), "diagram"],
      [await put("s.png", await screenshot(["Build failed", "Two errors were found"], { dark: true })), "screenshot"],
      [await put("p.jpg", photo), "photography"],
    ] as const;
    for (const [file, kind] of pictures) {
      const { answer } = await look(file, "x.png");
      assert.ok(answer.tags?.includes(kind), `${kind}: ${answer.tags?.join()}`);
      assert.ok((answer.tags?.length ?? 0) >= 5 && (answer.tags?.length ?? 0) <= 10, answer.tags?.join());
    }
  });

  test("fails by name for what cannot be decoded", async () => {
    const file = await put("broken.png", Buffer.from("no picture"));
    await assert.rejects(look(file, "broken.png"), { reason: "undecodable" });
  });
});

test(
  "kinds of real pictures are told as a person sees them",
  { skip: skipWithout(normal), timeout: 120_000 },
  async () => {
    const expected: readonly (readonly [string, string])[] = [
      ["Pillow/flower.jpg", "photography"],
      ["scikit-image/moon.png", "photography"],
      ["scikit-image/coins.png", "photography"],
      ["metadata-extractor-images/Nikon D1X.jpg", "photography"],
      ["mermaid/er.png", "diagram"],
      ["mermaid/gantt.png", "diagram"],
      ["mermaid/sequence-diagram.png", "diagram"],
      ["sharp/50020484-00001.png", "diagram"],
      ["mermaid/Code-Preview-Config.png", "screenshot"],
      ["vscode-extension-samples/chat-tutorial-demo.png", "screenshot"],
      ["vscode-extension-samples/semantic-tokens-sample-demo.png", "screenshot"],
      ["vscode-extension-samples/terminal-sample-demo.png", "screenshot"],
      ["squoosh/screenshot4.png", "screenshot"],
      ["vscode-extension-samples/chat-sample-cat.jpeg", "drawing"],
      ["scikit-image/horse.png", "drawing"],
      ["sharp/Flag_of_the_Netherlands-16bit.png", "drawing"],
      ["image/ball.png", "icon"],
      ["scikit-image/bw_text.png", "document"],
      ["scikit-image/page.png", "document"],
    ];
    const wrong: string[] = [];
    for (const [name, kind] of expected) {
      const { answer } = await look(join(normal!, name), name);
      if (!answer.tags?.includes(kind)) wrong.push(`${name}: ${kind} expected, not ${answer.tags?.join()}`);
    }
    assert.deepEqual(wrong, []);
  },
);
