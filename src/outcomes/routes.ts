import { createRoute, z } from "@hono/zod-openapi";
import { json, problems, router } from "~/http/router.ts";
import { outcomeSchema } from "./describe.ts";

const schema = createRoute({
  method: "get",
  path: "/schema",
  "x-scope": "read",
  tags: ["executions"],
  summary: "The JSON Schema of what an execution may write to its result file",
  responses: { 200: json("The schema.", z.record(z.string(), z.unknown())), ...problems(401) },
});

export function outcomeRoutes() {
  return router().openapi(schema, (c) => c.json(outcomeSchema() as Record<string, unknown>, 200));
}
