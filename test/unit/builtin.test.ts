/** The built-in engine's words, from made-up features: kinds, colours, names, sentences. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { colourName } from "../../src/extension/core/builtin/colourNames.ts";
import { imageKind } from "../../src/extension/core/builtin/imageKind.ts";
import { nameWords } from "../../src/extension/core/builtin/nameWords.ts";
import { pictureWords } from "../../src/extension/core/builtin/pictureWords.ts";
import type { ImageAnalysis } from "../../src/extension/core/ports.ts";
import type { ColourName, Facts } from "../../src/shared/model.ts";

type Features = ImageAnalysis["features"];

const photoFeatures: Features = {
  meanLightness: 0.5,
  lightnessSpread: 0.4,
  saturation: 0.2,
  edges: 0.05,
  flat: 0.1,
  distinctColours: 700,
  transparent: 0,
  entropy: 7.3,
  bands: 0,
};
const graphicFeatures: Features = {
  ...photoFeatures,
  flat: 0.95,
  distinctColours: 30,
  entropy: 1.2,
  meanLightness: 0.9,
};

function analysis(
  facts: Partial<Facts>,
  features: Partial<Features>,
  colours: Readonly<Partial<Record<ColourName, number>>>,
): ImageAnalysis {
  return {
    facts: { width: 1200, height: 800, format: "png", ...facts },
    dHash: "0000000000000000",
    colours: Object.entries(colours).map(([name, share]) => ({ name: name as ColourName, share })),
    features: { ...photoFeatures, ...features },
    text: "",
    textConfidence: 0,
  };
}

const photo = analysis({ format: "jpeg" }, {}, { green: 0.6, blue: 0.3 });
const redIcon = analysis({ width: 64, height: 64 }, { ...graphicFeatures, transparent: 0.4 }, { red: 0.9, white: 0.1 });

describe("the kind of an image", () => {
  const cases: readonly (readonly [string, ImageAnalysis, string, readonly string[]])[] = [
    ["photo", photo, "", []],
    ["photo", analysis({ camera: "Canon EOS 7D" }, { flat: 0.5, entropy: 3 }, { black: 1 }), "", []],
    ["photo", photo, "", ["logo"]],
    ["icon", redIcon, "", []],
    ["logo", redIcon, "", ["logo"]],
    ["diagram", analysis({}, { ...graphicFeatures, saturation: 0 }, { white: 0.95, black: 0.05 }), "A B C", []],
    ["screenshot", analysis({}, { ...graphicFeatures, bands: 0.1 }, { white: 0.7, blue: 0.2 }), "Save all files", []],
    ["screenshot", analysis({}, { ...graphicFeatures, meanLightness: 0.15 }, { black: 0.9 }), "one two three", []],
    ["screenshot", analysis({}, graphicFeatures, { green: 0.9 }), "", ["screenshot"]],
    [
      "document",
      analysis({}, { ...graphicFeatures, saturation: 0, edges: 0.2 }, { white: 0.85 }),
      "many words stand here now",
      [],
    ],
    ["drawing", analysis({}, graphicFeatures, { white: 0.4, red: 0.6 }), "", []],
  ];
  for (const [kind, measured, text, words] of cases) {
    test(`is ${kind} for flat ${measured.features.flat}, text "${text}", name "${words.join(" ")}"`, () => {
      assert.equal(imageKind(measured, text, words), kind);
    });
  }
});

test("colours are named as people name them", () => {
  const named: Readonly<Record<string, string>> = {
    ff0000: "red",
    "8b0000": "red",
    ff8c00: "orange",
    ff7f50: "orange",
    ffd700: "yellow",
    "228b22": "green",
    "008080": "teal",
    "00ffff": "cyan",
    "007acc": "blue",
    "000080": "blue",
    "800080": "purple",
    ff69b4: "pink",
    "8b4513": "brown",
    d2b48c: "beige",
    "1e1e1e": "black",
    "808080": "grey",
    fafafa: "white",
  };
  for (const [hex, name] of Object.entries(named)) {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    assert.equal(colourName(red, green, blue), name, hex);
  }
});

describe("the words of a name", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "IMG_20240501_1234.jpg": [],
    "DSC-0042.JPG": [],
    "redCarAtNight2.png": ["red", "car", "night"],
    "login_form-error.png": ["login", "form", "error"],
    "d41d8cd98f00b204e9800998ecf8427e.png": [],
    "霜の木.jpg": ["霜の木"],
    "Цикламен персидский.jpg": ["цикламен", "персидский"],
    "Früchte.jpg": ["früchte"],
    ".png": [],
  };
  for (const [path, words] of Object.entries(cases)) {
    test(`of ${path} are [${words.join(", ")}]`, () => assert.deepEqual(nameWords(path).file, words));
  }

  test("come from the nearest folders too, but not from folders that every project has", () => {
    assert.deepEqual(nameWords("assets/images/winter holidays/a.jpg").folder, ["winter", "holidays"]);
    assert.deepEqual(nameWords("src/assets/a.jpg").folder, []);
  });

  test("make a phrase with the short words that join them, without numbers and what cameras write", () => {
    assert.equal(nameWords("red car at night.jpg").phrase, "red car at night");
    assert.equal(nameWords("IMG_20240501 Tour de Berne 12.jpg").phrase, "tour de berne");
    assert.equal(nameWords("stopSign.jpg").phrase, "stop sign");
    assert.equal(nameWords("IMG_0001.jpg").phrase, "");
  });
});

describe("what is said of an image", () => {
  test("names a red icon so that it is found as one", () => {
    const { description, tags } = pictureWords(redIcon, "x/12.png", "");
    assert.equal(description, "A red icon on a transparent background, 64 by 64 pixels.");
    assert.ok(tags.includes("red") && tags.includes("icon"));
  });

  test("puts keywords first, and date, camera and place into the sentence", () => {
    const known = analysis(
      {
        format: "jpeg",
        keywords: ["Harvest", "Field"],
        caption: "Hay on a field",
        takenAt: "2002-07-28T10:00:00",
        camera: "Canon EOS 7D",
        place: { latitude: 51.85, longitude: -3.34 },
      },
      {},
      { brown: 0.7 },
    );
    const { description, tags, alt } = pictureWords(known, "a.jpg", "");
    assert.equal(
      description,
      "Hay on a field. A photo, mostly brown, taken with Canon EOS 7D on 28 July 2002 at 51.85° N, 3.34° W, 1200 by 800 pixels.",
    );
    assert.deepEqual(tags.slice(0, 4), ["photography", "harvest", "field", "brown"]);
    assert.equal(alt, "Hay on a field.");
  });

  test("gives five to ten tags even where little is known", () => {
    for (const bare of [photo, redIcon, analysis({}, { ...graphicFeatures, saturation: 0 }, { white: 1 })]) {
      const { tags } = pictureWords(bare, "1.png", "");
      assert.ok(tags.length >= 5 && tags.length <= 10, tags.join());
      assert.equal(new Set(tags).size, tags.length);
    }
  });

  test("keeps the alternative text at 250 characters and on one line", () => {
    const { alt } = pictureWords(analysis({}, graphicFeatures, { white: 0.5 }), "a.png", "line\n".repeat(200));
    assert.ok(alt.length <= 250);
    assert.doesNotMatch(alt, /\n/u);
    const long = pictureWords(analysis({ altText: "word ".repeat(100) }, {}, { green: 1 }), "a.png", "");
    assert.ok(long.alt.length <= 250 && long.alt.startsWith("word word"));
  });
});
