/** Queries as people type them, each with the image that has to come first, on the real catalog and without an embedder. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { searchLibrary } from "../fixtures/searchLibrary.ts";

const signal = new AbortController().signal;

/** A query, the end of the path that comes first ("" where nothing is found), and what must not be found. */
type Case = readonly [query: string, first: string, never?: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  "plain words": [
    ["dog", "dogs in heat.jpg"],
    ["cat", "cat on sofa.jpg", "cable car.jpg"],
    ["man", "man reading.jpg"],
    ["door", "door.jpg"],
    ["face", "face mask.jpg"],
    ["sea", "IMG_20230715_183000.jpg"],
    ["car parking", "red car.jpg"],
    ["dog beach", "beach dog.jpg"],
    ["red car", "red car.jpg"],
    ["blue car", "blue car.jpg"],
    ["black arrow right", "arrow_right.png"],
    ["a dog on the beach with a stick", "beach dog.jpg"],
    ["old woman with glasses", "grandma.jpg"],
    ["child blowing out candles", "birthday.jpg"],
    ["people in the rain with umbrellas", "crossing.jpg"],
  ],
  "endings of words": [
    ["dogs beach", "beach dog.jpg"],
    ["kittens", "kitten.jpg"],
    ["mountains lakes", "IMG_20240501.jpg"],
    ["sleeping cat", "cat on sofa.jpg"],
    ["reading man", "man reading.jpg"],
    ["candle", "birthday.jpg"],
    ["climber", "climbers.jpg"],
    ["umbrella street food", "hot dog stand.jpg"],
  ],
  "slips of the fingers": [
    ["bicylce", "bicycle.jpg"],
    ["motorcycel", "motorcycle.jpg"],
    ["ligthouse", "lighthouse.jpg"],
    ["kichen", "kitchen.jpg"],
    ["birtday cake", "birthday.jpg"],
    ["aquarum", "fish tank.jpg"],
    ["umbrela", "IMG_20230714_101500.jpg"],
    ["blue bicycel", "bicycle.jpg"],
  ],
  "beginnings and parts of words": [
    ["light", "christmas.jpg"],
    ["snowm", "snowman.jpg"],
    ["archit", "architectureDiagram.png"],
    ["dashb", "dashboardOverview.png"],
  ],
  "accents and case": [
    ["CAFE", "cafe.jpg"],
    ["café", "cafe.jpg"],
    ["strasse", "strasse.jpg"],
    ["Straße", "strasse.jpg"],
    ["nino balon", "nino.jpg"],
    ["smorrebrod", "smorrebrod.jpg"],
    ["muller", "whiteboard.jpg"],
    ["grosse", "letter.jpg"],
    ["metro abbesses", "metro.jpg"],
  ],
  "other scripts": [
    ["夜景", "tower.jpg"],
    ["東京タワー", "tower.jpg"],
    ["ラーメン", "ramen.jpg"],
    ["渋谷", "crossing.jpg"],
    ["москва", "moskva.jpg"],
    ["ναος", "athens.jpg"],
    ["서울", "seoul.jpg"],
    ["วัด", "bangkok.jpg"],
    ["חיפה", "haifa.jpg"],
  ],
  phrases: [
    ['"hot dog"', "hot dog stand.jpg", "dogs in heat.jpg"],
    ['"red car"', "red car.jpg", "blue car.jpg"],
    ['"no parking"', "red car.jpg"],
    ['"cable car" valley', "cable car.jpg", "red car.jpg"],
    ['"apple cake"', "recipe.jpg", "birthday.jpg"],
    ["christmas tree", "christmas.jpg"],
    ["fire truck", "fire truck.jpg"],
  ],
  "required words and exclusions": [
    ["dog -beach", "dogs in heat.jpg", "beach dog.jpg"],
    ["+sunset sea", "IMG_20230715_183000.jpg", "beach dog.jpg"],
    ["car -red", "cable car.jpg", "red car.jpg"],
    ["yellow umbrella -tag:beach", "hot dog stand.jpg", "IMG_20230714_101500.jpg"],
    ["kitten OR zeppelin", "kitten.jpg"],
  ],
  "names, numbers and text in the picture": [
    ["IMG_20240501", "IMG_20240501.jpg"],
    ["IMG_20240501.jpg", "IMG_20240501.jpg"],
    ["20230714", "IMG_20230714_101500.jpg"],
    ["logo-v2", "logo-v2.svg"],
    ["arrow_left", "arrow_left.png"],
    ["dashboard overview", "dashboardOverview.png"],
    ["0x80070005", "login error.png"],
    ["access is denied", "login error.png"],
    ["0815", "invoice-0815.png"],
    ["4711", "whiteboard.jpg"],
    ["1,250,000", "dashboardOverview.png"],
    ["not a git repository", "terminal.png"],
    ["ERIKSSON", "passport.jpg"],
    ["seat 34", "ticket.jpg"],
    ["08:15", "timetable.jpg"],
    ["jazz night", "poster.jpg"],
    ["Sunset Blvd", "sunset boulevard sign.jpg"],
  ],
  filters: [
    ["tag:dog beach", "beach dog.jpg", "lighthouse.jpg"],
    ["folder:paris", "cafe.jpg", "tower.jpg"],
    ["folder:holidays/2024 mountain", "IMG_20240501.jpg", "IMG_20230714_101500.jpg"],
    ["type:svg", "logo-v2.svg", "terminal.png"],
    ["kind:screenshot error", "login error.png", "invoice-0815.png"],
    ["text:privacy", "settings_page.png", "terminal.png"],
    ["has:text concert poster", "poster.jpg", "eiffel.jpg"],
    ["name:arrow", "arrow_left.png", "map.jpg"],
    ["date:2024-05-01", "IMG_20240501.jpg", "IMG_20240502.jpg"],
    ["date:2023-07 beach", "IMG_20230714_101500.jpg", "beach dog.jpg"],
    ["size:>10MB", "panorama.jpg", "cows.jpg"],
    ["w>5000", "panorama.jpg", "lighthouse.jpg"],
    ["h<100 arrow", "arrow_left.png", "whiteboard.jpg"],
  ],
  "nothing to be found": [
    ["zeppelin", ""],
    ["+zeppelin dog", ""],
  ],
};

describe("queries of people", () => {
  let folder = "";
  let catalog: LanceCatalog;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "image-tagger-cases-"));
    catalog = new LanceCatalog({ directory: path.join(folder, "catalog"), log: quietLog().log });
    await catalog.open(signal);
    await catalog.upsert(searchLibrary, signal);
    await catalog.optimise(signal);
  });
  after(async () => {
    await catalog.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [kind, queries] of Object.entries(cases))
    test(`${kind}: ${queries.length} queries find what was meant first`, async () => {
      const searching = new ImageSearch({ catalog });
      const wrong: string[] = [];
      for (const [query, first, never] of queries) {
        const { hits } = await searching.search(query, { mode: "hybrid", limit: 100, folderKeys: ["one"] }, signal);
        const found = hits.map((hit) => hit.path);
        if (first === "" ? found.length > 0 : !found[0]?.endsWith(`/${first}`))
          wrong.push(`${query} finds ${found.slice(0, 3).join(", ") || "nothing"} in place of ${first || "nothing"}`);
        if (never !== undefined && found.some((one) => one.endsWith(`/${never}`)))
          wrong.push(`${query} finds ${never}, which it must not`);
      }
      assert.deepEqual(wrong, []);
    });
});
