/**
 * How far an embedder can be trusted on the library at hand. Embedders differ more than any fixed weight can serve, and one that
 * is good at sentences of a newspaper may know little of these pictures. So it is put to the test on the library's own records:
 * a sentence that is held back asks for its record, among some hundreds of others, once by words and once by meaning.
 */
import type { Catalog } from "../catalogPort.ts";

/** What is known of an embedder, and how it is said. */
export interface EmbedderTrust {
  /** 0 to 1: the weight of meaning beside words for a sentence. */
  readonly value: number;
  readonly sentence: string;
  /** Absent where the library is too small, or not yet measured. */
  readonly measured?: TrustMeasure;
}

/** A measurement, as it is kept. */
export interface TrustMeasure {
  /** How many held-back sentences asked, among how many records. */
  readonly asked: number;
  readonly among: number;
  /** Mean reciprocal rank of the record that was asked for, by words and by meaning. */
  readonly words: number;
  readonly meaning: number;
  /** How many records the library had then. */
  readonly library: number;
}

/** Held where nothing was measured: enough for a good embedder to help, too little for a bad one to do much harm. */
const untestedTrust = 0.3;
/** The measured value counts as if so many questions had been asked before with the answer above. */
const doubt = 8;
/**
 * Words and meaning of equal reach help each other most when they weigh the same; an embedder that reaches two thirds as far
 * does best at a twentieth to a tenth of that weight. An eighth power says both, and what lies between, on captions with both embedders.
 */
const steepness = 8;

/** The trust that follows from a measurement. */
export function trustFrom(measured: TrustMeasure | undefined): EmbedderTrust {
  if (!measured || measured.asked === 0) {
    const why = measured ? "the library has too few descriptions to tell" : "not measured yet";
    const sentence = `How good the embedding model is on this library: ${why}; meaning weighs ${percent(untestedTrust)} of what words weigh.`;
    return { value: untestedTrust, sentence, ...(measured && { measured }) };
  }
  const { asked, among, words, meaning } = measured;
  const chance = chanceOf(among);
  const gained = Math.max(0, meaning - chance);
  const reach = gained === 0 ? 0 : Math.min(1, gained / Math.max(chance, words - chance));
  const value = (asked * reach ** steepness + doubt * untestedTrust) / (asked + doubt);
  const sentence =
    `Asked with ${asked} sentences out of this library's own records, among ${among} of them, meaning reached ` +
    `${meaning.toFixed(2)} where words reached ${words.toFixed(2)} (mean reciprocal rank); so it weighs ${percent(value)} of what words weigh.`;
  return { value, sentence, measured };
}

/** The mean reciprocal rank of a guess among so many. */
function chanceOf(among: number): number {
  let sum = 0;
  for (let rank = 1; rank <= among; rank++) sum += 1 / rank;
  return sum / Math.max(1, among);
}

/** What is known of this embedder on this library; for the search, and for whoever asks how well meaning works. */
export async function embedderTrust(
  catalog: Catalog,
  embedderKey: string,
  signal: AbortSignal,
): Promise<EmbedderTrust> {
  return trustFrom(readMeasure(await catalog.note(trustNote(embedderKey), signal)));
}

/** Keeps a measurement with the catalog. */
export async function keepMeasure(
  catalog: Catalog,
  embedderKey: string,
  measured: TrustMeasure,
  signal: AbortSignal,
): Promise<void> {
  await catalog.putNote(trustNote(embedderKey), JSON.stringify(measured), signal);
}

/** Under which name the measurement of an embedder is kept with a catalog. */
export function trustNote(embedderKey: string): string {
  return `trust ${embedderKey}`;
}

function readMeasure(note: string): TrustMeasure | undefined {
  if (note === "") return undefined;
  try {
    const { asked, among, words, meaning, library } = JSON.parse(note) as Record<string, unknown>;
    const numbers = [asked, among, words, meaning, library];
    if (!numbers.every((number) => typeof number === "number" && number >= 0)) return undefined;
    return { asked, among, words, meaning, library } as TrustMeasure;
  } catch {
    return undefined; // a note that cannot be read is measured again
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
