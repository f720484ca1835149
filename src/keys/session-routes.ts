import { createRoute } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { ownOrigin } from "~/http/origin.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import type { Actor } from "~/http/scope.ts";
import { sessionCookie } from "~/http/session-cookie.ts";
import { makeLoginLink } from "./login-code.ts";
import { LoginLink, Session, SignIn } from "./model.ts";
import { endSession, sessionSecs } from "./sessions.ts";
import { type Door, signIn } from "./sign-in.ts";
import { actorOf } from "./who.ts";

const tags = ["session"];

const start = createRoute({
  method: "post",
  path: "/session",
  security: [],
  // A stranger sends it.
  "x-max-bytes": 4 * 1024,
  tags,
  summary: "Sign a browser in, with a key or with the code of a login link",
  description:
    "The answer lays a cookie (HttpOnly, SameSite=Strict; under TLS `__Host-` and Secure). With it, what changes " +
    "something must come from a page of this server. A wrong key counts as everywhere, a right one as a " +
    "change. Of one key 50 sessions are open at once: another ends the one that was not used for longest.",
  request: { body: jsonBody(SignIn) },
  responses: { 204: { description: "Signed in." }, ...problems(400, 401, 403, 413, 415, 429) },
});

const show = createRoute({
  method: "get",
  path: "/session",
  "x-scope": "read",
  tags,
  summary: "Who am I?",
  responses: { 200: json("Whose key it is, and what it may do.", Session), ...problems(401) },
});

const end = createRoute({
  method: "delete",
  path: "/session",
  "x-scope": "read",
  tags,
  summary: "Sign out: the session and the streams that are open by it end",
  responses: { 204: { description: "Signed out." }, ...problems(401, 403) },
});

const link = createRoute({
  method: "post",
  path: "/login-links",
  "x-scope": "admin",
  tags,
  summary: "Make a link that signs one browser in as yourself, once and within 10 minutes",
  responses: { 201: json("The link.", LoginLink), ...problems(401, 403) },
});

export function sessionOf(actor: Actor) {
  const { key_id, name, scopes, session_id = null, ends_at } = actor;
  return { key_id, name, scopes: [...scopes], session_id, expires_at: ends_at };
}

export function sessionRoutes(ctx: Context, door: Door) {
  const cookie = sessionCookie(ctx.config.TRUST_PROXY);
  return router()
    .openapi(start, (c) => {
      cookie.lay(c, signIn(ctx, c, door, { ...c.req.valid("json"), held: cookie.read(c) }), sessionSecs(ctx));
      return c.body(null, 204);
    })
    .openapi(show, (c) => c.json(sessionOf(actorOf(c)), 200))
    .openapi(end, (c) => {
      endSession(ctx, actorOf(c).session_id);
      cookie.clear(c);
      return c.body(null, 204);
    })
    .openapi(link, (c) => c.json(makeLoginLink(ctx, actorOf(c), ownOrigin(c, ctx.config)), 201));
}
