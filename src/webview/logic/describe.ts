/** States, steps, reasons, sources and notes as words. */
import type { EngineStatus, GridCard, GridFilter, SearchNotes } from "../../shared/protocol.ts";
import type { QueueStatus, Source, Step, TextOrigin, Why } from "../../shared/model.ts";
import type { StringKey } from "../../shared/strings.ts";
import { describeCopy, describeMissingCopies } from "./copyWords.ts";
import { formatNumber, formatPercent, formatTime } from "./format.ts";
import { safeText, shorten } from "./safeText.ts";
import { t } from "./texts.ts";

const stateKeys: Readonly<Record<GridFilter, StringKey>> = {
  untagged: "stateUntagged",
  tagged: "stateTagged",
  edited: "stateEdited",
  interrupted: "stateInterrupted",
  failed: "stateFailed",
  stale: "stateStale",
};
const stepKeys: Readonly<Record<Step, StringKey>> = {
  description: "stepDescription",
  tags: "stepTags",
  text: "stepText",
};
const whyKeys: Readonly<Record<Why["field"], StringKey>> = {
  tags: "whyTags",
  description: "whyDescription",
  text: "whyText",
  alt: "whyAlt",
  name: "whyName",
  file: "whyFile",
  meaning: "whyMeaning",
};

export function describeState(state: GridFilter): string {
  return t(stateKeys[state]);
}

export function describeStep(step: Step): string {
  return t(stepKeys[step]);
}

/** What goes on with an image at work: before the first words of an answer there is no step to tell of. */
export function describeWork({ step, progress, phase }: QueueStatus["current"][number]): string {
  if (phase !== undefined) return t(phase === "loading" ? "phaseLoading" : "phaseLooking");
  return progress === 0 ? t("phaseReady") : `${describeStep(step)} ${formatPercent(progress)}`;
}

/** How strongly a result matches: its strongest reason. */
export function strengthOf(why: readonly Why[]): number {
  return why.reduce((most, { strength }) => Math.max(most, Math.min(1, strength)), 0);
}

/** "tags: red, icon · meaning 82 %". */
export function describeWhy(why: readonly Why[]): string {
  return why
    .map(({ field, words, strength }) => {
      if (field === "meaning") return t("whyMeaning", formatPercent(strength));
      const shown = (words ?? []).map((word) => shorten(safeText(word), 40)).join(", ");
      return shown === "" ? t(whyKeys[field]) : t("whyField", t(whyKeys[field]), shown);
    })
    .join(" · ");
}

/** The tags of a result in one line; its description where it has none. */
function describeTags({ tags, description }: GridCard): string {
  return safeText(tags && tags.length > 0 ? tags.join(", ") : (description ?? ""));
}

/** The state of an image, with the reason where it failed, and whether it is stale. */
export function describeStateAtLength({ state, failure, stale, missing }: GridCard): string {
  if (missing) return t("missingNote");
  if (state === "failed" && failure) return t("stateFailedBecause", safeText(failure.message));
  return stale ? t("stateAndStale", describeState(state)) : describeState(state);
}

/** How far the work on one image is. */
export interface CardProgress {
  readonly percent: number;
  readonly step: Step;
}

/** What a screen reader says of a card: what is seen of it in the same order, then the state that is seen as a sign. */
export function labelOfCard(card: GridCard, work: CardProgress | undefined, withTags: boolean): string {
  const state = work
    ? t("cardWorking", describeStep(work.step), formatPercent(work.percent / 100))
    : describeStateAtLength(card);
  const seen = [
    safeText(card.name),
    withTags ? describeTags(card) : "",
    card.why ? describeWhy(card.why) : "",
    ...describeCopy(card),
  ];
  return t("cardLabel", seen.filter((part) => part !== "").join(", "), state);
}

/** Who wrote a value. */
export function describeSource(source: Source): string {
  switch (source.by) {
    case "person":
      return t("sourcePerson");
    case "model":
      return source.name ? t("sourceModel", safeText(modelOf(source.name))) : t("sourceModelUnnamed");
    case "builtin":
      return t(source.name === "tesseract" ? "sourceOcr" : "sourceBuiltin");
    case "file":
      return t("sourceFile");
    case "imported":
      return t("sourceImported");
  }
}

/** A person knows a model by its own name; which engine ran it stands in the log. */
function modelOf(name: string): string {
  return name.replace(/^ollama:(?=.)/, "");
}

