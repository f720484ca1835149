import { createMiddleware } from "hono/factory";
import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { clientAddress, isForwarded } from "./address.ts";
import { rawPath } from "./gate.ts";
import type { AppEnv } from "./scope.ts";

interface Parts {
  log: Log;
  clock: Clock;
  newId: (entity: "request") => string;
  proxies: readonly string[];
}

/** Gives each request its id and its scope, and logs it in one line when it is answered. The query is left out: it may hold a token. */
export function requestLog({ log, clock, newId, proxies }: Parts) {
  let warned = proxies.length > 0;
  return createMiddleware<AppEnv>(async function requestLog(c, next) {
    const request_id = newId("request");
    const address = clientAddress(c, proxies);
    c.set("scope", { request_id, address, log: log.child({ request_id }) });
    if (!warned && isForwarded(c)) {
      warned = true;
      log.warn("X-Forwarded-For is ignored: set TRUST_PROXY to the address of your reverse proxy");
    }
    const started = clock.now();
    await next();
    const { actor } = c.get("scope");
    const line = { request_id, address, method: c.req.method, path: rawPath(c.req.url), status: c.res.status };
    log.info({ ...line, duration_ms: clock.now() - started, ...(actor && { key_id: actor.key_id }) }, "request");
  });
}
