/** How a request identifies itself to a model server: by a header that was given, or by name and password of the address. */
import { ExpectedError } from "../../../shared/failures.ts";
import { shownHost } from "./hosts.ts";

/** The address without its login, the header in its place, and what of it must not stand in any message. */
export interface Login {
  readonly host: string;
  readonly authorization?: string;
  readonly secrets: readonly string[];
}

/** Shorter ones would strike out parts of any word, and are no secrets. */
const shortestSecret = 4;

/** A given header goes before a login in the address. fetch refuses addresses that carry one. */
export function loginOf(host: string, authorization: string | undefined): Login {
  const { username, password } = new URL(host);
  const plain = shownHost(host);
  const given = authorization?.trim() ?? "";
  if (given !== "") {
    // the client library would name the whole value in its error
    if (!/^[\t\x20-\x7e\x80-\xff]+$/u.test(given)) throw unsendable(plain);
    const [scheme = "", ...rest] = given.split(/\s+/u);
    return { host: plain, authorization: given, secrets: [given, rest.length > 0 ? rest.join(" ") : scheme] };
  }
  if (username === "") return { host, secrets: [] };
  const [name, word] = [decoded(username), decoded(password)];
  const login = Buffer.from(`${name}:${word}`).toString("base64");
  return { host: plain, authorization: `Basic ${login}`, secrets: [login, word, password] };
}

/** A text that somebody else wrote, with the secrets struck out that it repeats. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let left = text;
  for (const secret of secrets) if (secret.length >= shortestSecret) left = left.replaceAll(secret, "…");
  return left;
}

/** A % that stands for itself is left as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // no escapes in it: it was meant as written
    return part;
  }
}

function unsendable(host: string): ExpectedError {
  return new ExpectedError(
    "engineForbidden",
    `The key for ${host} has characters in it that cannot be sent. Enter it again.`,
  );
}
