import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { jsonBodies } from "./body.ts";
import { crossOrigin } from "./cors.ts";
import { docs } from "./docs.ts";
import { describe } from "./document.ts";
import { onError } from "./errors.ts";
import { type Access, gate } from "./gate.ts";
import { headers } from "./headers.ts";
import { failureLimit } from "./limits.ts";
import { notFound } from "./method-table.ts";
import { requestLimits } from "./request-limits.ts";
import { requestLog } from "./request-log.ts";
import { router } from "./router.ts";
import type { AppEnv } from "./scope.ts";

const API_BODY_BYTES = 8 * 1024 * 1024;

export interface Features {
  access: Access;
  routes: readonly (readonly [path: string, routes: OpenAPIHono<AppEnv>])[];
}

/** The whole application: what every request passes, in order, then the features. */
export function buildApp(ctx: Context, { access, routes }: Features): OpenAPIHono<AppEnv> {
  const { config, clock, log, newId } = ctx;
  const app = router();
  const failures = ctx.disposer.adopt(failureLimit(clock, config.FAILED_KEYS_PER_MINUTE, 60_000), (l) => l.close());
  app.onError(onError);
  app.use(requestLog({ log, clock, newId, proxies: config.TRUST_PROXY }));
  app.use(headers(config.TRUST_PROXY));
  if (config.CORS_ALLOWED_ORIGINS.length > 0) app.use(crossOrigin(config.CORS_ALLOWED_ORIGINS));
  app.use(gate(access, failures, ctx.acting));
  app.use("/admin/*", requestLimits(ctx));
  app.use("/admin/*", jsonBodies(clock, API_BODY_BYTES));
  for (const [path, feature] of routes) app.route(path, feature);
  app.route("/docs", docs());
  let described: ReturnType<typeof describe> | undefined;
  app.get("/openapi/openapi.json", (c) => {
    described ??= describe(app);
    return c.json(described);
  });
  app.notFound(notFound(app));
  return app;
}
