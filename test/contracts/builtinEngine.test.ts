/** The built-in engine keeps the engine contract, on drawn pictures through a real images room. */
import { BuiltinEngine } from "../../src/extension/adapters/builtin/builtinEngine.ts";
import { redIcon, screenshot } from "../fixtures/drawnImages.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";
import { engineContract } from "./engine.contract.ts";

const { put } = suiteFolder();

engineContract("built-in", async () => {
  const { room, images } = openImagesRoom();
  const pictures = [
    await put("icon.png", await redIcon()),
    await put("window.png", await screenshot(["Saved"])),
  ] as const;
  return { engine: new BuiltinEngine({ images, version: "1" }), pictures, close: () => room.close() };
});
