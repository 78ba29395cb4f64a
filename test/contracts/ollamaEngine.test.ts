/** The Ollama engine keeps the engine contract, against the stand-in of either era. */
import { ollamaEngine } from "../../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { DrawnImages, drawJpeg } from "../fakes/drawnImages.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { engineContract } from "./engine.contract.ts";

for (const era of ["old", "new"] as const) {
  engineContract(`Ollama, ${era} server`, async ({ slow }) => {
    const standIn = await startOllamaStandIn({ era, ...(slow && { firstTokenMs: 5000, latencyMs: 6000 }) });
    const pictures = new Map([
      ["/pictures/red.jpg", await drawJpeg("#d02020", "#202020")],
      ["/pictures/blue.jpg", await drawJpeg("#2030d0", "#f0f0f0")],
    ]);
    const images = new DrawnImages(pictures);
    const engine = ollamaEngine({ host: standIn.url, model: "gemma3:4b", images, clock: systemClock });
    return { engine, pictures: ["/pictures/red.jpg", "/pictures/blue.jpg"], close: () => standIn.close() };
  });
}
