/** What comes to the stand-in in a request: its JSON, and the pictures inside it. */
import type { IncomingMessage } from "node:http";

/** The JSON of a request; {} for GET, undefined for what cannot be read. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    // a real server answers this with status 400 too
    return undefined;
  }
}

interface WithImages {
  readonly images?: readonly unknown[];
}

/** The pictures in the messages as bytes; undefined if one is no base64. */
export function imagesOf(body: Record<string, unknown>): Buffer[] | undefined {
  const messages = Array.isArray(body["messages"]) ? (body["messages"] as WithImages[]) : [];
  const encoded = messages.flatMap(({ images }) => images ?? []);
  if (encoded.some((image) => typeof image !== "string" || !/^[A-Za-z0-9+/]+={0,2}$/u.test(image))) return undefined;
  return encoded.map((image) => Buffer.from(String(image), "base64"));
}

/** The body without its pictures, for the record. */
export function withoutImages(body: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(body["messages"])) return body;
  return {
    ...body,
    messages: (body["messages"] as WithImages[]).map((message) => ({ ...message, images: undefined })),
  };
}
