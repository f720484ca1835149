import { Fault } from "~/kit/fault.ts";
import { overTls } from "./address.ts";
import { logRefusal } from "./guard.ts";
import type { AppContext } from "./scope.ts";

interface Place {
  TRUST_PROXY: readonly string[];
  PUBLIC_URL?: string | undefined;
}

/** The origin that a browser which sent this request knows us by, as far as we can know. */
export function ownOrigin(c: AppContext, { TRUST_PROXY }: Place): string {
  return `${overTls(c, TRUST_PROXY) ? "https" : "http"}://${c.req.header("host")}`.toLowerCase();
}

/** Browsers say that it is one; other clients have no cookie that somebody else's page could use. */
export function isPage(c: AppContext): boolean {
  return ["sec-fetch-site", "origin"].some((name) => c.req.header(name) !== undefined);
}

/**
 * Does a page of our own ask? A browser says where from in Sec-Fetch-Site; one that does not, over plain HTTP, or an
 * old one, says it in Origin. Who says neither is no page of ours.
 */
export function isOwnPage(c: AppContext, place: Place): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = c.req.header("origin");
  const own = [ownOrigin(c, place), ...(place.PUBLIC_URL ? [new URL(place.PUBLIC_URL).origin] : [])];
  return origin !== undefined && own.includes(origin);
}

/** The Fault for a page of somebody else: a cookie goes along with whatever page asks. */
export function foreignPage(c: AppContext): Fault {
  logRefusal(c, "foreign_origin");
  const remedy = "send a key, or behind a proxy set PUBLIC_URL and TRUST_PROXY";
  return new Fault("denied", `A browser's session is good for pages of this server alone: ${remedy}.`, {
    code: "foreign_origin",
  });
}
