import type { AsyncLocalStorage } from "node:async_hooks";
import { createMiddleware } from "hono/factory";
import { Fault } from "~/kit/fault.ts";
import type { FailureLimit } from "./limits.ts";
import type { Actor, AppContext, AppEnv, Scope } from "./scope.ts";

/** How the gate asks who somebody is. */
export interface Access {
  byKey(key: string): Actor | undefined;
  /** A stream token is good for GET on the one path it names. Throws a Fault `unauthorized`. */
  byStreamToken(token: string, path: string): Actor;
}

/** Everything a stranger may ask for, whole. HEAD goes where GET goes. */
export const PUBLIC: readonly (readonly [method: string, path: RegExp])[] = [
  ["GET", /^\/$/],
  ["GET", /^\/assets\/[A-Za-z0-9._-]+$/],
  ["GET", /^\/(sign-in|executions(\/[^/]+)?)$/],
  ["GET", /^\/health\/(liveness|readiness)$/],
  ["GET", /^\/docs$/],
  ["GET", /^\/docs\/(swagger-ui\.css|swagger-ui-bundle\.js|start\.js)$/],
  ["GET", /^\/openapi\/openapi\.json$/],
  ["POST", /^\/$/],
  ["POST", /^\/api\/webhooks\/[^/]+$/],
  ["POST", /^\/api\/webhooks\/github\/$/],
];

/** Default deny. The path is taken as it was sent: `//admin` and `/%61dmin` are not on the list either. */
export function gate(access: Access, failures: FailureLimit, acting: AsyncLocalStorage<Scope>) {
  return createMiddleware<AppEnv>(async function gate(c, next) {
    const actor = identify(c, access, failures);
    if (actor) c.set("scope", { ...c.get("scope"), actor });
    await acting.run(c.get("scope"), next);
  });
}

export function isPublic(method: string, path: string): boolean {
  const asked = method === "HEAD" ? "GET" : method;
  return PUBLIC.some(([allowed, pattern]) => allowed === asked && pattern.test(path));
}

function identify(c: AppContext, access: Access, failures: FailureLimit): Actor | undefined {
  const path = rawPath(c.req.url);
  const open = isPublic(c.req.method, path);
  // A sender's own credentials, of which we know nothing, are no key of ours.
  if (open && c.req.method === "POST") return undefined;
  const key = presentedKey(c);
  if (open) return key === undefined ? undefined : welcome(c, key, access, failures);
  if (key !== undefined) return byKey(c, key, access, failures);
  const token = c.req.method === "GET" ? c.req.query("token") : undefined;
  if (token !== undefined) return access.byStreamToken(token, path);
  throw new Fault("unauthorized", "Send a key as X-API-Key or Authorization: Bearer.", {
    headers: { "WWW-Authenticate": "Bearer" },
  });
}

/**
 * Where nobody is asked for a key, a wrong one is no failure: a probe may send the same to everybody. But whoever tries
 * many is not told any more which of them is right.
 */
function welcome(c: AppContext, key: string, access: Access, failures: FailureLimit): Actor | undefined {
  const place = `${c.get("scope").address} on public paths`;
  const actor = failures.exceeded(place) ? undefined : access.byKey(key);
  if (!actor) failures.count(place);
  return actor;
}

/** An address over its failures is refused with a right key too, or it could go on guessing until it has one. */
function byKey(c: AppContext, key: string, access: Access, failures: FailureLimit): Actor {
  const { address, log } = c.get("scope");
  failures.refuse(address, "Too many wrong keys from this address.");
  const actor = access.byKey(key);
  if (actor) return actor;
  failures.count(address);
  log.warn({ address, security: "wrong_key" }, "a wrong key was presented");
  throw new Fault("unauthorized", "That key is not valid.", { headers: { "WWW-Authenticate": "Bearer" } });
}

function presentedKey(c: AppContext): string | undefined {
  const bearer = c.req.header("authorization")?.match(/^Bearer +(\S+)$/i)?.[1];
  return c.req.header("x-api-key") ?? bearer;
}

/** Not decoded, not collapsed. */
export function rawPath(url: string): string {
  return new URL(url).pathname;
}
