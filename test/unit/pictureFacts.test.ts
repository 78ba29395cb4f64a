/** Facts that are measured: kind, colours and hash of a picture on its way to an engine. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../src/extension/core/builtin/pictureFacts.ts";
import type { PreparedImage } from "../../src/extension/core/ports.ts";

const facts = { width: 1600, height: 900, format: "png" };
const measured: PreparedImage = {
  facts,
  jpeg: new Uint8Array(),
  jpegWidth: 896,
  jpegHeight: 504,
  dHash: "0123456789abcdef",
  features: {
    meanLightness: 0.5,
    lightnessSpread: 0.4,
    saturation: 0.2,
    edges: 0.02,
    flat: 0.9,
    distinctColours: 60,
    transparent: 0,
    entropy: 3,
    bands: 0.1,
  },
  colours: [
    { name: "white", share: 0.6 },
    { name: "grey", share: 0.14 },
    { name: "blue", share: 0.12 },
    { name: "red", share: 0.06 },
    { name: "green", share: 0.04 },
  ],
};

describe("facts of a measured picture", () => {
  test("hold its kind, the colours that are seen in it, and its hash", () => {
    const found = factsOf({ kind: "jpeg", image: measured }, "a.png", "File Edit View Help");
    assert.deepEqual(found, { ...facts, kind: "screenshot", colours: ["white", "blue", "red"], dHash: measured.dHash });
  });

  test("tell the kind by the words in it too", () => {
    assert.equal(factsOf({ kind: "jpeg", image: measured }, "a.png", "").kind, "drawing");
  });

  test("are those of the file alone where nothing was measured", () => {
    const { features: _features, colours: _colours, ...bare } = measured;
    assert.deepEqual(factsOf({ kind: "jpeg", image: bare }, "a.png", ""), { ...facts, dHash: measured.dHash });
  });
});
