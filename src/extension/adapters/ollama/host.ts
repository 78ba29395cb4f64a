/** Reads the address of an Ollama server in every form that people and OLLAMA_HOST write it. */
import { ExpectedError } from "../../../shared/failures.ts";
import { shownUnread } from "../../core/tagging/hosts.ts";

/** Where Ollama listens if nobody says otherwise. */
export const defaultHost = "http://127.0.0.1:11434";

/** An http address without a trailing slash; a path prefix (reverse proxy) stays. Rejects what is no http address. */
export function normaliseHost(host: string): string {
  const written = host.trim().replace(/^["']|["']$/gu, "");
  if (written === "") return defaultHost;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(written)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") throw invalid(host);
  const url = parse(scheme ? written : `http://${withHostPart(written)}`, host);
  if (url.hostname === "" || url.search !== "" || url.hash !== "") throw invalid(host);
  // "listen on every interface" is no address to connect to; Windows refuses it
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  // as Ollama does: a bare host means its own port, an explicit scheme means that scheme's port
  const port = url.port || (scheme === undefined ? "11434" : scheme === "https" ? "443" : "80");
  const login = url.username === "" ? "" : `${url.username}${url.password === "" ? "" : `:${url.password}`}@`;
  return `${url.protocol}//${login}${url.hostname}:${port}${url.pathname.replace(/\/+$/u, "")}`;
}

/** ":11434" and "11434" mean this machine; a bare IPv6 address needs its brackets. */
function withHostPart(written: string): string {
  if (/^:\d+/u.test(written)) return `127.0.0.1${written}`;
  if (/^\d+$/u.test(written)) return `127.0.0.1:${written}`;
  return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/iu.test(written) ? `[${written}]` : written;
}

function parse(address: string, host: string): URL {
  try {
    return new URL(address);
  } catch {
    // the error names the whole address, with its password
    throw invalid(host);
  }
}

/** What cannot be read may hold a password all the same: nothing before an @ is shown, and the parser's own error is not kept. */
function invalid(host: string): ExpectedError {
  return new ExpectedError(
    "engineUnreachable",
    `"${shownUnread(host)}" is no address of an Ollama server. Write it like ${defaultHost}.`,
  );
}
