import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { jsonBodies } from "./body.ts";
import { crossOrigin } from "./cors.ts";
import { docs } from "./docs.ts";
import { describe } from "./document.ts";
import { onError } from "./errors.ts";
import { type Access, gate } from "./gate.ts";
import { headers } from "./headers.ts";
import { notFound } from "./method-table.ts";
import { requestLimits } from "./request-limits.ts";
import { type Answer, requestLog } from "./request-log.ts";
import { describeScopes, routeScopes, saidBeside } from "./route-scopes.ts";
import { router } from "./router.ts";
import type { AppEnv } from "./scope.ts";

export interface Features {
  access: Access;
  /** Hears of every request that was answered. */
  onAnswer?: (answer: Answer) => void;
  routes: readonly (readonly [path: string, routes: OpenAPIHono<AppEnv>])[];
}

/** The whole application: what every request passes, in order, then the features. */
export function buildApp(ctx: Context, { access, routes, onAnswer = () => {} }: Features): OpenAPIHono<AppEnv> {
  const { config, clock, log, newId, redactor } = ctx;
  const app = router();
  app.onError(onError);
  app.use(
    requestLog({ log, clock, newId, proxies: config.TRUST_PROXY, redact: (text) => redactor.redact(text), onAnswer }),
  );
  app.use(headers(config.TRUST_PROXY));
  if (config.CORS_ALLOWED_ORIGINS.length > 0) app.use(crossOrigin(config.CORS_ALLOWED_ORIGINS));
  app.use(gate(ctx, access, routeScopes(app)));
  app.use("/admin/*", requestLimits(access.limits));
  app.use("/admin/*", jsonBodies(clock, saidBeside(app, "x-max-bytes")));
  for (const [path, feature] of routes) app.route(path, feature);
  describeScopes(app);
  app.route("/docs", docs());
  let described: ReturnType<typeof describe> | undefined;
  app.get("/openapi/openapi.json", (c) => {
    described ??= describe(app);
    return c.json(described);
  });
  app.notFound(notFound(app));
  return app;
}
