/** The same picture twice in a library: what is known of the one is taken over for the other, with the sources that it has there. */
import { steps, type ImageRecord, type Source } from "../../shared/model.ts";
import type { Engine } from "./ports.ts";
import { isAllFromOcr, isKept, withStep, type Looked } from "./recordChanges.ts";
import type { Vocabulary } from "./tagging/vocabulary.ts";

/** True where a look at the picture would be made with what the twin's record was made with. */
export function canStandIn(twin: ImageRecord, engine: Engine, vocabulary: Vocabulary | undefined): boolean {
  if (twin.doubt !== undefined || (twin.vocabulary ?? "") !== (vocabulary?.key ?? "")) return false;
  return twin.prompt === undefined || twin.prompt === engine.promptKey;
}

/** The record with all that the twin says; what a person wrote here stays. */
export function withTwin(
  record: ImageRecord,
  twin: ImageRecord,
  engine: Engine,
  content: Pick<Looked, "contentKey" | "stamp">,
): ImageRecord {
  const looked: Omit<Looked, "source"> = {
    ...content,
    engine: twin.engine ?? engine.kind,
    model: twin.model ?? engine.model,
    prompt: twin.prompt,
    vocabulary: twin.vocabulary,
    facts: twin.facts ?? { width: 0, height: 0, format: "" },
  };
  const { description = { by: "model" }, text = description, alt = description, tags = {} } = twin.sources;
  const sources: Readonly<Record<(typeof steps)[number], Source>> = {
    description,
    tags: description,
    // the step is the engine's, also where OCR read all of the text
    text: isAllFromOcr(twin.textFrom) ? alt : text,
  };
  const taken = steps.reduce(
    (next, step, index) => withStep(next, step, twin, { ...looked, source: sources[step] }, index === 0),
    record,
  );
  const mine = record.sources.tags ?? {};
  const tagSources = taken.tags.map((tag) => {
    const source = (Object.hasOwn(mine, tag) && isKept(mine[tag]) ? mine : tags)[tag];
    return [tag, source ?? description] as const;
  });
  return { ...taken, sources: { ...taken.sources, tags: Object.fromEntries(tagSources) } };
}
