import { createMiddleware } from "hono/factory";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { CHALLENGE, type Guard, logRefusal } from "./guard.ts";
import { foreignPage, isOwnPage } from "./origin.ts";
import type { RequestLimits } from "./request-limits.ts";
import { covers, type KeyScope } from "./route-scopes.ts";
import type { Actor, AppContext, AppEnv } from "./scope.ts";
import { type SessionCookie, sessionCookie } from "./session-cookie.ts";

/** `ended` is who was right once: an expired key, a session that is over. */
export type Known = Actor | "ended" | undefined;

/** How the gate asks who somebody is. */
export interface Access {
  guard: Guard;
  limits: RequestLimits;
  byKey(key: string): Known;
  bySession(token: string): Known;
  /** A stream token is good for GET on the one path it names. Throws a Fault `unauthorized` for one that was ours. */
  byStreamToken(token: string, path: string): Actor | undefined;
}

/** Everything a stranger may ask for, whole. HEAD goes where GET goes. */
export const PUBLIC: readonly (readonly [method: string, path: RegExp])[] = [
  ["GET", /^\/$/],
  ["GET", /^\/assets\/[^/]+$/],
  ["GET", /^\/(sign-in|(executions|triggers|workflows|runs|deliveries|projects|accounts|usage|settings)(\/[^/]+)?)$/],
  ["GET", /^\/health\/(liveness|readiness)$/],
  ["GET", /^\/decide$/],
  ["POST", /^\/decide$/],
  ["GET", /^\/docs$/],
  ["GET", /^\/docs\/(swagger-ui\.css|swagger-ui-bundle\.js|start\.js)$/],
  ["GET", /^\/openapi\/(openapi|config\.schema)\.json$/],
  ["POST", /^\/$/],
  ["POST", /^\/admin\/session$/],
  ["POST", /^\/api\/webhooks\/[^/]+$/],
  ["POST", /^\/api\/webhooks\/github\/$/],
];

type Credential = { kind: "key" | "session" | "stream_token"; text: string };

interface Parts {
  access: Access;
  cookie: SessionCookie;
}

/** Default deny. The path is taken as it was sent: `//admin` and `/%61dmin` are not on the list either. */
export function gate({ config, acting }: Context, access: Access, scopeOf: (c: AppContext) => KeyScope | undefined) {
  const parts = { access, cookie: sessionCookie(config.TRUST_PROXY) };
  return createMiddleware<AppEnv>(async function gate(c, next) {
    const open = isPublic(c.req.method, rawPath(c.req.url));
    const actor = open ? welcome(c, parts) : identify(c, parts);
    if (actor) c.set("scope", { ...c.get("scope"), actor });
    if (actor && !open) {
      if (actor.session_id && isUnsafe(c.req.method) && !isOwnPage(c, config)) throw foreignPage(c);
      const needed = scopeOf(c);
      if (needed && !covers(actor.scopes, needed)) throw beyond(c, actor, needed);
    }
    await acting.run(c.get("scope"), next);
  });
}

export function isPublic(method: string, path: string): boolean {
  const asked = method === "HEAD" ? "GET" : method;
  return PUBLIC.some(([allowed, pattern]) => allowed === asked && pattern.test(path));
}

function identify(c: AppContext, { access, cookie }: Parts): Actor {
  const { guard } = access;
  const shown = presented(c, cookie);
  if (!shown)
    throw new Fault("unauthorized", "Send a key as X-API-Key or Authorization: Bearer, or sign in.", {
      headers: CHALLENGE,
    });
  guard.admit(c);
  const known = knownBy(c, access, shown);
  if (typeof known === "object") {
    guard.prove(c);
    return known;
  }
  if (shown.kind === "session") cookie.clear(c);
  throw known === "ended" ? guard.ended(c, shown.kind) : guard.wrong(c, shown.kind);
}

/** Where nobody has to say who he is, one who does is told more. A sender's own credentials are no key of ours. */
function welcome(c: AppContext, { access, cookie }: Parts): Actor | undefined {
  const shown = c.req.method === "POST" ? undefined : presented(c, cookie);
  if (!shown || shown.kind === "stream_token" || !access.guard.listens(c)) return undefined;
  const known = knownBy(c, access, shown);
  if (known === undefined) access.guard.overhear(c);
  return typeof known === "object" ? known : undefined;
}

function presented(c: AppContext, cookie: SessionCookie): Credential | undefined {
  const bearer = c.req.header("authorization")?.match(/^Bearer +(\S+)$/i)?.[1];
  const key = c.req.header("x-api-key") ?? bearer;
  if (key !== undefined) return { kind: "key", text: key };
  const session = cookie.read(c);
  if (session !== undefined) return { kind: "session", text: session };
  const token = c.req.method === "GET" ? c.req.query("token") : undefined;
  return token === undefined ? undefined : { kind: "stream_token", text: token };
}

function knownBy(c: AppContext, access: Access, { kind, text }: Credential): Known {
  if (kind === "key") return access.byKey(text);
  if (kind === "session") return access.bySession(text);
  return access.byStreamToken(text, rawPath(c.req.url));
}

function isUnsafe(method: string): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(method);
}

function beyond(c: AppContext, { key_id, name, scopes }: Actor, needed: KeyScope): Fault {
  logRefusal(c, "scope_missing", { key_id, needed });
  return new Fault("denied", `This asks for the scope ${needed}; the key ${name} has ${scopes.join(", ")}.`, {
    code: "scope_missing",
    headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${needed}"` },
  });
}

/** Not decoded, not collapsed. */
export function rawPath(url: string): string {
  return new URL(url).pathname;
}
