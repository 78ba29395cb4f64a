/** The Ollama engine keeps the engine contract: against the stand-in of either era, or on a real server that was named for it. */
import { ollamaEngine } from "../../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { DrawnImages, drawJpeg } from "../fakes/drawnImages.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { engineContract, type EngineSetting } from "./engine.contract.ts";

/** Set by scripts/testOllama.mjs: a server and a model to run the suite on, instead of the stand-in. */
const named = process.env["IMAGE_TAGGER_TRY_OLLAMA"];

async function settingOn(host: string, model: string, close: () => Promise<void>): Promise<EngineSetting> {
  const pictures = new Map([
    ["/pictures/red.jpg", await drawJpeg("#d02020", "#202020")],
    ["/pictures/blue.jpg", await drawJpeg("#2030d0", "#f0f0f0")],
  ]);
  const engine = ollamaEngine({ host, model, images: new DrawnImages(pictures), clock: systemClock });
  return { engine, pictures: ["/pictures/red.jpg", "/pictures/blue.jpg"], close };
}

if (named !== undefined) {
  const { host, model } = JSON.parse(named) as { readonly host: string; readonly model: string };
  engineContract(`Ollama, ${model}`, () => settingOn(host, model, () => Promise.resolve()));
} else {
  for (const era of ["old", "new"] as const) {
    engineContract(`Ollama, ${era} server`, async ({ slow }) => {
      const standIn = await startOllamaStandIn({ era, ...(slow && { firstTokenMs: 5000, latencyMs: 6000 }) });
      return settingOn(standIn.url, "gemma3:4b", () => standIn.close());
    });
  }
}
