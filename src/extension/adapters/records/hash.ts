/** The program's short hash of texts. */
import { createHash } from "node:crypto";

/** SHA-256 of the text in UTF-8, its first 132 bits as 22 characters of base64url. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
