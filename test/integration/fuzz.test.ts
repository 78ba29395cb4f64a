/** The readers of what strangers write, a hundred thousand damaged inputs each: every one is read, or refused by name. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDetailsFile } from "../../src/extension/adapters/records/detailsFile.ts";
import { formatIndexFile, parseIndexFile } from "../../src/extension/adapters/records/indexFile.ts";
import { readJournal } from "../../src/extension/adapters/records/journalLines.ts";
import { fields } from "../../src/extension/core/tagging/answerStream.ts";
import { parseAnswer } from "../../src/extension/core/tagging/parseAnswer.ts";
import { StepCollector } from "../../src/extension/core/tagging/stepCollector.ts";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { steps } from "../../src/shared/model.ts";
import { below, damaged, oneOf, seeded, type Random } from "../fixtures/mutations.ts";

const inputs = 100_000;

const indexFiles = [
  `{\n    "a.jpg": {\n        "description": "A red car.",\n        "tags": [\n            "car",\n            "red"\n        ],\n        "text_content": "STOP",\n        "is_processed": true\n    }\n}`,
  `{"sub\\\\a.jpg": {"description": null, "tags": "a, b", "text_content": 5, "is_processed": false, "tags_ru": ["x"]}, "._b.png": {}}`,
  `[{"path": "x/y.png", "filename": "y.png", "size": 12, "modified": 1.5}, {"filename": "z.png", "error": "no"}]`,
] as const;
const detailsFiles = [
  `{"version": 1, "entries": {\n"a.jpg": {"of": "x", "alt": "A car", "done": ["description","tags","text"], "sources": {"tags": {"car": {"by": "model", "name": "m", "at": "2026"}}}, "removedTags": ["b"], "facts": {"width": 5, "height": 5, "format": "jpeg"}, "failure": {"reason": "r", "message": "m", "at": "t"}}\n}}\n`,
] as const;
const journals = [
  `{"claim":{"id":"i","pid":5,"start":"","host":"h"},"after":""}\n\n{"put":"a.jpg","record":{"description":"d","tags":["t"],"text":"","alt":"","done":["description"],"sources":{},"removedTags":[]}}\n{"folded":true}\n{"release":"i"}\n`,
] as const;
const answers = [
  `{"description": "A red car at night.", "tags": ["car", "red", "night", "city", "road"], "text": "STOP\\nHERE", "alt": "A red car."}`,
  '```json\n{"Description": "A cat", "Keywords": "cat, sofa; home", "OCR": "", "alt_text": "A cat"}\n```',
  `<think>Let me see {"description": "no"}</think>{"result": {"description": "A dog", "tags": [{"tag": "dog"}], "text": null, "alt": ""}}`,
  `Sure! {"description": "{\\"description\\": \\"nested\\", \\"tags\\": [\\"a\\"]}", "tags": []}`,
] as const;
const queries = [
  `red "car park" -night +city tag:sea folder:"a b/c" is:failed OR "x`,
  `写真 date:2024 size:>5MB -"`,
] as const;

/** Runs the reader on damaged examples; what it throws must be one of the errors that its callers know by name. */
function survives(
  examples: readonly [string, ...string[]],
  read: (text: string, random: Random) => void,
  known: (thrown: unknown) => boolean,
): { readonly read: number; readonly refused: number } {
  const random = seeded(20_261_122);
  let refused = 0;
  for (let i = 0; i < inputs; i++) {
    const input = damaged(oneOf(random, examples), random);
    try {
      read(input, random);
    } catch (thrown) {
      if (!known(thrown)) assert.fail(`input ${i} ${JSON.stringify(input)}: ${String(thrown)}`);
      refused++;
    }
  }
  return { read: inputs - refused, refused };
}

/** Broken JSON, or one of our own sentences; a TypeError of the engine's would be a fault of the reader. */
const isNamedForFiles = (thrown: unknown): boolean =>
  thrown instanceof SyntaxError || (thrown instanceof TypeError && thrown.message.startsWith("The file "));
const isNever = (): boolean => false;

describe(`of ${inputs} damaged inputs`, () => {
  test("every index file is read or refused, and what was read is written and read again the same", () => {
    const { read, refused } = survives(
      indexFiles,
      (text) => {
        const items = [...parseIndexFile(text)].map(([key, { entry }]) => [key, entry] as const);
        const again = [...parseIndexFile(formatIndexFile(items))].map(([key, { entry }]) => [key, entry] as const);
        assert.deepEqual(new Map(again), new Map(items));
      },
      isNamedForFiles,
    );
    assert.ok(read > 1_000 && refused > 1_000, `${read} read, ${refused} refused`);
  });

  test("every details file is read or refused", () => {
    const { read } = survives(detailsFiles, (text) => void parseDetailsFile(text), isNamedForFiles);
    assert.ok(read > 1_000);
  });

  test("every journal is read, and of its torn lines none counts", () => {
    survives(journals, (text) => void readJournal(text), isNever);
  });

  test("every answer of a model gives usable values or problems, however it is cut into pieces", () => {
    const { read } = survives(
      answers,
      (text, random) => {
        const { answer, problems } = parseAnswer(text, fields, "instructions", oneOf(random, answers));
        for (const field of fields) assert.ok(answer[field] !== undefined || problems.length > 0);
        // the vocabulary chooses among more than are kept
        assert.ok((answer.tags ?? []).length <= 64 && (answer.alt ?? "").length <= 250);
        const collector = new StepCollector(steps, {}, () => undefined);
        collector.begin("instructions");
        for (let at = 0; at < text.length;) {
          const end = at + 1 + below(random, 60);
          collector.push(text.slice(at, end));
          at = end;
        }
        collector.finish(answer, random() < 0.5);
      },
      isNever,
    );
    assert.equal(read, inputs);
  });

  test("every query is understood, with its problems at places inside it", () => {
    survives(
      queries,
      (text) => {
        for (const { at, message } of parseQuery(text).problems)
          assert.ok(at >= 0 && at <= text.length && message !== "");
      },
      isNever,
    );
  });
});
