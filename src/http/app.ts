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
import { describeScopes, routeScopes } from "./route-scopes.ts";
import { router } from "./router.ts";
import type { AppEnv } from "./scope.ts";

const API_BODY_BYTES = 1024 * 1024;
/** Where prompts, payloads and whole documents are sent. */
const LARGE_BODIES = [
  "/admin/config/apply",
  "/admin/prices/import",
  "/admin/budgets/estimate",
  "/admin/triggers",
  "/admin/triggers/:id",
  "/admin/triggers/:id/:what{preview|run|test}",
  "/admin/templates/:id/use",
  "/admin/deliveries/:id/:what{preview|replay}",
  "/admin/executions/:id/:what{replay|continue}",
];
const LARGE_BODY_BYTES = 8 * 1024 * 1024;
/** A stranger sends it. */
const SIGN_IN_BYTES = 4 * 1024;

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
  app.use("/admin/session", jsonBodies(clock, SIGN_IN_BYTES));
  for (const path of LARGE_BODIES) app.use(path, jsonBodies(clock, LARGE_BODY_BYTES));
  app.use("/admin/*", jsonBodies(clock, API_BODY_BYTES));
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
