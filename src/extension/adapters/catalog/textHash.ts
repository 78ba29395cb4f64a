/** The hash of the text that a vector is made of: vectors of one embedder for texts with one hash are the same. */
import { createHash } from "node:crypto";

/** The hash of a text; lone surrogates count as what they are stored as. */
export function textHash(text: string): string {
  return createHash("sha256").update(text.toWellFormed()).digest("base64url").slice(0, 22);
}
