/** The form of a chat request, and how it shrinks to what a server takes: each refusal names what to leave out from then on. */
import type { ChatQuestion } from "../../core/tagging/chat.ts";
import type { SaidError } from "./saidError.ts";

/** What goes into requests. */
export interface RequestForm {
  readonly format: "json_schema" | "json_object" | "none";
  readonly limit: "max_tokens" | "max_completion_tokens" | "none";
  readonly hasTemperature: boolean;
  /** Tells the chat template that no thoughts are wanted. */
  readonly hasThinkingSwitch: boolean;
  /** False where the chat template knows no system message: what it says then stands before the question. */
  readonly hasSystemMessage: boolean;
}

/** What is tried first. */
export const fullForm: RequestForm = {
  format: "json_schema",
  limit: "max_tokens",
  hasTemperature: true,
  hasThinkingSwitch: true,
  hasSystemMessage: true,
};

/** The body of a streamed chat request. */
export function chatBody(
  form: RequestForm,
  { prompt, jpeg, constrained }: ChatQuestion,
  { model, maxAnswerTokens }: { readonly model: string; readonly maxAnswerTokens: number },
): object {
  const url = `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
  const text = form.hasSystemMessage ? prompt.user : `${prompt.system}\n\n${prompt.user}`;
  const question = {
    role: "user",
    content: [
      { type: "text", text },
      { type: "image_url", image_url: { url } },
    ],
  };
  return {
    model,
    messages: form.hasSystemMessage ? [{ role: "system", content: prompt.system }, question] : [question],
    stream: true,
    ...(form.limit !== "none" && { [form.limit]: maxAnswerTokens }),
    ...(form.hasTemperature && { temperature: 0 }),
    ...(form.hasThinkingSwitch && { chat_template_kwargs: { enable_thinking: false } }),
    ...(constrained && form.format !== "none" && { response_format: responseFormat(form.format, prompt.schema) }),
  };
}

function responseFormat(format: "json_schema" | "json_object", schema: object): object {
  if (format === "json_object") return { type: format };
  // OpenAI's strict mode asks for the closing word
  return {
    type: format,
    json_schema: { name: "record", strict: true, schema: { ...schema, additionalProperties: false } },
  };
}

type Field = "response_format" | "chat_template_kwargs" | "limit" | "temperature" | "system";

const fields: readonly (readonly [Field, RegExp])[] = [
  ["chat_template_kwargs", /chat_template_kwargs|enable_thinking/iu],
  ["response_format", /response_format|json_schema|json_object|structured[ _]outputs?|guided|grammar|\bschema\b/iu],
  ["limit", /max_tokens|max_completion_tokens/iu],
  ["temperature", /\btemperature\b/iu],
  [
    "system",
    /system (?:role|message|prompt)s? (?:is |are )?not supported|roles must alternate|only .*user.* roles? (?:is|are) supported/iu,
  ],
];

const refusing =
  /unsupported|not (?:be )?(?:supported|permitted|allowed|recogni[sz]ed|valid|implemented)|unknown|unrecogni[sz]ed|unexpected|extra|invalid|failed|must be|(?:does|do) ?n[o']t support|features not/iu;

/** Names max_tokens too, which is not what is wrong. */
const tooLong = /context[_ ](?:length|size|window)|maximum context|exceed_context/iu;

/** The form without what the server names as not taken; undefined where it names nothing that can be left out. */
export function formAfter(form: RequestForm, status: number, said: SaidError): RequestForm | undefined {
  // a server that cannot make a grammar of the schema may call that its own failure
  const mayRefuse = status === 400 || status === 422 || status === 500 || status === 501;
  if (!mayRefuse || tooLong.test(`${said.code} ${said.type} ${said.text}`)) return undefined;
  const inText = refusing.test(said.text) ? said.text : "";
  const named =
    fields.find(([, pattern]) => pattern.test(said.param)) ?? fields.find(([, pattern]) => pattern.test(inText));
  return named && without(form, named[0]);
}

function without(form: RequestForm, field: Field): RequestForm | undefined {
  switch (field) {
    case "response_format":
      if (form.format === "none") return undefined;
      return { ...form, format: form.format === "json_schema" ? "json_object" : "none" };
    case "chat_template_kwargs":
      return form.hasThinkingSwitch ? { ...form, hasThinkingSwitch: false } : undefined;
    case "limit":
      if (form.limit === "none") return undefined;
      return { ...form, limit: form.limit === "max_tokens" ? "max_completion_tokens" : "none" };
    case "temperature":
      return form.hasTemperature ? { ...form, hasTemperature: false } : undefined;
    case "system":
      return form.hasSystemMessage ? { ...form, hasSystemMessage: false } : undefined;
  }
}
