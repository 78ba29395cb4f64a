/** The filters of the query language: what each demands, and what is said of those that cannot be used. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { checks } from "../fixtures/queryCases.ts";
import { spoken } from "../fixtures/spokenConditions.ts";

describe("filters", () => {
  test("take words, lists, quotes and any case of their name", () => {
    checks({
      "tag:beach": { where: "tag=beach" },
      "TAG:Beach": { where: "tag=Beach" },
      "tags:beach": { where: "tag=beach" },
      'tag:"red car"': { where: "tag=red car" },
      "tag:a,b": { where: "any(tag=a, tag=b)" },
      'tag:"red car",blue,"a,b"': { where: "any(tag=red car, tag=blue, tag=a,b)" },
      "tag:a,": { where: "tag=a" },
      "tag:sun*": { where: "tag=sun*" },
      'tag:"red c*"': { where: "tag=red c*" },
      "tag:*": { where: "has=tags" },
      "-tag:dog": { where: "not(tag=dog)" },
      "-tag:a,b": { where: "not(any(tag=a, tag=b))" },
      "+tag:dog": { where: "tag=dog" },
      "tag：犬": { where: "tag=犬" },
      "tag:it's tag:100%_x": { where: "all(tag=it's, tag=100%_x)" },
      "(tag:a)": { where: "tag=a" },
      "tag:a:b": { where: "tag=a:b" },
    });
  });

  test("of folders, names, texts and models take parts", () => {
    checks({
      "folder:photos/2024": { where: "folder=photos/2024" },
      "folder:/photos/": { where: "folder=/photos" },
      "folder:.\\photos\\2024": { where: "folder=photos/2024" },
      "-folder:old": { where: "not(folder=old)" },
      'folder:"my pictures",b': { where: "any(folder=my pictures, folder=b)" },
      "folder:/": { where: "folder=/" },
      "name:IMG_*": { where: "name=IMG_*" },
      'name:"red car"': { where: "name=red car" },
      "name:a.jpg": { where: "name=a.jpg" },
      "text:exit": { where: "text=exit" },
      'text:"no parking"': { where: "text=no parking" },
      "model:gemma3:4b": { where: "model=gemma3:4b" },
      "model:builtin": { where: "model=builtin" },
    });
  });

  test("of known words take these, one or many, in any case", () => {
    checks({
      "is:tagged": { where: "state=tagged|edited" },
      "is:untagged": { where: "state=untagged|interrupted" },
      "is:interrupted": { where: "state=interrupted" },
      "is:Edited,failed": { where: "any(state=edited, state=failed)" },
      "-is:edited is:tagged": { where: "all(not(state=edited), state=tagged|edited)" },
      "is:stale": { where: "stale" },
      "-is:stale dog": { words: "dog", where: "not(stale)" },
      "has:alt": { where: "has=alt" },
      "has:gps,camera -has:text": { where: "all(any(has=gps, has=camera), not(has=text))" },
      "has:tag": { where: "has=tags" },
      "type:png": { where: "format=png" },
      "type:jpg": { where: "format=jpeg" },
      "type:.JPG,tif": { where: "any(format=jpeg, format=tiff)" },
      "type:nef": { where: "format=nef" },
      "kind:photo": { where: "kind=photo" },
      "kind:Screenshots": { where: "kind=screenshot" },
      "color:red": { where: "colour=red" },
      "colour:gray": { where: "colour=grey" },
      "color:red,blue": { where: "any(colour=red, colour=blue)" },
      "ｋind:photo": { where: "kind=photo" },
    });
    assert.match(spoken(parseQuery("type:raw").where ?? { all: [] }), /^any\(format=raw, format=dng, .*format=srw\)$/);
  });

  test("of numbers compare and range", () => {
    checks({
      "rating:>=4": { where: "rating[4..)" },
      "rating>3": { where: "rating[4..)" },
      "stars:5": { where: "rating[5..6)" },
      "rating:2..3": { where: "rating[2..4)" },
      "rating:0": { where: "rating[0..1)" },
      "rating:None": { where: "rating[0..1)" },
      "rating:rejected,1": { where: "any(rating[-1..0), rating[1..2))" },
      "-rating:-1": { where: "not(rating[-1..0))" },
      "w>1000": { where: "width[1001..)" },
      "w:>=1000": { where: "width[1000..)" },
      "w>=1000": { where: "width[1000..)" },
      "h<500": { where: "height[..500)" },
      "h:<=500": { where: "height[..501)" },
      "h≤500": { where: "height[..501)" },
      "width:800": { where: "width[800..801)" },
      "w=800px": { where: "width[800..801)" },
      "w:800..1200": { where: "width[800..1201)" },
      "w:800..": { where: "width[800..)" },
      "w:..1200": { where: "width[..1201)" },
      "w＞１０００": { where: "width[1001..)" },
      "size:>2mb": { where: "size[2097153..)" },
      "size>=1.5MiB": { where: "size[1572864..)" },
      "size:100kb..1mb": { where: "size[102400..1048577)" },
      "size:<10k": { where: "size[..10240)" },
      "size:2mb": { where: "size[1572864..2621440)" },
      "size:1.5mb": { where: "size[1520435..1625293)" },
      "size:500": { where: "size[500..501)" },
      "size:0": { where: "size[0..1)" },
      'size:"2 gb"': { where: "size[1610612736..2684354560)" },
      "-w>1000": { where: "not(width[1001..))" },
    });
  });

  test("of dates know years, months, days, ranges and words", () => {
    checks({
      "date:2024": { where: "date[2024-01-01..2025-01-01)" },
      "date:2024-05": { where: "date[2024-05-01..2024-06-01)" },
      "date:2024-12": { where: "date[2024-12-01..2025-01-01)" },
      "date:2024-02-29": { where: "date[2024-02-29..2024-03-01)" },
      "date:2024/5/1": { where: "date[2024-05-01..2024-05-02)" },
      "date:20240501": { where: "date[2024-05-01..2024-05-02)" },
      "date:2024-05-01..2024-06": { where: "date[2024-05-01..2024-07-01)" },
      "date:2023..": { where: "date[2023-01-01..)" },
      "date:..2023": { where: "date[..2024-01-01)" },
      "date:>2023": { where: "date[2024-01-01..)" },
      "date:>=2023": { where: "date[2023-01-01..)" },
      "date<2023-05": { where: "date[..2023-05-01)" },
      "date:<=2023": { where: "date[..2024-01-01)" },
      "date:today": { where: "date[2024-05-15..2024-05-16)" },
      "date:Yesterday": { where: "date[2024-05-14..2024-05-15)" },
      "date:week": { where: "date[2024-05-09..2024-05-16)" },
      "date:month": { where: "date[2024-04-16..2024-05-16)" },
      "date:year": { where: "date[2023-05-16..2024-05-16)" },
      "date:2023,2024": { where: "any(date[2023-01-01..2024-01-01), date[2024-01-01..2025-01-01))" },
      "date:2022..yesterday": { where: "date[2022-01-01..2024-05-15)" },
      "date:0001": { where: "date[0001-01-01..0002-01-01)" },
      "date:9999": { where: "date[9999-01-01..9999-12-32)" },
    });
  });
});

describe("what only the program can tell", () => {
  test("is asked of it at its place", () => {
    checks({
      "is:orphan dog": { words: "dog", where: "orphan" },
      "-is:orphan": { where: "not(orphan)" },
      "used:true": { where: "used" },
      "used:No dog": { words: "dog", where: "not(used)" },
      "-used:false": { where: "used" },
      'used:"user guide",readme.md': { where: "any(used=user guide, used=readme.md)" },
      "is:stale,orphan": { where: "any(stale, orphan)" },
    });
  });
});

describe("filters that cannot be used", () => {
  test("lack their value", () => {
    checks({
      "tag: dog": { words: "dog", problems: ["0+4"] },
      'folder:""': { problems: ["0+9"] },
      "w>": { problems: ["0+2"] },
      "-date:": { problems: ["0+6"] },
      "tag:,": { problems: ["0+5"] },
    });
  });

  test("have a value that they do not know", () => {
    checks({
      "dog is:blue": { words: "dog", problems: ["7+4"] },
      "is:blue,tagged": { where: "state=tagged|edited", problems: ["3+4"] },
      "kind:zebra": { problems: ["5+5"] },
      "type:doc": { problems: ["5+3"] },
      "color:infrared": { problems: ["6+8"] },
      "has:wings": { problems: ["4+5"] },
      "w>big dog": { words: "dog", problems: ["2+3"] },
      "rating:six": { problems: ["7+3"] },
      "rating:6": { problems: ["7+1"] },
      "rating:4.5": { problems: ["7+3"] },
      "size:2xb": { problems: ["5+3"] },
      "size:10..5": { problems: ["5+5"] },
      "size:>1..2": { problems: ["6+4"] },
      "w:1..2..3": { problems: ["2+7"] },
      "w:..": { problems: ["2+2"] },
      "date:2024-13": { problems: ["5+7"] },
      "date:2023-02-29": { problems: ["5+10"] },
      "date:01.05.2024": { problems: ["5+10"] },
      "date:soon": { problems: ["5+4"] },
      "date:2024..2023": { problems: ["5+10"] },
    });
  });

  test("are meant for another filter or value, which is named", () => {
    const instead = (query: string): (string | undefined)[] =>
      parseQuery(query).problems.map((problem) => problem.instead);
    assert.deepEqual(instead("knd:photo"), ["kind"]);
    assert.deepEqual(instead("colur:red"), ["color"]);
    assert.deepEqual(instead("tpye:png"), ["type"]);
    assert.deepEqual(instead("modle:x"), ["model"]);
    assert.deepEqual(instead("kind:phto"), ["photo"]);
    assert.deepEqual(instead("kind:screen"), ["screenshot"]);
    assert.deepEqual(instead("is:taged"), ["tagged"]);
    assert.deepEqual(instead("color:gren"), ["green"]);
    assert.deepEqual(instead("kind:zebra"), [undefined]);
    assert.deepEqual(instead("OR x"), ["or"]);
    checks({
      "cat knd:photo": { words: "cat knd photo", problems: ["4+3"] },
      'cat -colur:"dark red"': {
        words: "cat",
        where: "not(any(words=colur, words=dark, words=red))",
        problems: ["5+5"],
      },
    });
  });

  test("say what helps", () => {
    const message = (query: string): string => parseQuery(query).problems[0]?.message ?? "";
    assert.match(message("size:2xb"), /bytes, kb, mb and gb, as in "size:>2mb"/);
    assert.match(message("date:soon"), /2024-05-01.*today/);
    assert.match(message("w:wide"), /whole numbers, as in "w:>1000"/);
    assert.match(message("is:blue"), /knows tagged, untagged, edited/);
    assert.match(message("knd:x"), /Did you mean "kind:"\?/);
    assert.match(message("kind:phto"), /Did you mean kind:photo\?/);
    assert.match(message("tag:"), /as in tag:beach/);
  });
});
