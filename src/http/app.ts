import type { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { Context } from "~/context.ts";
import { tooLarge } from "./body.ts";
import { crossOrigin } from "./cors.ts";
import { docs } from "./docs.ts";
import { onError } from "./errors.ts";
import { type Access, gate } from "./gate.ts";
import { headers } from "./headers.ts";
import { notFound } from "./method-table.ts";
import { requestLog } from "./request-log.ts";
import { describeScopes, routeScopes } from "./route-scopes.ts";
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
  app.onError(onError);
  app.use(requestLog({ log, clock, newId, proxies: config.TRUST_PROXY }));
  app.use(headers(config.TRUST_PROXY));
  if (config.CORS_ALLOWED_ORIGINS.length > 0) app.use(crossOrigin(config.CORS_ALLOWED_ORIGINS));
  app.use(gate(ctx, access, routeScopes(app)));
  app.use(
    "/admin/*",
    bodyLimit({
      maxSize: API_BODY_BYTES,
      onError: () => {
        throw tooLarge(API_BODY_BYTES);
      },
    }),
  );
  for (const [path, feature] of routes) app.route(path, feature);
  describeScopes(app);
  app.route("/docs", docs());
  let described: ReturnType<typeof document> | undefined;
  app.get("/openapi/openapi.json", (c) => {
    described ??= document(app);
    return c.json(described);
  });
  app.notFound(notFound(app));
  return app;
}

function document(app: OpenAPIHono<AppEnv>) {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "key", { type: "apiKey", in: "header", name: "X-API-Key" });
  registry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Agented",
      version: "0.1.0",
      description: "Runs AI coding CLIs as bots: triggers start executions, their output streams live and is kept.",
    },
    security: [{ key: [] }, { bearer: [] }],
  });
}
