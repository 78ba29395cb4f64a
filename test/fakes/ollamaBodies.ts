/** What comes to the stand-in in a request: its JSON, and the pictures inside it. */
import type { IncomingMessage } from "node:http";
import { hashOf } from "./ollamaSight.ts";
import type { SentImage } from "./ollamaTypes.ts";

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

/** What is kept of a picture that came: enough to tell which it was, and that it was no original file. */
export function sentImage(bytes: Buffer): SentImage {
  return {
    bytes: bytes.length,
    hash: hashOf(bytes),
    head: bytes.subarray(0, 3).toString("hex"),
    hasMetadata: bytes.includes("Exif\0") || bytes.includes("http://ns.adobe.com/xap/"),
  };
}

/** The body without its pictures, for the record. */
export function withoutImages(body: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(body["messages"])) return body;
  return {
    ...body,
    messages: (body["messages"] as WithImages[]).map((message) => ({ ...message, images: undefined })),
  };
}
