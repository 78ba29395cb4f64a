/** What can be told from a server's address: whether it is this machine, and how it may be shown. */

/** True where a host is this very machine, so that nothing leaves it. */
export function isLoopback(host: string): boolean {
  try {
    const { hostname } = new URL(host.includes("://") ? host : `http://${host}`);
    return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/u.test(hostname);
  } catch {
    // what is no address at all leads nowhere, but must not count as safe
    return false;
  }
}

/** The address as it may be shown, logged and remembered: without name and password. */
export function shownHost(host: string): string {
  return host.replace(/\/\/[^/]*@/u, "//");
}

/** What was written and is no address, as it may be shown: a password may hold any character, so all before the last @ goes. */
export function shownUnread(written: string): string {
  const scheme = /^["'\s]*([a-z][a-z0-9+.-]*:\/\/)/iu.exec(written)?.[1] ?? "";
  const at = written.lastIndexOf("@");
  return (at < 0 ? written : `${scheme}${written.slice(at + 1)}`).slice(0, 200);
}

/** Scheme, name and port of an address: what a key belongs to; undefined for what is no address. */
export function originOf(host: string): string | undefined {
  try {
    const { origin } = new URL(host);
    return origin === "null" ? undefined : origin;
  } catch {
    // no address: nothing is ever sent there
    return undefined;
  }
}

/** The header that a key becomes: a bearer token, or as it is written where it names its scheme ("Basic …"). */
export function authorizationOf(key: string | undefined): string | undefined {
  if (key === undefined || key === "") return undefined;
  return /^\S+\s+\S/u.test(key) ? key : `Bearer ${key}`;
}
