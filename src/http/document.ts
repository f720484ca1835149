import type { OpenAPIHono } from "@hono/zod-openapi";
import { problems } from "./router.ts";
import type { AppEnv } from "./scope.ts";

/** The OpenAPI document: what the routes say, and beside it what the frame around them answers of its own. */
export function describe(app: OpenAPIHono<AppEnv>) {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "key", { type: "apiKey", in: "header", name: "X-API-Key" });
  registry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  for (const definition of registry.definitions)
    if (definition.type === "route") Object.assign(definition.route, { responses: framed(definition.route) });
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

interface Route {
  security?: unknown[];
  request?: { body?: unknown };
  responses: Record<string, unknown>;
}

function framed({ security, request, responses }: Route): Record<string, unknown> {
  const isPublic = security?.length === 0;
  return {
    ...(!isPublic && problems(400, 401, 403, 429, 503)),
    ...(request?.body !== undefined && problems(400, 408, 413, 415)),
    ...problems(500),
    ...responses,
  };
}
