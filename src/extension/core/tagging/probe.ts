/** Tries an engine with a picture that is known, before it is trusted: does it answer, and of what it was shown? */
import { failureOf, isAbort, type FailureData } from "../../../shared/failures.ts";
import { steps } from "../../../shared/model.ts";
import type { Answer, Engine, LookRequest, Prepared } from "../ports.ts";
import { probePicture } from "./probePicture.ts";

/**
 * `doubtful` is a warning: the model answered beside the picture. `refused`: it failed or said nothing, it cannot be used. The
 * message is a sentence for a person and holds no words of the model.
 */
export interface ProbeVerdict {
  readonly kind: "good" | "doubtful" | "refused";
  readonly message: string;
  readonly seconds: number;
  readonly answer?: Answer;
  /** Why it was refused. */
  readonly failure?: FailureData;
}

/** Named like a camera's picture, and without facts: nothing but the pixels gives the answer away. */
const request: LookRequest = { file: "IMG_0001.jpg", path: "IMG_0001.jpg", steps, known: {} };

/** Lets the engine look once, outside any queue. Rejects only at a stop. */
export async function probeEngine(engine: Engine, signal: AbortSignal): Promise<ProbeVerdict> {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  let answer: Answer = {};
  try {
    await engine.look(
      request,
      preparedProbe(),
      (event) => {
        if (event.type === "step") answer = { ...answer, ...event.answer };
      },
      signal,
    );
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    const failure = failureOf(thrown);
    return { kind: "refused", message: failure.message, seconds: seconds(), failure };
  }
  return judge(engine.model, answer, seconds());
}

function judge(model: string, answer: Answer, seconds: number): ProbeVerdict {
  const said = [answer.description, ...(answer.tags ?? []), answer.text].join("\n");
  if (said.trim() === "") {
    const message = `${model} said nothing of the test picture. Choose another model.`;
    return { kind: "refused", message, seconds, failure: { reason: "answerInvalid", message } };
  }
  const time = `${seconds.toFixed(1)} s`;
  return fitsPicture(said)
    ? { kind: "good", message: `${model} sees: it described the test picture rightly in ${time}.`, seconds, answer }
    : {
        kind: "doubtful",
        message:
          `${model} answered in ${time}, but not of the test picture (a red disc with the word STOP). ` +
          "It may not see pictures well, or not at all: look at its first records before you trust it.",
        seconds,
        answer,
      };
}

/** The picture as the images room would have made it; its hash is of no use here. */
function preparedProbe(): Prepared {
  const { base64, sidePx } = probePicture;
  const jpeg = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const facts = { width: sidePx, height: sidePx, format: "jpeg" };
  return {
    kind: "jpeg",
    image: { facts, jpeg, jpegWidth: sidePx, jpegHeight: sidePx, dHash: "0".repeat(16) },
  };
}

/** Red, disc, circle, round, sign or stop, in the languages in which models answer most. */
const fitting = [
  "red|dis[ck]|circle|circular|round|sign|stop|crimson|scarlet",
  "rot(?:e[rsnm]?)?|kreis|scheibe|runde?s?|schild",
  "rouges?|cercle|disque|panneau|roj[oa]s?|círculo|disco|señal|ross[oai]|cerchio|segnale|vermelh[oa]s?|placa",
  "ro(?:od|de)|cirkel|röd[at]?|rød[et]?|czerwon\\p{L}*|koło|červen\\p{L}*|kırmızı|daire",
  "красн\\p{L}*|круг\\p{L}*|знак|червон\\p{L}*",
].join("|");
const fittingWord = new RegExp(`(?<!\\p{L})(?:${fitting})(?!\\p{L})`, "iu");
/** Where words are not parted by spaces. */
const fittingSign = /[红紅赤圆圓円]|빨간|붉은|원형|멈춤|أحمر|אדום|लाल/u;

function fitsPicture(said: string): boolean {
  return fittingWord.test(said) || fittingSign.test(said);
}
