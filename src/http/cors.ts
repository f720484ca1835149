import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./scope.ts";

/** Lets pages of these origins call the API. Of what has no key, only their preflights pass: browsers send none there. */
export function crossOrigin(origins: string[]) {
  const allow = cors({
    origin: origins,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: ["X-Request-Id", "Retry-After", "Allow", "RateLimit", "RateLimit-Policy"],
  });
  return createMiddleware<AppEnv>(async function crossOrigin(c, next) {
    const allowed = origins.includes(c.req.header("origin") ?? "");
    const preflight = allowed && c.req.header("access-control-request-method") !== undefined;
    if (c.req.method === "OPTIONS" && !preflight) return next();
    return allow(c, next);
  });
}
