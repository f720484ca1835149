import type { AppContext } from "./scope.ts";

/** The client's address. Forwarded headers count only when the peer is a proxy that TRUST_PROXY names. */
export function clientAddress(c: AppContext, proxies: readonly string[]): string {
  const peer = plain(c.env?.requestIP?.(c.req.raw)?.address ?? "unknown");
  if (!proxies.includes(peer)) return peer;
  const hops = (c.req.header("x-forwarded-for") ?? "").split(",").map((hop) => plain(hop.trim()));
  return hops.findLast((hop) => hop !== "" && !proxies.includes(hop)) ?? peer;
}

/** Did the request come over TLS, as far as we can know? */
export function overTls(c: AppContext, proxies: readonly string[]): boolean {
  if (c.req.url.startsWith("https:")) return true;
  const peer = plain(c.env?.requestIP?.(c.req.raw)?.address ?? "unknown");
  return proxies.includes(peer) && c.req.header("x-forwarded-proto") === "https";
}

const PROXY_HEADERS = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
  "cf-connecting-ip",
];

/** Does anything say that a proxy stands between? */
export function isForwarded(c: AppContext): boolean {
  return PROXY_HEADERS.some((name) => c.req.header(name) !== undefined);
}

function plain(address: string): string {
  return address.replace(/^::ffff:/, "");
}