/** Who wrote a value, and when. */
export function describeSourceAtLength(source: Source): string {
  return source.at ? t("sourceAt", describeSource(source), formatTime(source.at)) : describeSource(source);
}

/** Which part of an image's text OCR added to what a model read; "" where there is nothing to tell beside the source. */
export function describeTextFrom(textFrom: readonly TextOrigin[] | undefined): string {
  const added = textFrom?.filter((origin) => origin === "ocr").length ?? 0;
  if (added === 0 || added === textFrom?.length) return "";
  return added === 1 ? t("textByOcrOne") : t("textByOcrMany", formatNumber(added));
}

/** Which engine and model is at work, in a few words. */
export function describeEngine({ engine, model }: Pick<EngineStatus, "engine" | "model">): string {
  const names = {
    ollama: "engineOllama",
    openai: "engineOpenai",
    vscode: "engineVscode",
    builtin: "engineBuiltin",
    none: "engineNone",
  } as const;
  const name = t(names[engine]);
  return model && engine !== "builtin" && engine !== "none" ? t("engineModel", name, safeText(model)) : name;
}

/** All that is known of the engine, for a tooltip. */
export function describeEngineAtLength(engine: EngineStatus): string {
  const lines = [
    engine.host ? t("engineAt", describeEngine(engine), safeText(engine.host)) : describeEngine(engine),
    engine.embedModel ? t("engineEmbedder", safeText(engine.embedModel)) : "",
    engine.reason ? safeText(engine.reason) : "",
    t("engineChoose"),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

/** What must be said about a search, each with its weight. */
export interface Note {
  readonly kind: "problem" | "notice";
  readonly text: string;
  /** Said when it is asked for: in a side bar it would take four lines below every search. */
  readonly details?: string;
  /** Records of missing images are among the results: they can be removed. */
  readonly canRemove?: true;
  /** What was most likely meant, and the whole query with it. */
  readonly instead?: { readonly label: string; readonly query: string };
}

/** Problems of the query at their place, and whether its meaning was used. */
export function describeNotes(notes: SearchNotes, query: string): readonly Note[] {
  const problems = notes.problems.map(({ at, length, message, instead }): Note => {
    const part = shorten(safeText(query.slice(at, length > 0 ? at + length : undefined).trim()), 24);
    const text = part === "" ? t("searchProblemAtEnd", safeText(message)) : t("searchProblem", safeText(message), part);
    if (instead === undefined) return { kind: "problem", text };
    const mended = `${query.slice(0, at)}${instead}${query.slice(at + length)}`;
    return { kind: "problem", text, instead: { label: shorten(safeText(instead), 40), query: mended } };
  });
  const { unmeasured = 0 } = notes;
  if (unmeasured > 0) {
    const text = unmeasured === 1 ? t("searchUnmeasuredOne") : t("searchUnmeasured", formatNumber(unmeasured));
    problems.push({ kind: "notice", text });
  }
  const { missing = 0 } = notes;
  if (missing > 0) {
    const text = missing === 1 ? t("searchMissingOne") : t("searchMissing", formatNumber(missing));
    problems.push({ kind: "notice", text, canRemove: true });
  }
  for (const text of notes.copies ? describeMissingCopies(notes.copies) : []) problems.push({ kind: "notice", text });
  if (notes.meaning === "used") return problems;
  const isOff = notes.meaning === "off" ? "searchMeaningOff" : "searchMeaningUnavailable";
  const text = t(notes.comparedBy === "words" ? "searchComparedByWords" : isOff);
  const details = notes.meaningReason ? { details: safeText(notes.meaningReason) } : {};
  return [...problems, { kind: "notice", text, ...details }];
}

/** "4,102 images" or "12 results". */
export function describeTotal(total: number, isSearch: boolean): string {
  if (total === 1) return t(isSearch ? "resultOne" : "imageOne");
  return t(isSearch ? "resultMany" : "imageMany", formatNumber(total));
}

/** "3 selected". */
export function describeSelected(count: number): string {
  return count === 1 ? t("selectedOne") : t("selectedMany", formatNumber(count));
}

/** The set of images that is searched within. */
export function describeWithin(count: number | undefined): string {
  if (count === undefined) return t("withinFilterUnknown");
  return count === 1 ? t("withinFilterOne") : t("withinFilter", formatNumber(count));
}
