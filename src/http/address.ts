import { isIP } from "node:net";
import type { AppContext } from "./scope.ts";

/** The client's address. Forwarded headers count only when the peer is a proxy that TRUST_PROXY names. */
export function clientAddress(c: AppContext, proxies: readonly string[]): string {
  const peer = peerOf(c);
  if (!proxies.includes(peer)) return peer;
  const hops = (c.req.header("x-forwarded-for") ?? "").split(",").map(hopOf);
  const client = hops.findLast((hop) => hop !== "" && !proxies.includes(hop)) ?? peer;
  return isIP(client) > 0 ? client : peer;
}

/** Did the request come over TLS, as far as we can know? */
export function overTls(c: AppContext, proxies: readonly string[]): boolean {
  if (c.req.url.startsWith("https:")) return true;
  return proxies.includes(peerOf(c)) && c.req.header("x-forwarded-proto") === "https";
}

const PROXY_HEADER = /^(x-forwarded-|x-real-ip$|forwarded$|via$|cf-|true-client-ip$|x-original-)/;

/** Does anything say that a proxy stands between? */
export function isForwarded(c: AppContext): boolean {
  return [...c.req.raw.headers.keys()].some((name) => PROXY_HEADER.test(name));
}

const LOCAL_HOST = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i;

/** Was it meant for this machine and passed on by nobody? A tunnel or a rebound name shows in the Host. */
export function isDirect(c: AppContext): boolean {
  return LOCAL_HOST.test(c.req.header("host") ?? "") && !isForwarded(c);
}

/** What one party holds of addresses: of IPv6 a /64, all of which is its own to choose from. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = [], tail] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const missing = tail ? 8 - head.length - tail.length - Number(address.includes(".")) : 0;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

export function peerOf(c: AppContext): string {
  return plain(c.env?.requestIP?.(c.req.raw)?.address ?? "unknown");
}

/** Some proxies write `1.2.3.4:5678`, `[2001:db8::1]` or `[2001:db8::1]:443`. */
function hopOf(entry: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/.exec(entry.trim()) ?? [];
  return plain(bracketed ?? dotted ?? entry.trim());
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=.*\.)/i, "");
}
