import { createRoute, z } from "@hono/zod-openapi";
import { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, problems, router } from "~/http/router.ts";
import { describeQueue, pause, resume } from "./pauses.ts";
import { EVERYTHING } from "./surroundings.ts";

const tags = ["queue"];
const subject = z
  .union([z.literal(EVERYTHING), BackendId])
  .default(EVERYTHING)
  .openapi({ description: "A backend, or everything." });
const Queue = z
  .object({
    depth: z.number().int().openapi({ description: "Executions that wait, held ones among them." }),
    most: z.number().int(),
    running: z.number().int(),
    held: z
      .array(z.object({ held: z.enum(["limit", "retry"]), count: z.number().int(), until: z.iso.datetime() }))
      .openapi({ description: "Those of the queue that may not start before `until`, the earliest of each kind." }),
    paused: z.array(z.object({ subject: z.string(), since: z.iso.datetime() })),
  })
  .openapi("Queue");

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "What waits, what is held, what is paused",
  responses: { 200: json("The queue.", Queue), ...problems(401) },
});

const body = optionalBody(z.strictObject({ subject }));

const stop = createRoute({
  method: "post",
  path: "/pause",
  "x-scope": "admin",
  tags,
  summary: "Start nothing more, of one backend or at all; what runs goes on",
  middleware: absentIsEmpty,
  request: { body },
  responses: { 200: json("The queue.", Queue), ...problems(400, 401, 413, 415) },
});

const go = createRoute({
  method: "post",
  path: "/resume",
  "x-scope": "admin",
  tags,
  summary: "Start again what was paused",
  middleware: absentIsEmpty,
  request: { body },
  responses: { 200: json("The queue.", Queue), ...problems(400, 401, 413, 415) },
});

export function queueRoutes(ctx: Context) {
  return router()
    .openapi(show, (c) => c.json(describeQueue(ctx), 200))
    .openapi(stop, (c) => {
      pause(ctx, c.req.valid("json").subject);
      return c.json(describeQueue(ctx), 200);
    })
    .openapi(go, (c) => {
      resume(ctx, c.req.valid("json").subject);
      return c.json(describeQueue(ctx), 200);
    });
}
