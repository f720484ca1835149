import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, router } from "~/http/router.ts";
import type { Readiness } from "./health.ts";

const Liveness = z.object({ status: z.literal("ok"), time: z.iso.datetime() }).openapi("Liveness");
const ReadinessState = z
  .object({
    status: z.enum(["ready", "not_ready"]),
    time: z.iso.datetime(),
    checks: z
      .array(
        z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional(), remedy: z.string().optional() }),
      )
      .optional()
      .openapi({ description: "Only for those who send a key." }),
  })
  .openapi("Readiness");

export function healthRoutes(ctx: Context, readiness: Readiness) {
  return router()
    .openapi(
      createRoute({
        method: "get",
        path: "/liveness",
        tags: ["health"],
        security: [],
        summary: "Does the process answer?",
        responses: { 200: json("It does.", Liveness) },
      }),
      (c) => c.json({ status: "ok" as const, time: ctx.clock.iso() }, 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/readiness",
        tags: ["health"],
        security: [],
        summary: "Can it do its work?",
        responses: { 200: json("It can.", ReadinessState), 503: json("It cannot.", ReadinessState) },
      }),
      (c) => {
        const checks = readiness();
        const ready = checks.every((check) => check.ok);
        const known = c.get("scope").actor !== undefined;
        const status = ready ? ("ready" as const) : ("not_ready" as const);
        return c.json({ status, time: ctx.clock.iso(), ...(known && { checks }) }, ready ? 200 : 503);
      },
    );
}
