/** Tags of every engine come out as five to ten words of the library; answers of a blind model are found out. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { finishTags } from "../../src/extension/core/tagging/finishTags.ts";
import { saysNotSeen } from "../../src/extension/core/tagging/notSeen.ts";
import { SameAnswers } from "../../src/extension/core/tagging/sameAnswers.ts";
import type { Vocabulary } from "../../src/extension/core/tagging/vocabulary.ts";
import { parseVocabulary } from "../../src/extension/core/tagging/vocabularyFile.ts";

function vocabularyOf(content: object): Vocabulary {
  const reading = parseVocabulary(JSON.stringify(content), shortHash);
  assert.ok("vocabulary" in reading, JSON.stringify(reading));
  return reading.vocabulary;
}

describe("the tags that are stored", () => {
  const five = ["dog", "sea", "sun", "sand", "ball"];

  test("are those of the answer where there are enough", () => {
    const description = "A cat on a wall.";
    assert.deepEqual(finishTags(five, { description }, undefined), five);
  });

  test("are at most ten", () => {
    const many = Array.from({ length: 14 }, (_, n) => `tag number ${n}`);
    assert.deepEqual(finishTags(many, {}, undefined), many.slice(0, 10));
  });

  test("are filled up to five with content words of the description, in its order", () => {
    const description = "A small brown dog's puppy runs along the beach at sunset, chasing a ball.";
    assert.deepEqual(finishTags(["dog"], { description }, undefined), ["dog", "brown", "puppy", "runs", "beach"]);
  });

  test("do not say the same word with another ending twice", () => {
    const tags = finishTags(["red cars"], { description: "Two red cars; the car on the left is parked." }, undefined);
    assert.deepEqual(tags, ["red cars", "parked"]);
  });

  test("are filled up with keywords of the file after that", () => {
    const other = { description: "A cat.", keywords: ["Holiday_2020", "#Rome", "photo"] };
    assert.deepEqual(finishTags([], other, undefined), ["cat", "holiday 2020", "rome"]);
  });

  test("keep words of scripts without spaces whole, and no particles", () => {
    const tags = finishTags(["車"], { description: "赤い車が東京に停まっている。" }, undefined);
    assert.deepEqual(tags.slice(0, 3), ["車", "赤い", "東京"]);
  });

  test("keep the accents of the description", () => {
    assert.deepEqual(finishTags([], { description: "Ein Café mit grünen Stühlen." }, undefined), [
      "café",
      "grünen",
      "stühlen",
    ]);
  });

  test("are the words of a strict vocabulary and no others, those from the description too", () => {
    const vocabulary = vocabularyOf({ strict: true, minimum: 5, tags: ["sea", { tag: "dog", aliases: ["puppy"] }] });
    const description = "A puppy runs along the beach.";
    assert.deepEqual(finishTags(["ocean", "sea"], { description }, vocabulary), ["sea", "dog"]);
  });

  test("may be words that usually say nothing where the library lists them", () => {
    assert.deepEqual(finishTags(["photo", "scene", "image"], {}, vocabularyOf({ tags: ["Photo", "scene"] })), [
      "Photo",
      "scene",
    ]);
  });

  test("are chosen from all that was said before they are cut", () => {
    const many = [...Array.from({ length: 12 }, (_, n) => `other ${n}`), "sea"];
    assert.deepEqual(finishTags(many, {}, vocabularyOf({ strict: true, tags: ["sea"] })), ["sea"]);
  });

  test("are never filled up with banned words, and keep to the library's own counts", () => {
    const vocabulary = vocabularyOf({ minimum: 2, maximum: 3, banned: ["beach"] });
    assert.deepEqual(finishTags([], { description: "A beach with a dog and a ball." }, vocabulary), ["dog", "ball"]);
    assert.deepEqual(finishTags(five, {}, vocabulary), ["dog", "sea", "sun"]);
  });
});

describe("a description that says that there was no picture", () => {
  const blind = [
    "I cannot see the image.",
    "I'm sorry, but I can't view images directly.",
    "Sorry, I am unable to see any picture in this conversation.",
    "As an AI language model, I do not have the ability to view images.",
    "No image was provided.",
    "There is no image attached to your message.",
    "It seems that no picture has been uploaded.",
    "Unfortunately, the image was not provided.",
    "Please provide an image so that I can describe it.",
    "Could you please upload the photo again?",
    "I don't see any image attached.",
    "You have not uploaded an image.",
    "Ich kann das Bild leider nicht sehen.",
    "Es wurde kein Bild hochgeladen.",
    "Je ne peux pas voir l’image.",
    "Lo siento, no puedo ver la imagen.",
  ];
  for (const sentence of blind)
    test(`is found out: ${sentence}`, () => {
      assert.equal(saysNotSeen(sentence), true);
    });

  const seeing = [
    "A grey placeholder with the words “No image available”.",
    "No image available, in grey letters on white.",
    "A sign that says: please provide an image of your passport.",
    "A web form asks the visitor to upload a photo.",
    "I love New York, in red letters on a white shirt.",
    "The image of a saint hangs on a wall.",
    "The photo is not in focus; a dog runs.",
    "A person who cannot see the picture reads braille.",
    "Kein Zutritt steht auf einem Schild.",
    "No parking sign beside a car.",
  ];
  for (const sentence of seeing)
    test(`is not seen in: ${sentence}`, () => {
      assert.equal(saysNotSeen(sentence), false);
    });
});

describe("the same answer for pictures that differ", () => {
  const answer = { description: "A person stands in a room with a table.", tags: ["person", "room"] };
  const picture = (dHash: string, contentKey = "one file") => ({ dHash, contentKey });
  const [dark, light, third] = [picture("0000000000000000"), picture("ffffffffffffffff"), picture("00000000ffffffff")];

  test("is doubted from the second picture on", () => {
    const answers = new SameAnswers();
    assert.equal(answers.isDoubtful(answer, dark), false);
    assert.equal(answers.isDoubtful(answer, light), true);
    assert.equal(answers.isDoubtful(answer, dark), true);
  });

  test("is none where the pictures are alike: up to 16 of 64 bits differ", () => {
    const answers = new SameAnswers();
    answers.isDoubtful(answer, picture("0000000000000000"));
    assert.equal(answers.isDoubtful(answer, picture("000000000000ffff")), false);
    assert.equal(answers.isDoubtful(answer, picture("800000000000ffff")), true);
  });

  test("is doubted where any two of the pictures differ, not only the first from another", () => {
    const answers = new SameAnswers();
    answers.isDoubtful(answer, picture("000000000000ffff"));
    assert.equal(answers.isDoubtful(answer, picture("0000000000000000")), false);
    assert.equal(answers.isDoubtful(answer, picture("00000000ffffffff")), true);
  });

  test("is none where description or tags differ", () => {
    const answers = new SameAnswers();
    for (const said of [
      answer,
      { ...answer, tags: ["room"] },
      { ...answer, description: `${answer.description} Two.` },
    ])
      assert.equal(answers.isDoubtful(said, said === answer ? dark : light), false);
  });

  test("is doubted from the third of them on where the description is too short to be sure of two", () => {
    const answers = new SameAnswers();
    const short = { description: "A plain colour.", tags: ["red"] };
    assert.deepEqual(
      [dark, light, dark, light, third].map((seen) => answers.isDoubtful(short, seen)),
      [false, false, false, false, true],
    );
  });

  test("is doubted from the third file on where the pictures are plain, which their hashes do not tell apart", () => {
    const answers = new SameAnswers();
    const red = picture("0000000000000000", "red");
    const seen = [red, picture("0000000000000000", "green"), red, picture("000000000000ff00", "a box on blue")];
    assert.deepEqual(
      seen.map((one) => answers.isDoubtful(answer, one)),
      [false, false, false, true],
    );
  });

  test("is none where many pictures with much in them are alike, as those of a series are", () => {
    const answers = new SameAnswers();
    const series = ["a", "b", "c", "d"].map((file) => picture("00000000fffffff0", file));
    assert.ok(series.every((one) => !answers.isDoubtful(answer, one)));
  });

  test("is told apart from another spelling of the same: case and spaces do not count", () => {
    const answers = new SameAnswers();
    answers.isDoubtful(answer, dark);
    assert.equal(answers.isDoubtful({ ...answer, description: ` ${answer.description.toUpperCase()}` }, light), true);
  });

  test("is forgotten in time: a run over a large library holds no more than it needs", () => {
    const answers = new SameAnswers();
    answers.isDoubtful(answer, dark);
    for (let n = 0; n < 6_000; n++)
      answers.isDoubtful({ description: `Something else number ${n}, at length.`, tags: [] }, dark);
    assert.equal(answers.isDoubtful(answer, light), false);
  });
});
