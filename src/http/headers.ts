import { createMiddleware } from "hono/factory";
import { NONCE, secureHeaders } from "hono/secure-headers";
import { overTls } from "./address.ts";
import type { AppEnv } from "./scope.ts";

const ONE_YEAR_SECS = 31_536_000;

/** What every answer carries. HSTS only when the request came over TLS; nothing of the API is cached. */
export function headers(proxies: readonly string[]) {
  const secure = secureHeaders({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    crossOriginResourcePolicy: "same-origin",
    crossOriginOpenerPolicy: "same-origin",
  });
  return createMiddleware<AppEnv>(async function headers(c, next) {
    await secure(c, next);
    c.header("X-Request-Id", c.get("scope").request_id);
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
    const type = c.res.headers.get("Content-Type");
    if (type === "application/json") c.header("Content-Type", "application/json; charset=utf-8");
    if (overTls(c, proxies)) c.header("Strict-Transport-Security", `max-age=${ONE_YEAR_SECS}; includeSubDomains`);
  });
}
