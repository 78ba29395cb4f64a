/** Reads what a server says went wrong, in the forms of OpenAI, llama.cpp, LM Studio, vLLM and the gateways before them. */
import { cleanLine } from "../../core/tagging/cleanText.ts";
import { withoutSecrets } from "../../core/tagging/login.ts";

/** An error as a server puts it; "" for what it does not say. */
export interface SaidError {
  readonly text: string;
  readonly code: string;
  readonly type: string;
  /** The field of the request that it is about. */
  readonly param: string;
  /** False for pages and plain texts: somebody else than a model server answered. */
  readonly isFromServer: boolean;
}

const maxCharacters = 400;
const maxBodyCharacters = 16_384;

/** `secrets` are struck out: servers repeat the key that they refuse. */
export function readError(body: string, secrets: readonly string[]): SaidError {
  let said: SaidError = { text: body, code: "", type: "", param: "", isFromServer: false };
  // a gateway may hand on the whole error of the server behind it as a string
  for (let depth = 0; depth < 5; depth++) {
    const inner = errorIn(said.text);
    if (!inner) break;
    said = {
      text: inner.text,
      code: inner.code || said.code,
      type: inner.type || said.type,
      param: inner.param || said.param,
      isFromServer: true,
    };
  }
  const isMarkup = /^\s*</u.test(said.text);
  const shown = withoutSecrets(cleanLine(said.text.slice(0, maxBodyCharacters)), secrets);
  return { ...said, text: isMarkup ? "" : shown.slice(0, maxCharacters) };
}

interface ErrorFields {
  readonly error?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
}

/** The error inside a JSON text; undefined where there is none. */
function errorIn(text: string): Omit<SaidError, "isFromServer"> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // plain text: the sentence itself
    return undefined;
  }
  let found = { text: "", code: "", type: "", param: "" };
  for (let depth = 0; depth < 4 && typeof value === "object" && value !== null; depth++) {
    const fields = (Array.isArray(value) ? value[0] : value) as ErrorFields | undefined;
    found = {
      text: "",
      code: wordOf(fields?.code) || found.code,
      type: wordOf(fields?.type) || found.type,
      param: wordOf(fields?.param) || found.param,
    };
    if (Array.isArray(fields?.detail)) return { ...found, ...validationError(fields.detail) };
    value = fields?.error ?? fields?.message ?? fields?.detail;
  }
  return typeof value === "string" ? { ...found, text: value } : undefined;
}

/** FastAPI lists what it does not take: place and reason of each. */
function validationError(detail: readonly unknown[]): Pick<SaidError, "text" | "param"> {
  const { loc, msg } = (detail[0] ?? {}) as { loc?: unknown; msg?: unknown };
  const place = Array.isArray(loc) ? loc.filter((part) => part !== "body").join(".") : "";
  return { text: `${place}: ${wordOf(msg)}`, param: place };
}

function wordOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
