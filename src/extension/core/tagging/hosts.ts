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
