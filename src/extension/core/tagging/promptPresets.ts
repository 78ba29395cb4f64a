/** How each kind of picture is asked about: wordings of the four fields, always bounded, never with an example of JSON. */
import type { Field } from "./answerStream.ts";

/** Kinds of pictures for which the instructions have a wording of their own. */
export const promptPresets = ["general", "photo", "screenshot", "diagram", "training"] as const;
export type PromptPreset = (typeof promptPresets)[number];

/** What is asked for each field. Of the tags only what they are to name: how many and in which form is the same for all. */
type Wording = Readonly<Record<Field, string>>;

// Kinds of things are named, never the things themselves: a model that answers with words of its instructions is taken for one
// that did not look. The text is bounded because a page of it would spend the whole budget of the answer.
const wordings: Readonly<Record<PromptPreset, Wording>> = {
  general: {
    description:
      "one or two plain sentences: the main subject first, what happens, where. " +
      'Do not start with "The image shows".',
    tags: "objects, setting, style or kind of picture, main colours, mood.",
    text:
      "the words that stand in the picture, verbatim, in reading order, AT MOST 120 words, the most prominent first. " +
      "An empty string if there are none.",
    alt: "one sentence of AT MOST 200 characters for a reader who cannot see the picture.",
  },
  photo: {
    description:
      "one or two plain sentences: who or what was photographed, what they do, the place, the light or the time of day " +
      'where it shows. Do not guess names of people. Do not start with "The photo shows".',
    tags:
      "the subject by its exact kind, what it does, the place, season and time of day, weather and light, " +
      "how the shot is framed, main colours, mood.",
    text:
      "the words on signs, labels, clothes and the like, verbatim, AT MOST 80 words, the largest first. " +
      "An empty string if there are none; a watermark or a date that the camera stamped counts as words.",
    alt: "one sentence of AT MOST 200 characters that tells a reader who cannot see the photo what was photographed and where.",
  },
  screenshot: {
    description:
      "one or two plain sentences: which program, site or kind of window it is as far as it can be told, which screen " +
      "or dialog of it, and what the user is doing or being told there.",
    tags:
      "the kind of program, the kind of screen, the controls that matter most, the task, " +
      "the state that it is in, the platform if it can be told, light or dark theme.",
    text:
      "the words on the screen, verbatim, with upper and lower case as they stand: title, headings, messages and errors " +
      "first, then labels and buttons, then content. AT MOST 180 words. An empty string if there are none.",
    alt:
      "one sentence of AT MOST 200 characters that names the screen and what matters on it, " +
      "for a reader of the documentation who cannot see it.",
  },
  diagram: {
    description:
      "one or two plain sentences: which kind of diagram, chart, plan or drawing it is, what it is about, and what it says: " +
      "the main parts and how they are connected, or the trend and its extremes.",
    tags: "the kind of drawing, its subject, the field that it belongs to, the main parts by their labels, how they are laid out.",
    text:
      "title, axis titles, legend and labels, verbatim, from top to bottom and left to right, AT MOST 150 words, " +
      "separated by line breaks. An empty string if there are none.",
    alt:
      "one sentence of AT MOST 200 characters that gives a reader who cannot see the drawing its message, " +
      "not the look of it.",
  },
  training: {
    description:
      "a caption for training an image model: one line of short facts separated by commas, the subject first, then its " +
      "looks, what it does, what is around it, how the picture is framed and lit, the medium. AT MOST 60 words. " +
      "Only what can be seen: no moods, no opinions, no guesses, no full sentences.",
    tags:
      "the subject by its plain name, its visible properties, clothing and materials, action, surroundings, viewpoint, " +
      "lighting, medium. No moods and no words of praise.",
    text: "the words that stand in the picture, verbatim, AT MOST 60 words. An empty string if there are none.",
    alt: "one plain sentence of AT MOST 200 characters with the same facts, for a reader who cannot see the picture.",
  },
};

/** What is asked of a picture of this kind, field by field. */
export function wordingOf(preset: PromptPreset): Wording {
  return wordings[preset];
}
