/** Reads the library folder's vocabulary for a command; a file that cannot be used ends it before any picture is looked at. */
import path from "node:path";
import { shortHash } from "../extension/adapters/records/hash.ts";
import { readRecordFile } from "../extension/adapters/records/recordFile.ts";
import type { Engine } from "../extension/core/ports.ts";
import { placeInText } from "../extension/core/tagging/commentedJson.ts";
import { vocabularyPath, type Vocabulary } from "../extension/core/tagging/vocabulary.ts";
import { parseVocabulary } from "../extension/core/tagging/vocabularyFile.ts";
import { ExpectedError } from "../shared/failures.ts";
import type { Composition } from "./composition.ts";

/** Tells the workshop the folder's own words and what images are tagged with: what was made otherwise is stale. */
export async function useRecipe({ folder, workshop }: Composition, engine: Engine): Promise<void> {
  workshop.setVocabulary(folder.key, await vocabularyIn(folder.root));
  const { kind, model, promptKey } = engine;
  workshop.setRecipe({ engine: kind, model, promptKey });
}

async function vocabularyIn(root: string): Promise<Vocabulary | undefined> {
  const file = path.join(root, vocabularyPath);
  const read = await readRecordFile(file, root);
  if (!read) return undefined;
  const text = read.bytes.toString("utf8");
  const reading = parseVocabulary(text, shortHash);
  if ("vocabulary" in reading) return reading.vocabulary;
  const { at, message } = reading.problem;
  const { line, column } = placeInText(text, at);
  throw new ExpectedError("unreadable", `${file}:${line + 1}:${column + 1}: ${message}`);
}
