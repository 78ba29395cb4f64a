/** What the stand-in's model says: the asked fields of what it sees, straight or bent in the ways of real models. */
import type { SeenAnswer } from "./ollamaSight.ts";
import type { Distortion } from "./ollamaTypes.ts";

/** An answer as the model writes it. */
export interface Utterance {
  readonly content: string;
  readonly thinking?: string;
}

/** The fields that a request asks for: those of its schema, or the ones that its prompt names in quotes. */
export function askedFields(format: unknown, prompt: string): string[] {
  const properties = (format as { properties?: unknown } | undefined)?.properties;
  if (typeof properties === "object" && properties !== null) return Object.keys(properties);
  return ["description", "tags", "text", "alt"].filter((field) => prompt.includes(`- "${field}":`));
}

/** The asked fields as JSON. */
export function sayStraight(seen: SeenAnswer, asked: readonly string[]): Utterance {
  return { content: JSON.stringify(pick(seen, asked)) };
}

/** The same, as models say it that do not keep to what was asked. */
export function sayBent(seen: SeenAnswer, asked: readonly string[], how: Distortion): Utterance {
  const fields = pick(seen, asked);
  const json = JSON.stringify(fields, null, 2);
  switch (how) {
    case "fences":
      return { content: `\`\`\`json\n${json}\n\`\`\`\n` };
    case "prose":
      return { content: `Sure! Here is the {record} you asked for:\n\n${json}\n\nLet me know if you need more.` };
    case "schemaIgnored":
      return { content: `**Description:** ${seen.description}\n\n**Tags:** ${seen.tags.join(", ")}\n` };
    case "invalidJson":
      return { content: json.slice(0, 12) };
    case "wrongTypes":
      return {
        content: JSON.stringify({
          ...fields,
          ...(asked.includes("description") && { description: 7 }),
          ...(asked.includes("tags") && { tags: { first: null } }),
          ...(asked.includes("text") && { text: 12 }),
          ...(asked.includes("alt") && { alt: true }),
        }),
      };
    case "thinkingOnly":
      return { content: "", thinking: `The user wants a record of {this} picture. It would be ${json}` };
    case "thinkTags":
      return { content: `<think>Let me see {"description": "not this"}.</think>\n${json}` };
    case "unordered":
      return { content: JSON.stringify(Object.fromEntries(Object.entries(fields).toReversed())) };
    case "wrapped":
      return { content: JSON.stringify([{ status: "ok", result: fields }]) };
    case "echo":
      return { content: JSON.stringify(echo(asked)) };
    case "empty":
      return { content: "" };
  }
}

function pick(seen: SeenAnswer, asked: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(seen).filter(([field]) => asked.includes(field)));
}

/** The schema itself instead of an answer to it. */
function echo(asked: readonly string[]): object {
  return { type: "object", properties: Object.fromEntries(asked.map((field) => [field, { type: "string" }])) };
}
