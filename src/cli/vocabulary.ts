/** Reads the library folder's vocabulary for a command; a file that cannot be used ends it before any picture is looked at. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { shortHash } from "../extension/adapters/records/hash.ts";
import type { Engine } from "../extension/core/ports.ts";
import { placeInText } from "../extension/core/tagging/commentedJson.ts";
import { vocabularyPath, type Vocabulary } from "../extension/core/tagging/vocabulary.ts";
import { parseVocabulary } from "../extension/core/tagging/vocabularyFile.ts";
import { ExpectedError } from "../shared/failures.ts";
import type { Composition } from "./composition.ts";

/** Tells the workshop the folder's own words and what images are tagged with: what was made otherwise is stale. */
export async function useRecipe({ folder, workshop }: Composition, engine: Engine): Promise<void> {
  workshop.setVocabulary(folder.key, await vocabularyIn(path.join(folder.root, vocabularyPath)));
  const { kind, model, promptKey } = engine;
  workshop.setRecipe({ engine: kind, model, promptKey });
}

async function vocabularyIn(file: string): Promise<Vocabulary | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const reading = parseVocabulary(text, shortHash);
  if ("vocabulary" in reading) return reading.vocabulary;
  const { at, message } = reading.problem;
  const { line, column } = placeInText(text, at);
  throw new ExpectedError("unreadable", `${file}:${line + 1}:${column + 1}: ${message}`);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new ExpectedError("unreadable", `The tag vocabulary ${file} cannot be read (${String(code)}).`, {
      cause: thrown,
    });
  }
}
