/** Reads the address of an OpenAI-compatible server in every form that people write it. */
import { ExpectedError } from "../../../shared/failures.ts";
import { shownUnread } from "../../core/tagging/hosts.ts";

const example = "http://127.0.0.1:1234/v1";

/**
 * The address under which /models and /chat/completions lie, without a trailing slash. A path stays (reverse proxy), and gets
 * its /v1 where no version stands at its end. Rejects what is no http address.
 */
export function normaliseBase(written: string): string {
  const text = written.trim().replace(/^["']|["']$/gu, "");
  if (text === "")
    throw new ExpectedError(
      "engineUnreachable",
      `No address of an OpenAI-compatible server is set. Set it, such as ${example}: imageTagger.openai.baseUrl in the settings, --base-url on the command line.`,
    );
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (!url || !isHttp || url.hostname === "" || url.search !== "" || url.hash !== "") throw invalid(written);
  // "listen on every interface" is no address to connect to; Windows refuses it
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  const login = url.username === "" ? "" : `${url.username}${url.password === "" ? "" : `:${url.password}`}@`;
  return `${url.protocol}//${login}${url.host}${versioned(url.pathname)}`;
}

/** The same server's address without its /v1, for what lies beside it; undefined where the path ends in something else. */
export function rootOf(base: string): string | undefined {
  return base.endsWith("/v1") ? base.slice(0, -"/v1".length) : undefined;
}

function versioned(pathname: string): string {
  const path = pathname.replace(/\/+$/u, "").replace(/\/(?:(?:chat\/)?completions|embeddings|models)$/u, "");
  // the last two parts: "/v1", and "/v1beta/openai" as Google has it
  const hasVersion = path
    .split("/")
    .slice(-2)
    .some((part) => /^v\d+[a-z0-9]*$/iu.test(part));
  return hasVersion ? path : `${path}/v1`;
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

function invalid(written: string): ExpectedError {
  return new ExpectedError(
    "engineUnreachable",
    `"${shownUnread(written)}" is no address of an OpenAI-compatible server. Write it like ${example}.`,
  );
}
