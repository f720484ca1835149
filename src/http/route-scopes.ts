import type { OpenAPIHono } from "@hono/zod-openapi";
import { matchedRoutes } from "hono/route";
import { Fault } from "~/kit/fault.ts";
import type { AppContext, AppEnv } from "./scope.ts";
import { SESSION_COOKIE } from "./session-cookie.ts";

/** What a key may do, each more than the one before: look, start and stop work, change what work there is. */
export const KEY_SCOPES = ["read", "run", "admin"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export function covers(held: readonly KeyScope[], needed: KeyScope): boolean {
  return held.some((scope) => KEY_SCOPES.indexOf(scope) >= KEY_SCOPES.indexOf(needed));
}

/**
 * Answers what the route that a request is going to reach asks for, undefined where there is none. Throws a Fault
 * `denied` for a route that does not say: it is open to nobody.
 */
export function routeScopes(app: OpenAPIHono<AppEnv>) {
  const said = saidBeside(app, "x-scope");
  return (c: AppContext): KeyScope | undefined => {
    if (!routeOf(c)) return undefined;
    const scope = KEY_SCOPES.find((known) => known === said(c));
    if (!scope) throw new Fault("denied", "This route does not say which scope it asks for, and is open to nobody.");
    return scope;
  };
}

/**
 * Answers what stands under `name` beside the route that a request is going to reach, undefined where nothing does.
 * Built at the first use, when all routes are there.
 */
export function saidBeside(app: OpenAPIHono<AppEnv>, name: `x-${string}`) {
  let said: Map<string, unknown> | undefined;
  return (c: AppContext): unknown => {
    const route = routeOf(c);
    said ??= new Map(described(app).map((one) => [wordOf(one.method, one.path), one[name as "x-scope"]]));
    return route && said.get(wordOf(route.method, route.path));
  };
}

/** Says in the document what each route asks for, and by what one may show it. */
export function describeScopes(app: OpenAPIHono<AppEnv>): void {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "session", { type: "apiKey", in: "cookie", name: SESSION_COOKIE });
  for (const route of described(app)) {
    const scope = route["x-scope"];
    if (scope) route.security = ["key", "bearer", "session"].map((scheme) => ({ [scheme]: [scope] }));
  }
}

/** The route that answers, as it was declared: what a log may say of a path. */
export function routeOf(c: AppContext): { method: string; path: string } | undefined {
  return matchedRoutes(c).find(({ method }) => method !== "ALL");
}

function described({ openAPIRegistry }: OpenAPIHono<AppEnv>) {
  return openAPIRegistry.definitions.flatMap((one) => (one.type === "route" ? [one.route] : []));
}

function wordOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`;
}
