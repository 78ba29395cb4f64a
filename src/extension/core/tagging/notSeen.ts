/** Knows the sentences with which a model says, instead of a description, that it was shown no picture. */

const apology = String.raw`(?:(?:i['’]?m|i am|we['’]?re) (?:very |really |truly |so )?sorry[,.;:]?|sorry[,.;:]?|apologies[,.;:]?|i apologi[sz]e[,.;:]?|unfortunately[,:]?|as an? (?:ai|text|language)[^,.]{0,60},|but|however[,:]?|it (?:seems|appears|looks)(?: like| as if| that)?|that|there (?:is|was|has been|are|were))`;
const picture = String.raw`(?:images?|pictures?|photos?|photographs?|visuals?|attachments?|files?)`;
const given = String.raw`(?:provided|attached|uploaded|included|given|shared|supplied|sent|received|submitted|loaded|passed)`;
const cannot = String.raw`(?:cannot|can ?not|can['’]?t|could(?: not|n['’]?t)|am (?:currently )?(?:unable|not able) to|['’]m (?:currently )?(?:unable|not able) to|do(?: not|n['’]?t)|did(?: not|n['’]?t)|have(?: not|n['’]?t)|lack)`;
const seeing = String.raw`(?:see|seen|view|viewed|access|process|analy[sz]e|open|look at|perceive|display|describe|interpret|receive|received|been (?:shown|given|provided)|have|the ability|the capability)`;

/** Only at the beginning: a picture may well show the words "no image available". */
const english = new RegExp(
  String.raw`^(?:${apology}\s*)*(?:` +
    [
      // "I am unable to view images", "I don't see any picture", "I have not received an image"
      String.raw`(?:i|we)\s*${cannot}\s+(?:\w+\s+){0,2}${seeing}\b[^.!?]{0,60}\b${picture}\b`,
      // "No image was provided"
      String.raw`no ${picture}\s+(?:(?:was|is|were|are|has been|have been|actually)\s+)*${given}\b`,
      // "The image was not attached"
      String.raw`(?:the|your|an?|any) ${picture} (?:was|is|were|are|has|have)(?: not|n['’]?t)(?: been)? ${given}\b`,
      // "Please provide an image"
      String.raw`(?:please|kindly|could you(?: please)?|can you(?: please)?) (?:provide|upload|share|attach|send|supply|include|submit|resend|re-upload)\b[^.!?]{0,40}\b${picture}\b`,
      // "You have not provided an image"
      String.raw`you (?:have(?: not|n['’]?t)|did(?: not|n['’]?t)|forgot to) (?:\w+ )?(?:provide|provided|attach|attached|upload|uploaded|share|shared|include|included|send|sent)\b[^.!?]{0,40}\b${picture}\b`,
    ].join("|") +
    ")",
  "iu",
);

/** The same in the languages that people set most often. */
const others: readonly RegExp[] = [
  /^(?:(?:es tut mir leid|leider|entschuldigung)[,.]?\s*(?:aber\s+)?)*(?:(?:ich )?kann (?:ich )?\b[^.!?]{0,30}\b(?:bild|bilder|foto|fotos)\b[^.!?]{0,20} nicht|ich sehe kein (?:bild|foto)|(?:es wurde )?kein (?:bild|foto) (?:bereitgestellt|hochgeladen|angehängt|übermittelt))/iu,
  /^(?:(?:je suis désolée?|désolée?|malheureusement)[,.]?\s*(?:mais\s+)?)*(?:je ne (?:peux|vois|suis)\b[^.!?]{0,40}|aucune (?=(?:image|photo) n.a))(?:image|photo)s?\b/iu,
  /^(?:(?:lo siento|lamentablemente)[,.]?\s*(?:pero\s+)?)*(?:no puedo (?:ver|acceder|analizar)|no se (?:ha )?(?:proporcionado|adjuntado)|no veo)\b[^.!?]{0,40}\b(?:imagen|imágenes|foto)/iu,
];

/** True where a description says that there was nothing to describe. */
export function saysNotSeen(description: string): boolean {
  const start = description.slice(0, 300);
  return english.test(start) || others.some((pattern) => pattern.test(start));
}
