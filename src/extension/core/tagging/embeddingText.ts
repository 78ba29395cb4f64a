/** The text that stands for an image in vector search, and the prefixes that embedding models were trained with. */

/** Raised when the template or the prefix of a document changes: vectors of different versions are never compared. */
export const embeddingTemplateVersion = 1;

const maxTags = 12;
/** Of the text in the picture only the beginning: a page of it would drown what the picture shows. */
const maxTextCharacters = 600;

/** What a document's text is made of; a catalog document fits. */
export interface EmbeddingParts {
  /** Path or name of the file: its last two parts give the title. */
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt?: string;
}

/** The text of one image, without the prefix of any model; parts that are empty are left out. */
export function documentText(parts: EmbeddingParts): string {
  const title = titleOf(parts.path);
  const text = parts.text.replace(/\s+/gu, " ").trim().slice(0, maxTextCharacters);
  const sentences = [
    sentence(parts.description || parts.alt || ""),
    parts.tags.length > 0 ? `Tags: ${parts.tags.slice(0, maxTags).join(", ")}.` : "",
    text === "" ? "" : `Text in image: ${text}`,
  ].filter((part) => part !== "");
  return [title === "" ? "" : `title: ${title}`, sentences.length > 0 ? `text: ${sentences.join(" ")}` : ""]
    .filter((part) => part !== "")
    .join(" | ");
}

/** A document's text as this model wants it. */
export function withDocumentPrefix(model: string, text: string): string {
  const family = familyOf(model);
  // EmbeddingGemma's own form is "title: … | text: …", which the template has already
  if (family === "embeddinggemma") return text.startsWith("title: ") ? text : `title: none | ${withTextLabel(text)}`;
  return family === "nomic" ? `search_document: ${text}` : text;
}

/** A query as this model wants it. */
export function withQueryPrefix(model: string, query: string): string {
  switch (familyOf(model)) {
    case "embeddinggemma":
      return `task: search result | query: ${query}`;
    case "nomic":
      return `search_query: ${query}`;
    case "qwen3":
      return `Instruct: Given a search query, retrieve descriptions of pictures that show it\nQuery:${query}`;
    case "mxbai":
    case "arctic":
      return `Represent this sentence for searching relevant passages: ${query}`;
    case "arctic2":
      return `query: ${query}`;
    case "plain":
      return query;
  }
}

type Family = "embeddinggemma" | "nomic" | "qwen3" | "mxbai" | "arctic" | "arctic2" | "plain";

/** By the name as Ollama, Hugging Face ("google/…") or LM Studio ("text-embedding-…") has it. */
function familyOf(model: string): Family {
  const name = (model.toLowerCase().split(/[/\\]/u).at(-1) ?? "").replace(/^text-embedding-/u, "");
  // both generations, embeddinggemma and embeddinggemma-2, were trained with the same prompts
  if (name.startsWith("embeddinggemma")) return "embeddinggemma";
  if (name.startsWith("nomic-embed-text")) return "nomic";
  if (name.startsWith("qwen3-embedding")) return "qwen3";
  if (name.startsWith("mxbai-embed")) return "mxbai";
  if (!name.startsWith("snowflake-arctic-embed")) return "plain";
  return /embed2|v2/u.test(name) ? "arctic2" : "arctic";
}

function withTextLabel(text: string): string {
  return text.startsWith("text: ") ? text : `text: ${text}`;
}

/** Words of the file's and its folder's name, as far as they are words. */
function titleOf(path: string): string {
  const parts = path.split("/").slice(-2);
  const stem = (parts.pop() ?? "").replace(/\.[^.]*$/u, "");
  return [stem, ...parts]
    .map((part) =>
      part
        .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
        .split(/[^\p{L}\p{M}]+/u)
        .filter((word) => word.length > 1)
        .join(" "),
    )
    .filter((part) => part !== "")
    .join(", ");
}

function sentence(text: string): string {
  const trimmed = text.replace(/\s+/gu, " ").trim();
  return trimmed === "" || /[.!?。！？…]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
