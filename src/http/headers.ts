import { createMiddleware } from "hono/factory";
import { NONCE, secureHeaders } from "hono/secure-headers";
import { overTls } from "./address.ts";
import type { AppEnv } from "./scope.ts";

const ONE_YEAR_SECS = 31_536_000;
/** A page of ours, or one that got in, may ask for none of these. */
const NO_DEVICES = { camera: false, microphone: false, geolocation: false, payment: false, usb: false };
/** Text without a charset is read as whatever a browser guesses. */
const BARE_TEXT = /^(text\/[\w.+-]+|application\/([\w.-]+\+)?json)$/;

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
    permissionsPolicy: NO_DEVICES,
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    crossOriginResourcePolicy: "same-origin",
    crossOriginOpenerPolicy: "same-origin",
  });
  return createMiddleware<AppEnv>(async function headers(c, next) {
    await secure(c, next);
    c.header("X-Request-Id", c.get("scope").request_id);
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
    const type = c.res.headers.get("Content-Type") ?? "";
    if (BARE_TEXT.test(type)) c.header("Content-Type", `${type}; charset=utf-8`);
    if (overTls(c, proxies)) c.header("Strict-Transport-Security", `max-age=${ONE_YEAR_SECS}; includeSubDomains`);
  });
}
