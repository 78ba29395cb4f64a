/** The OpenAI-compatible engine keeps the engine contract, against the stand-in in each of its manners. */
import { openAiEngine } from "../../src/extension/adapters/openai/openaiEngine.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { DrawnImages, drawJpeg } from "../fakes/drawnImages.ts";
import { startServedStandIn } from "../fakes/openaiServer.ts";
import { manners, seeingModel } from "../fixtures/openaiScene.ts";
import { engineContract } from "./engine.contract.ts";

for (const manner of manners) {
  engineContract(`OpenAI-compatible, as ${manner}`, async ({ slow }) => {
    const standIn = await startServedStandIn({ manner, ...(slow && { firstTokenMs: 5000, latencyMs: 6000 }) });
    const pictures = new Map([
      ["/pictures/red.jpg", await drawJpeg("#d02020", "#202020")],
      ["/pictures/blue.jpg", await drawJpeg("#2030d0", "#f0f0f0")],
    ]);
    const images = new DrawnImages(pictures);
    const engine = openAiEngine({ base: standIn.base, model: seeingModel[manner], images, clock: systemClock });
    return { engine, pictures: ["/pictures/red.jpg", "/pictures/blue.jpg"], close: () => standIn.close() };
  });
}
